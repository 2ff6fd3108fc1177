//! Half-made files hold people's data: nobody but the account of the server reads them, however it was started.

use crate::process::{LONG, Place};
use std::{
    fs,
    io::{Read, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};
use storage::testing::{Engine, run_at};

struct Empty;

impl Empty {
    async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Place) -> T) {
        run_at(engine, async move |store, url| {
            test(Place::around(store, url).await).await;
        })
        .await;
    }
}

storage::both_engines! {
    Empty:
    files_of_peoples_data_are_their_servers_alone,
    what_a_killed_server_left_is_swept_when_the_next_one_starts,
}

const HEAD: &str = "email,_website,firstname,lastname\n";
const ROWS: &str = "nobody,base,No,Body\nann@example.com,base,Ann,Lee\n";

fn rights(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").mode() & 0o777
}

/// The files in a folder that begin so, once there is one.
fn files(folder: &Path, beginning: &str) -> Vec<PathBuf> {
    let begun = Instant::now();
    while begun.elapsed() < LONG {
        let all = fs::read_dir(folder).expect("a folder").flatten();
        let all = all.filter(|file| file.file_name().to_string_lossy().starts_with(beginning));
        let found: Vec<_> = all.map(|file| file.path()).collect();
        if !found.is_empty() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no file {beginning}…");
}

/// The files of a folder that a process has open and that have no name any more.
fn nameless(process: u32, folder: &Path) -> Vec<PathBuf> {
    let open = fs::read_dir(format!("/proc/{process}/fd"))
        .expect("its files")
        .flatten();
    let of_folder = |link: &Path| {
        fs::read_link(link)
            .is_ok_and(|to| to.starts_with(folder) && to.to_string_lossy().ends_with("(deleted)"))
    };
    open.map(|link| link.path())
        .filter(|link| of_folder(link))
        .collect()
}

async fn files_of_peoples_data_are_their_servers_alone(place: Place) {
    let place = place.lavish();
    place.run(&["demo", "--customers", "10000"]);
    let (server, door) = place.serve_somebody(&[]);
    let spool = place.path("spool");

    // In the middle of an upload.
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", door.port)).expect("a server");
    let head = format!(
        "POST /imports/upload?name=x.csv&on_error=skip HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\
             cookie: {}\r\ncontent-length: {}\r\n\r\n{HEAD}",
        door.cookie,
        HEAD.len() + ROWS.len()
    );
    stream.write_all(head.as_bytes()).expect("a beginning");
    for upload in files(&spool, "import-") {
        assert_eq!(rights(&upload), 0o600, "{upload:?}");
        let name = upload.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(name.len() > "import-.csv".len() + 32, "{name} can be guessed");
    }
    stream.write_all(ROWS.as_bytes()).expect("the rest");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.ends_with("{\"job\":1}"), "{answer}");

    // Rows that were refused.
    for refused in files(&spool, "refused-") {
        assert_eq!(rights(&refused), 0o600, "{refused:?}");
    }

    // In the middle of a download.
    let download = door.fetch();
    let open = nameless(server.0.id(), &spool);
    assert_eq!(open.len(), 1, "{open:?}");
    for file in open {
        assert_eq!(rights(&file), 0o600, "{file:?}");
    }
    drop(download);
    // The folder was asked for, so that its rights are those of whoever made it: the server did.
    assert_eq!(rights(&spool), 0o700);
    // None of them is served by its name.
    let path = format!("/{}", word_of(&spool, "refused-"));
    assert!(
        door.ask("GET", &path, "text/plain", b"")
            .starts_with("HTTP/1.1 404")
    );
}

fn word_of(spool: &Path, beginning: &str) -> String {
    let file = files(spool, beginning).remove(0);
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    format!("spool/{name}")
}

async fn what_a_killed_server_left_is_swept_when_the_next_one_starts(place: Place) {
    let spool = place.path("spool");
    fs::create_dir(&spool).expect("a folder");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_hours(24);
    for (name, old) in [
        ("import-old.csv", true),
        ("import-young.csv", false),
        ("of-others.csv", true),
    ] {
        let file = fs::File::create(spool.join(name)).expect("a file");
        if old {
            file.set_modified(long_ago).expect("another time");
        }
    }
    let mut server = place.serve(&[]);
    server.port();
    let left = |name: &str| spool.join(name).exists();
    assert!(!left("import-old.csv"));
    assert!(left("import-young.csv") && left("of-others.csv"));
}
