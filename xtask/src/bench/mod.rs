//! `bench`: what docs/performance.md claims, measured beside a yardstick in the same run.
//!
//! Machines are noisy, so every time stands next to that of something well known: an empty request for
//! pages, the `sqlite3` shell writing the same query for files.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::command;
use crate::run;
use crate::say;
use crate::workspace::{Mode, Workspace};

/// What is measured on how much.
#[derive(Args)]
pub(crate) struct Options {
    /// How many customers the database has; it is made once and kept under target/.
    #[arg(long, default_value_t = 100_000)]
    customers: u64,
    /// How often each page is asked for.
    #[arg(long, default_value_t = 20)]
    times: usize,
}

/// The nine columns of a drill-down, as a page asks for them and as the shell does.
const QUERY: &str = "columns=id,name,email,group,phone,zip,country,region,since";
const SHELL: &str =
    "SELECT id, name, email, group_id, phone, zip, country, region, since FROM customer_grid ORDER BY id";
const PASSWORD: &str = "a password for the bench only";

/// Every sortable column.
const COLUMNS: [&str; 28] = [
    "id",
    "name",
    "email",
    "group",
    "phone",
    "zip",
    "country",
    "region",
    "since",
    "website",
    "confirmed",
    "created_in",
    "billing_address",
    "shipping_address",
    "birth",
    "tax_vat",
    "gender",
    "street",
    "city",
    "fax",
    "vat",
    "company",
    "billing_first",
    "billing_last",
    "lock",
    "status",
    "type",
    "sales_rep",
];

/// Builds, makes the data, measures, and prints the tables as they stand in docs/performance.md.
pub(crate) fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    run::build(workspace)?;
    let bench = Bench::prepare(workspace, options)?;
    let mut server = bench.serve()?;
    let outcome = bench.pages(&server).and_then(|()| bench.files(&server));
    server.stop()?;
    outcome
}

struct Bench<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
    database: PathBuf,
    times: usize,
}

impl<'a> Bench<'a> {
    fn prepare(workspace: &'a Workspace, options: &Options) -> Result<Self> {
        let folder = workspace.scratch().join("bench");
        fs::create_dir_all(&folder)?;
        let database = folder.join(format!("{}.db", options.customers));
        let bench = Self {
            workspace,
            folder,
            database,
            times: options.times,
        };
        if !bench.database.exists() {
            let started = Instant::now();
            command::run(
                bench
                    .cohort()
                    .args(["demo", "--customers", &options.customers.to_string()]),
            )?;
            say::line(&format!(
                "    {} customers made in {:.1} s",
                options.customers,
                seconds(started)
            ));
            let mut add = bench.cohort();
            add.args(["user", "add", "--email", "bench@example.com", "--role", "viewer"]);
            let mut add = add.stdin(Stdio::piped()).spawn()?;
            add.stdin
                .take()
                .context("no standard input")?
                .write_all(PASSWORD.as_bytes())?;
            ensure!(add.wait()?.success(), "the bench's user could not be added");
        }
        Ok(bench)
    }

    fn cohort(&self) -> Command {
        let mut cohort = self.workspace.command(self.workspace.binary(Mode::Release));
        cohort
            .env("DATABASE_URL", format!("sqlite://{}", self.database.display()))
            .env("COHORT_LOG", "error");
        cohort
    }

    fn serve(&self) -> Result<Server> {
        let started = Instant::now();
        let mut child = self
            .cohort()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no standard output")?).read_line(&mut line)?;
        let Some(address) = line.trim().strip_prefix("Cohort serves ").map(str::to_owned) else {
            bail!("the server said {line:?}");
        };
        say::line(&format!(
            "    start to ready: {:.0} ms",
            seconds(started) * 1_000.0
        ));
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
        let form = [("email", "bench@example.com"), ("password", PASSWORD)];
        let signed_in = agent.post(format!("{address}/sign-in")).send_form(form)?;
        let cookie = signed_in
            .headers()
            .get("set-cookie")
            .and_then(|c| c.to_str().ok());
        let cookie = cookie
            .and_then(|c| c.split(';').next())
            .context("no session")?
            .to_owned();
        Ok(Server {
            child,
            address,
            cookie,
            agent,
        })
    }

    /// First page, each sort in both directions, a deep page and two searches.
    fn pages(&self, server: &Server) -> Result<()> {
        let empty = self.measure(|| server.get("/health/live").map(drop))?;
        let mut rows = vec![("GET /health/live (yardstick)".to_owned(), empty)];
        let html = || -> Result<()> {
            server.get("/customers")?.read_to_string()?;
            Ok(())
        };
        rows.push(("first page, as HTML".to_owned(), self.measure(html)?));
        rows.push((
            "first page, as data".to_owned(),
            self.measure(|| server.page(""))?,
        ));
        let mut slowest = (String::new(), Spread::default());
        for column in COLUMNS {
            for direction in ["", "-"] {
                let sort = format!("sort={direction}{column}");
                let spread = self.measure(|| server.page(&sort))?;
                if spread.p95 > slowest.1.p95 {
                    slowest = (sort, spread);
                }
            }
        }
        rows.push((format!("slowest of 56 sorts: {}", slowest.0), slowest.1));
        rows.push((
            "page in the middle".to_owned(),
            self.measure(|| server.page("page=2500"))?,
        ));
        rows.push((
            "keyword, few rows".to_owned(),
            self.measure(|| server.page("q=1234"))?,
        ));
        rows.push((
            "keyword, many rows".to_owned(),
            self.measure(|| server.page("q=jan"))?,
        ));
        say::line("\n| Page, through HTTP on loopback | p50 ms | p95 ms |\n| --- | --- | --- |");
        for (name, spread) in rows {
            say::line(&format!(
                "| {name} | {:.2} | {:.2} |",
                millis(spread.p50),
                millis(spread.p95)
            ));
        }
        Ok(())
    }

    /// All customers as files, beside the `sqlite3` shell; and the server's memory meanwhile.
    fn files(&self, server: &Server) -> Result<()> {
        let shell = best(3, || self.shell())?;
        let export = |format: &str| {
            let file = self.folder.join("export");
            let mut cohort = self.cohort();
            cohort
                .args([
                    "export",
                    "customers",
                    "--format",
                    format,
                    "--query",
                    QUERY,
                    "--output",
                ])
                .arg(&file);
            best(3, || command::run(&mut cohort))
        };
        let (csv, xml) = (export("csv")?, export("excel-xml")?);
        let idle = server.memory()?;
        let peak = server.watch_memory();
        let http = best(3, || server.download("csv", &self.folder.join("download")))?;
        let http_xml = best(3, || server.download("excel-xml", &self.folder.join("download")))?;
        let peak = peak.stop();
        say::line(
            "\n| All customers, nine columns | seconds | times the shell's speed |\n| --- | --- | --- |",
        );
        for (name, time) in [
            ("`sqlite3 -csv` to a file (yardstick)", shell),
            ("`cohort export` CSV", csv),
            ("CSV through HTTP", http),
            ("`cohort export` Excel XML", xml),
            ("Excel XML through HTTP", http_xml),
        ] {
            let ratio = shell.as_secs_f64() / time.as_secs_f64();
            say::line(&format!("| {name} | {:.2} | {ratio:.2} |", time.as_secs_f64()));
        }
        say::line(&format!(
            "\nServer memory: {idle} kB before, {peak} kB at most during the downloads."
        ));
        Ok(())
    }

    fn shell(&self) -> Result<()> {
        let out = fs::File::create(self.folder.join("shell"))?;
        let mut shell = Command::new("sqlite3");
        command::run(shell.arg("-csv").arg(&self.database).arg(SHELL).stdout(out))
    }

    fn measure(&self, mut ask: impl FnMut() -> Result<()>) -> Result<Spread> {
        ask()?;
        let mut times = Vec::with_capacity(self.times);
        for _ in 0..self.times {
            let started = Instant::now();
            ask()?;
            times.push(started.elapsed());
        }
        times.sort_unstable();
        Ok(Spread {
            p50: times[times.len() / 2],
            p95: times[(times.len() * 95).div_ceil(100) - 1],
        })
    }
}

#[derive(Clone, Copy, Default)]
struct Spread {
    p50: Duration,
    p95: Duration,
}

/// The served program, and a session in it.
struct Server {
    child: Child,
    address: String,
    cookie: String,
    agent: ureq::Agent,
}

impl Server {
    fn get(&self, path: &str) -> Result<ureq::Body> {
        let asked = self
            .agent
            .get(format!("{}{path}", self.address))
            .header("cookie", &self.cookie);
        Ok(asked.call()?.into_body())
    }

    fn page(&self, query: &str) -> Result<()> {
        let asked = self.agent.post(format!("{}/api/customers/page", self.address));
        let mut page = asked
            .header("cookie", &self.cookie)
            .send_form([("query", query)])?;
        let page = page.body_mut().read_to_string()?;
        ensure!(page.contains("\"total\""), "no page came back");
        Ok(())
    }

    fn download(&self, format: &str, to: &Path) -> Result<()> {
        let body = self.get(&format!("/customers/download?format={format}&{QUERY}"))?;
        std::io::copy(&mut body.into_reader(), &mut fs::File::create(to)?)?;
        Ok(())
    }

    /// Resident memory without the files it has mapped, in kB.
    fn memory(&self) -> Result<u64> {
        memory_of(self.child.id())
    }

    fn watch_memory(&self) -> MemoryWatch {
        let (id, (stop, stopped)) = (self.child.id(), std::sync::mpsc::channel::<()>());
        let watching = std::thread::spawn(move || {
            let mut peak = 0;
            while stopped
                .recv_timeout(Duration::from_millis(20))
                .is_err_and(|e| e == std::sync::mpsc::RecvTimeoutError::Timeout)
            {
                peak = peak.max(memory_of(id).unwrap_or_default());
            }
            peak
        });
        MemoryWatch { stop, watching }
    }

    fn stop(&mut self) -> Result<()> {
        command::run(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        ensure!(self.child.wait()?.success(), "the server did not stop cleanly");
        Ok(())
    }
}

struct MemoryWatch {
    stop: std::sync::mpsc::Sender<()>,
    watching: std::thread::JoinHandle<u64>,
}

impl MemoryWatch {
    fn stop(self) -> u64 {
        drop(self.stop);
        self.watching.join().unwrap_or_default()
    }
}

fn memory_of(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|l| l.strip_prefix("RssAnon:"))
        .context("no RssAnon")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}

fn best(times: usize, mut work: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..times {
        let started = Instant::now();
        work()?;
        best = best.min(started.elapsed());
    }
    Ok(best)
}

fn seconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
