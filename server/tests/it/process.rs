//! The program as a process: run to its end, served, killed, asked to stop, and spoken to over a socket.

use domain::{access::Role, exports::format::Format};
use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use storage::{Store, users};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};

/// Kills in one test.
pub(crate) const KILLS: u32 = 8;
/// A process that has not ended by then never will.
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// A database, and a folder for what the program leaves beside it.
pub(crate) struct Place {
    url: String,
    folder: TempDir,
    /// What the log keeps.
    level: &'static str,
    /// What rights the files of a process begin with: those of whoever starts it, or all.
    lavish: bool,
}

impl Place {
    /// Around a database that this process lets go of.
    pub(crate) async fn around(store: Store, url: String) -> Self {
        store.close().await;
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            url,
            folder,
            level: "info",
            lavish: false,
        }
    }

    /// The same place, where whatever a process does not hide is everybody's to read.
    pub(crate) fn lavish(self) -> Self {
        Self { lavish: true, ..self }
    }

    /// The same place, where the log keeps all there is.
    pub(crate) fn loud(self) -> Self {
        Self {
            level: "trace",
            ..self
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_cohort");
        let mut command = Command::new(if self.lavish { "sh" } else { program });
        if self.lavish {
            command.args(["-c", "umask 000; exec \"$0\" \"$@\"", program]);
        }
        command
            .env("DATABASE_URL", &self.url)
            .env("COHORT_SPOOL", self.path("spool"))
            .env("COHORT_LOG", self.level)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(self.path("log")).expect("a log"));
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, words: &[&str]) {
        let status = self.command(words).status().expect("the program");
        assert!(status.success(), "{words:?}: {status} {}", self.log());
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).expect("a log")
    }

    /// Starts the server; its port may be asked for once it has said it.
    pub(crate) fn serve(&self, words: &[&str]) -> Process {
        let words = [&["serve", "--listen", "127.0.0.1:0"], words].concat();
        let child = self.command(&words).stdout(Stdio::piped()).spawn();
        Process(child.expect("the program"))
    }

    /// Starts the server with somebody who may do everything; their port and cookie.
    pub(crate) fn serve_somebody(&self, words: &[&str]) -> (Process, Door) {
        self.add("anna@example.com");
        let mut server = self.serve(words);
        let port = server.port();
        (server, Door::of(port, "anna@example.com"))
    }

    /// Starts the server over a copy of an SQLite file on a disk of so many megabytes, which is there for it alone;
    /// and where that disk is to be found. Nothing where the system lets nobody have a disk of their own.
    pub(crate) fn serve_on_a_disk(&self, megabytes: u32, file: &str) -> Option<(Process, PathBuf)> {
        const ALONE: [&str; 3] = ["--user", "--map-root-user", "--mount"];
        let able = Command::new("unshare").args(ALONE).arg("true").status();
        if !able.is_ok_and(|status| status.success()) {
            return None;
        }
        let disk = self.path("disk");
        std::fs::create_dir(&disk).expect("a folder");
        let script = format!(
            "mount -t tmpfs -o size={megabytes}m none \"$1\" && cp \"$2\" \"$1/shop.db\" && shift 2 && exec \"$@\""
        );
        let cohort = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut command = Command::new("unshare");
        command
            .args(ALONE)
            .args(["sh", "-c", &script, "sh", word(&disk), file]);
        command.arg(cohort.get_program()).args(cohort.get_args());
        command.envs(cohort.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command
            .env("DATABASE_URL", format!("sqlite://{}/shop.db", disk.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(self.path("log")).expect("a log"));
        let child = command.spawn().expect("the program");
        let seen = format!("/proc/{}/root{}", child.id(), disk.display());
        Some((Process(child), seen.into()))
    }

    /// Somebody more who may do everything.
    pub(crate) fn add(&self, email: &str) {
        let mut adding = self
            .command(&["user", "add", "--role", "administrator", "--email", email])
            .stdin(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut password = adding.stdin.take().expect("its input");
        password
            .write_all(b"correct horse battery staple\n")
            .expect("a password");
        drop(password);
        assert!(adding.wait().expect("its end").success(), "{}", self.log());
    }

    /// Others who may do everything, with the password of `email`.
    pub(crate) async fn add_like(&self, email: &str, others: &[String]) {
        let store = self.store().await;
        let known = users::by_email(&store, email).await.expect("a look");
        let hash = known.expect("somebody").password_hash;
        let mut tx = store.begin().await.expect("a transaction");
        for other in others {
            let added = users::add(&mut tx, other, Role::Administrator, &hash, 0).await;
            added.expect("a user");
        }
        tx.commit().await.expect("a commit");
        store.close().await;
    }

    pub(crate) async fn store(&self) -> Store {
        Store::open(&self.url).await.expect("a database")
    }
}

/// A process, which does not outlive its test.
pub(crate) struct Process(pub(crate) Child);

impl Process {
    /// The port of a server, once it listens.
    pub(crate) fn port(&mut self) -> u16 {
        let mut line = String::new();
        let out = self.0.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        port.unwrap_or_else(|| panic!("no address: {line}"))
    }

    pub(crate) fn kill(&mut self) {
        self.0.kill().expect("a kill");
        self.0.wait().expect("its end");
    }

    /// Asks it to stop, as `systemctl stop` does.
    pub(crate) fn terminate(&self) {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill");
        assert!(sent.success());
    }

    pub(crate) fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        while begun.elapsed() < LONG {
            if let Some(status) = self.0.try_wait().expect("a look") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where a server is asked, and by whom.
pub(crate) struct Door {
    pub(crate) port: u16,
    pub(crate) cookie: String,
}

impl Door {
    /// Signs in somebody who was added.
    pub(crate) fn of(port: u16, email: &str) -> Self {
        let mut door = Self {
            port,
            cookie: String::new(),
        };
        let form = format!("email={email}&password=correct+horse+battery+staple");
        let answer = door.ask(
            "POST",
            "/sign-in",
            "application/x-www-form-urlencoded",
            form.as_bytes(),
        );
        let (_, cookie) = answer
            .split_once("set-cookie: ")
            .unwrap_or_else(|| panic!("{answer}"));
        door.cookie = cookie.split(';').next().expect("a value").to_owned();
        door
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(LONG))?;
        stream.write_all(&self.request(method, path, kind, body))?;
        Ok(stream)
    }

    fn request(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncookie: {}\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            self.cookie,
            body.len()
        );
        [head.as_bytes(), body].concat()
    }

    /// The whole answer, as it comes over the wire.
    pub(crate) fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> String {
        let mut answer = Vec::new();
        let mut stream = self.send(method, path, kind, body).expect("a request");
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8(answer).expect("UTF-8")
    }

    /// The answer to a cell that is to be saved.
    pub(crate) fn save(&self, edit: &str) -> String {
        let path = "/api/customers/save-cell";
        self.ask("POST", path, "application/json", edit.as_bytes())
    }

    /// Begins to fetch a file that is longer than what lies between two programs, and reads no further.
    pub(crate) fn fetch(&self) -> TcpStream {
        self.fetch_as(Format::ExcelXml)
    }

    pub(crate) fn fetch_as(&self, format: Format) -> TcpStream {
        let path = format!("/customers/download?format={}&all=1", format.key());
        let mut stream = self.send("GET", &path, "text/plain", b"").expect("a request");
        let mut first = [0; 12];
        stream.read_exact(&mut first).expect("the beginning of an answer");
        assert_eq!(&first, b"HTTP/1.1 200");
        stream
    }

    /// Begins to fetch what does not fit into the little room that a client has for it, and reads no further.
    pub(crate) async fn fetch_narrowly(&self, path: &str) -> tokio::net::TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(64 * 1024).expect("little room");
        let server = SocketAddr::from(([127, 0, 0, 1], self.port));
        let mut stream = socket.connect(server).await.expect("a connection");
        let request = self.request("GET", path, "text/plain", b"");
        stream.write_all(&request).await.expect("a request");
        let mut first = [0; 12];
        stream
            .read_exact(&mut first)
            .await
            .expect("the beginning of an answer");
        assert_eq!(&first, b"HTTP/1.1 200");
        stream
    }
}

pub(crate) fn word(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// Waits until the server has heard that it is to stop.
pub(crate) fn heard(place: &Place) {
    let begun = Instant::now();
    while !place.log().contains("stopping:") {
        assert!(begun.elapsed() < LONG, "{}", place.log());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Makes two tests of each `name: function`, which takes a database and its address.
macro_rules! on_both {
    ($($name:ident: $test:ident;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                storage::testing::run_at(storage::testing::Engine::Sqlite, $test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                storage::testing::run_at(storage::testing::Engine::Postgres, $test).await;
            }
        }
    )*};
}

pub(crate) use on_both;
