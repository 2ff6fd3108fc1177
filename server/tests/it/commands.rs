//! The program itself, as scripts call it: what it says, and with which exit code it ends.

use std::{
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A folder for a database, and the program that works in it.
struct Program {
    folder: TempDir,
}

/// How a command ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Program {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder }
    }

    /// One whose database is there, and empty.
    fn with_database() -> Self {
        let program = Self::new();
        assert_eq!(program.run(&["migrate"]).code, Some(0));
        program
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("data/shop.db")
    }

    fn run(&self, words: &[&str]) -> Ended {
        self.run_with(&[], words)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cohort"));
        command
            .env_remove("COHORT_SPOOL")
            .env("DATABASE_URL", format!("sqlite:{}", self.database().display()))
            .args(words);
        command
    }

    fn run_with(&self, variables: &[(&str, &str)], words: &[&str]) -> Ended {
        let ended = self.command(words).envs(variables.iter().copied()).output();
        let ended = ended.expect("the program");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Ended {
            code: ended.status.code(),
            out: text(ended.stdout),
            err: text(ended.stderr),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn word(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[test]
fn an_export_of_what_is_not_understood_writes_nothing() {
    let program = Program::with_database();
    let old = program.path("old.csv");
    std::fs::write(&old, "old").expect("a file");
    for query in ["f.gruop=2", "f.since.from=2026-02-30&f.id=x"] {
        let ended = program.run(&["export", "customers", "--query", query]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
        for part in query.split('&') {
            assert!(ended.err.contains(part), "{ended:?}");
        }
        let ended = program.run(&["export", "customers", "--query", query, "--output", word(&old)]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert_eq!(std::fs::read_to_string(&old).expect("a file"), "old");
    }
    let ended = program.run(&["export", "customers", "--query", "f.group=2&columns=id"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 1), "{ended:?}");
    assert!(
        program.path("data/spool").is_dir(),
        "the spool folder stands beside the file"
    );
}

#[tokio::test]
async fn a_demo_that_was_interrupted_says_what_to_do() {
    let program = Program::new();
    let demo = ["demo", "--customers", "100", "--if-empty"];
    let ended = program.run(&demo);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let at = |words: &str| ended.out.find(words);
    assert!(
        at("Sign in as admin@example.com") < at("Made 100 customers"),
        "{ended:?}"
    );
    assert!(at("Sign in as admin@example.com").is_some(), "{ended:?}");
    let again = program.run(&demo);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""), "{again:?}");

    // What a load leaves behind that is killed while it makes the segments.
    let url = format!("sqlite://{}", program.database().display());
    let store = storage::Store::open(&url).await.expect("a database");
    let mut tx = store.begin().await.expect("a transaction");
    let set = storage::reference::set_setting(&mut tx, "demo", "started").await;
    set.expect("a setting");
    tx.commit().await.expect("a commit");
    store.close().await;
    let partial = program.run(&demo);
    assert_eq!(partial.code, Some(1), "{partial:?}");
    assert!(
        partial
            .err
            .contains(&format!("remove {}", word(&program.database()))),
        "{partial:?}"
    );
}

#[test]
fn the_address_of_a_page_can_be_pasted_whole() {
    let program = Program::new();
    let made = program.run(&["demo", "--customers", "40"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let plain = program.run(&["export", "customers", "--query", "f.id.to=3"]).out;
    assert_eq!(plain.lines().count(), 4, "{plain}");
    for address in [
        "?f.id.to=3",
        "/customers?f.id.to=3",
        "http://127.0.0.1:3000/customers?f.id.to=3",
    ] {
        assert_eq!(
            program.run(&["export", "customers", "--query", address]).out,
            plain,
            "{address}"
        );
    }
}

#[test]
fn a_csv_file_is_exported_as_its_reader_wants_it() {
    let program = Program::new();
    let made = program.run(&["demo", "--customers", "3"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let export = ["export", "customers", "--query", "columns=id,group&f.id.to=1"];
    let plain = program.run(&export).out;
    assert!(plain.starts_with("\"ID\",\"Group\"\n1,"), "{plain}");
    let more = ["--delimiter", "semicolon", "--bom", "--crlf"];
    let other = program.run(&[&export[..], &more[..]].concat()).out;
    assert_eq!(
        other,
        format!("\u{feff}{}", plain.replace(',', ";").replace('\n', "\r\n"))
    );
    assert_eq!(program.run(&[&export[..], &["--raw"]].concat()).out, plain);
    let refused = program.run(&[&export[..], &["--delimiter", "shoe"]].concat());
    assert_eq!(refused.code, Some(2), "{refused:?}");
}

#[test]
fn the_reason_for_whole_dates_of_birth_is_kept_whatever_the_log_says() {
    let program = Program::with_database();
    let (export, why) = (
        ["export", "customers", "--query", "f.birth.next=7"],
        "vouchers, agreed",
    );
    for level in ["off", "warn", "info", "?!=nonsense"] {
        let asked = [("COHORT_LOG", level), ("COHORT_FULL_BIRTH_DATES", why)];
        let ended = program.run_with(&asked, &export);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(ended.err.matches(why).count(), 1, "{level}: {ended:?}");
    }
    // A variable that is set to nothing is no reason.
    for reason in ["", "  "] {
        let ended = program.run_with(&[("COHORT_FULL_BIRTH_DATES", reason)], &["migrate"]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
        let ended = program.run_with(&[("COHORT_FULL_BIRTH_DATES", reason)], &export);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.err.contains("f.birth.next=7"), "{ended:?}");
    }
}

#[tokio::test]
async fn an_export_says_what_is_not_as_it_is_stored() {
    let program = Program::new();
    let file = program.path("formulas.csv");
    let lines =
        "email,_website,firstname,lastname\na@example.com,base,=1+1,Doe\nb@example.com,base,Ann,Lee\n";
    std::fs::write(&file, lines).expect("a file");
    let import = program.run(&["import", file.to_str().expect("a name")]);
    assert_eq!(import.code, Some(0), "{import:?}");
    let all = program.run(&["export", "customers", "--query", "columns=name"]);
    assert_eq!(all.code, Some(0), "{all:?}");
    assert!(all.out.contains("'=1+1 Doe"), "{all:?}");
    assert!(all.err.contains("no spreadsheet runs them: 1."), "{all:?}");
    // Read again, it is what it was where its reader says so.
    let guarded = lines.replace('=', "'=");
    std::fs::write(&file, guarded).expect("a file");
    for (options, name) in [(&[][..], "''=1+1 Doe"), (&["--guarded"], "'=1+1 Doe")] {
        let import = program.run(&[&["import", word(&file)], options].concat());
        assert_eq!(import.code, Some(0), "{import:?}");
        let all = program.run(&["export", "customers", "--query", "columns=name"]);
        assert!(all.out.lines().any(|line| line == name), "{all:?}");
    }
    let ann = program.run(&["export", "customers", "--query", "columns=name&q=ann"]);
    assert_eq!((ann.code, ann.err.as_str()), (Some(0), ""), "{ann:?}");
}

#[tokio::test]
async fn who_did_what_is_printed_and_a_change_of_it_found() {
    let program = Program::new();
    for words in [["demo", "--customers", "3"].as_slice(), &["export", "customers"]] {
        assert_eq!(program.run(words).code, Some(0));
    }
    let all = program.run(&["audit"]);
    let lines: Vec<_> = all.out.lines().collect();
    let last = lines.last().expect("an entry");
    assert!(
        last.contains(" download-ended command line ") && last.contains("\"rows\":3"),
        "{all:?}"
    );
    let two = program.run(&["audit", "--limit", "2"]);
    assert_eq!(two.out.lines().collect::<Vec<_>>(), lines[lines.len() - 2..]);
    let whole = program.run(&["audit", "--check"]);
    assert_eq!(whole.code, Some(0), "{whole:?}");
    assert!(
        whole
            .out
            .starts_with(&format!("{} entries, each as it was", lines.len())),
        "{whole:?}"
    );
    let store = storage::Store::open(&format!("sqlite://{}", program.database().display()))
        .await
        .expect("a database");
    for statement in [
        "DROP TRIGGER audit_stays",
        "UPDATE audit SET actor = 'x' WHERE id = 1",
    ] {
        storage::testing::by_hand(&store, statement)
            .await
            .expect("a change by hand");
    }
    store.close().await;
    let broken = program.run(&["audit", "--check"]);
    assert_eq!((broken.code, broken.out.as_str()), (Some(1), ""), "{broken:?}");
    assert!(
        broken
            .err
            .contains("entry 1 is missing, or not as it was written"),
        "{broken:?}"
    );
}

#[test]
fn an_address_that_was_mistyped_makes_no_database() {
    let program = Program::new();
    for words in [
        ["user", "list"].as_slice(),
        &["export", "customers"],
        &["segment", "refresh", "--all"],
        &["audit"],
    ] {
        let ended = program.run(words);
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
        assert!(ended.err.contains("there is no database at sqlite:"), "{ended:?}");
        assert!(!program.folder.path().join("data").exists(), "{words:?}");
    }
    // Nobody listens on the port that is 1.
    let nobody = [("DATABASE_URL", "postgres://cohort@127.0.0.1:1/shop")];
    let ended = program.run_with(&nobody, &["user", "list"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("it cannot be reached: "), "{ended:?}");
}

#[test]
fn what_cannot_be_is_refused_in_one_sentence() {
    let program = Program::with_database();
    let folder = word(program.folder.path()).to_owned();
    for (words, code, sentence) in [
        (["import", &folder].as_slice(), 1, "it is a folder"),
        (&["user", "unlock", "--email", "a@b.example"], 1, "no user with"),
        (
            &["serve", "--trusted-proxy", "proxy"],
            2,
            "neither an address nor a network",
        ),
        (
            &["serve", "--public-url", "http://shop.example.com"],
            2,
            "it has to begin with https://",
        ),
    ] {
        let ended = program.run(words);
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert!(ended.err.contains(sentence), "{ended:?}");
        assert!(!ended.err.contains("reference"), "{ended:?}");
    }
}

#[test]
fn what_leaves_nobody_who_may_do_everything_is_done_and_said() {
    let program = Program::new();
    program.run(&["demo", "--customers", "10"]);
    let user = |words: &[&str]| {
        let ended = program.run(&[&["user"], words, &["--email", "admin@example.com"]].concat());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.err
    };
    assert_eq!(user(&["unlock"]), "");
    for change in [["role", "--role", "viewer"].as_slice(), &["disable"]] {
        let said = user(change);
        assert!(said.contains("No administrator is left"), "{said}");
    }
    let said = user(&["unlock"]);
    assert!(
        said.contains("cohort user enable --email admin@example.com"),
        "{said}"
    );
}

#[test]
fn a_reader_who_has_enough_is_no_failure() {
    let program = Program::new();
    let made = program.run(&["demo", "--customers", "3000"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let mut export = Command::new(env!("CARGO_BIN_EXE_cohort"))
        .env("DATABASE_URL", format!("sqlite:{}", program.database().display()))
        .args(["export", "customers", "--all-columns"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program");
    let mut first = [0; 10];
    std::io::Read::read_exact(export.stdout.as_mut().expect("its output"), &mut first).expect("ten bytes");
    drop(export.stdout.take());
    let ended = export.wait_with_output().expect("its end");
    assert_eq!(
        (ended.status.code(), ended.stderr.len()),
        (Some(0), 0),
        "{ended:?}"
    );
}

#[test]
fn a_file_of_another_program_is_checked_mapped_and_its_refused_rows_kept() {
    let program = Program::new();
    let file = program.path("people.csv");
    std::fs::write(&file, b"Nom;Pr\xe9nom;Courriel;Note;Mot de passe\nDoe;Zo\xe9;zoe@example.com;x;secret\nLee;Ann;ann;y;secret\n")
        .expect("a file");
    let refused = program.path("refused.csv");
    let (file, out) = (word(&file), word(&refused));
    let ended = program.run(&["import", file]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for sentence in [
        "“Note” is not known here",
        "“_website” is missing",
        "--website CODE",
    ] {
        assert!(ended.err.contains(sentence), "{ended:?}");
    }
    let wrong = program.run(&["import", "--map", "Note", file]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    let words = [
        "import",
        "--map",
        "Note=-",
        "--website",
        "base",
        "--refused",
        out,
        file,
    ];
    let checked = program.run(&[&words[..], &["--check"]].concat());
    assert_eq!(checked.code, Some(3), "{checked:?}");
    assert!(
        checked
            .out
            .starts_with("Checked, nothing was changed. 2 rows: 1 customers created"),
        "{checked:?}"
    );
    let ended = program.run(&words);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(
        ended.err.contains("read as Windows-1252") && ended.err.contains("line 3, column Courriel"),
        "{ended:?}"
    );
    let listed = program
        .run(&["export", "customers", "--query", "columns=name"])
        .out;
    assert_eq!(listed.lines().collect::<Vec<_>>(), ["Name", "Zoé Doe"]);
    let kept = std::fs::read_to_string(&refused).expect("refused rows");
    assert!(
        kept.contains("Lee,Ann,ann,base,3,Courriel,ann,") && !kept.contains("secret"),
        "{kept}"
    );
}

#[test]
fn the_order_of_dates_may_be_said_where_a_file_does_not() {
    let program = Program::new();
    let file = program.path("people.csv");
    std::fs::write(
        &file,
        "email,_website,firstname,lastname,dob\na@example.com,base,A,A,01/02/1984\n",
    )
    .expect("a file");
    let import = |dates| program.run(&["import", "--on-error", "skip", "--dates", dates, word(&file)]);
    assert_eq!(import("backwards").code, Some(2));
    let open = import("auto");
    assert_eq!(open.code, Some(3), "{open:?}");
    assert!(
        open.err.contains("line 2, column dob: “••/••/••••” can be read"),
        "{open:?}"
    );
    let read = import("day-first");
    assert_eq!(read.code, Some(0), "{read:?}");
    assert!(read.err.contains("dates read day-first"), "{read:?}");
}

#[test]
fn an_export_that_does_not_get_to_its_end_leaves_what_was_there() {
    let program = Program::new();
    assert_eq!(program.run(&["demo", "--customers", "300"]).code, Some(0));
    let out = program.path("out.csv");
    let export = |to: &Path| program.run(&["export", "customers", "--output", word(to)]);
    let names = || {
        let files = std::fs::read_dir(program.folder.path())
            .expect("a folder")
            .flatten();
        let mut names: Vec<_> = files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    };
    let ended = export(&out);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{ended:?}");
    let whole = std::fs::read_to_string(&out).expect("a file");
    assert_eq!(whole.lines().count(), 301);
    assert_eq!(names(), ["data", "out.csv"]);

    // A disk that takes no more.
    std::fs::write(&out, "old").expect("a file");
    std::os::unix::fs::symlink("/dev/full", program.path("out.csv.part")).expect("a link");
    let ended = export(&out);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("not enough room"), "{ended:?}");
    assert_eq!(std::fs::read_to_string(&out).expect("a file"), "old");
    assert_eq!(names(), ["data", "out.csv"], "the half file is gone");
    // Nor does a name that is taken by a folder, or lies in none, get half a file.
    for taken in [program.path("data"), program.path("none/out.csv")] {
        let ended = export(&taken);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.err.contains("cannot write"), "{ended:?}");
        assert_eq!(names(), ["data", "out.csv"]);
    }
    // What goes to standard output cannot be taken back, but is said.
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a full disk");
    let mut command = program.command(&["export", "customers"]);
    let ended = command.stdout(full).output().expect("the program");
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(
        String::from_utf8_lossy(&ended.stderr).contains("not enough room"),
        "{ended:?}"
    );
}

#[test]
fn an_address_that_is_taken_is_said_with_what_to_do() {
    let program = Program::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let ended = program.run(&["serve", "--listen", &address]);
    assert_ne!(ended.code, Some(0));
    let said = format!(
        "cannot listen on {address}: another program does. Stop it, or give another address by --listen"
    );
    assert!(ended.err.contains(&said), "{}", ended.err);
}
