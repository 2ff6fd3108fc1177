//! A PostgreSQL server of our own: private folder and port, gone when its user ends, however that is.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command;
use crate::workspace::Workspace;

/// Where Debian keeps the programs, one folder per major version.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// The account that Debian's package makes; PostgreSQL refuses to run as root.
const ACCOUNT: &str = "postgres";

/// A test server may lose everything in a crash, so it need not wait for the disk.
const CARELESS: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
const SETTINGS: [&str; 2] = ["max_connections=200", "listen_addresses=127.0.0.1"];
/// What a small server would be given, so that a large table is measured and not the smallest memory.
const ROOMY: [&str; 2] = ["shared_buffers=1GB", "max_wal_size=4GB"];

/// Followed by the number of the process that made the folder.
const FOLDER_PREFIX: &str = "cohort-postgres-";

/// How long the server may take to answer, and to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; dropping it stops it and removes its folder.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    url: String,
}

impl Postgres {
    /// Makes a fresh cluster, starts it on a free port and waits until it answers; one that is measured is `durable`.
    pub(crate) fn start(workspace: &Workspace, durable: bool) -> Result<Self> {
        let programs = programs()?;
        // Not below the workspace: the account must be able to reach it, and a socket's path must be short.
        remove_left_overs();
        let folder = std::env::temp_dir().join(format!("{FOLDER_PREFIX}{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let root = command::probe(workspace.command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
        if root {
            command::run(workspace.command("chown").arg(ACCOUNT).arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = as_account(root, &programs.join("initdb"), &folder);
        initdb.args([
            "--auth=trust",
            "--username=cohort",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "-D",
        ]);
        command::output(initdb.arg(&data))?;

        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let log = fs::File::create(workspace.scratch().join("postgres.log"))?;
        let mut postgres = as_account(root, &programs.join("postgres"), &folder);
        postgres
            .arg("-D")
            .arg(&data)
            .args(["-p", &port, "-k"])
            .arg(&folder);
        let special = if durable {
            ROOMY.as_slice()
        } else {
            CARELESS.as_slice()
        };
        for setting in SETTINGS.iter().chain(special) {
            postgres.args(["-c", setting]);
        }
        let server = postgres
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let url = format!("postgres://cohort@127.0.0.1:{port}/postgres");
        let mut running = Self { server, folder, url };
        running.wait_until_ready(&programs, &port)?;
        Ok(running)
    }

    /// Where the tests find it; they make databases of their own.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn wait_until_ready(&mut self, programs: &Path, port: &str) -> Result<()> {
        let start = Instant::now();
        let mut ready = Command::new(programs.join("pg_isready"));
        ready.args(["--quiet", "--host=127.0.0.1", "--port", port]);
        while command::probe(&mut ready).is_none() {
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL stopped at once ({status}); target/xtask/postgres.log says why");
            }
            if start.elapsed() > PATIENCE {
                bail!("PostgreSQL does not answer after {PATIENCE:?}; see target/xtask/postgres.log");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // An interrupt is PostgreSQL's fast shutdown. Nothing to report: the folder goes in any case.
        let _ = Command::new("kill")
            .args(["-INT", &self.server.id().to_string()])
            .status();
        let start = Instant::now();
        while matches!(self.server.try_wait(), Ok(None)) && start.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes the folders of earlier runs that were killed; their servers ended with them. What cannot be removed,
/// such as the folder of another account, harms nobody and stays.
fn remove_left_overs() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(FOLDER_PREFIX));
        if owner.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A program that ends when this one does, even when this one is killed; not as root.
fn as_account(root: bool, program: &Path, folder: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if root {
        command.args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups"]);
    }
    command.arg("--").arg(program).current_dir(folder);
    command
}

/// The newest installed version's programs.
fn programs() -> Result<PathBuf> {
    let mut versions: Vec<u32> = fs::read_dir(PROGRAMS)
        .with_context(|| format!("PostgreSQL is not installed in {PROGRAMS}"))?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable();
    let newest = versions
        .last()
        .with_context(|| format!("no PostgreSQL below {PROGRAMS}"))?;
    Ok(Path::new(PROGRAMS).join(newest.to_string()).join("bin"))
}
