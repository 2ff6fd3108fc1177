//! `bench`: what docs/performance.md claims, measured beside a yardstick in the same run.
//!
//! Machines are noisy, so every time stands next to that of something well known: an empty request for
//! pages, for files the same query written by the `sqlite3` shell, or by PostgreSQL's COPY, for a refresh the
//! bare statement.

mod browser;
mod database;
mod imports;
mod rules;
mod server;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use crate::command;
use crate::run;
use crate::say;
use crate::workspace::{Mode, Workspace};
use database::Database;
use server::Server;

/// What is measured on how much.
#[derive(Args)]
pub(crate) struct Options {
    /// How many customers the database has; it is made once and kept under target/.
    #[arg(long, default_value_t = 100_000)]
    customers: u64,
    /// How often each page is asked for.
    #[arg(long, default_value_t = 20)]
    times: usize,
    /// How many rows the imported files have.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// Where they are kept; a PostgreSQL server is made for the run and taken away again.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    database: Engine,
    /// Measure what somebody waits for in a browser, and nothing else.
    #[arg(long)]
    browser: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

/// The nine columns of a drill-down, as a page asks for them and as the shell does.
const QUERY: &str = "columns=id,name,email,group,phone,zip,country,region,since";
const YARDSTICK: &str =
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
    if options.browser {
        let measured = browser::measure(workspace, &server);
        server.stop()?;
        return measured;
    }
    let measured = bench.pages(&server);
    let measured = measured.and_then(|()| bench.files(&server));
    let measured = measured.and_then(|()| rules::measure(&bench.database, &server));
    let measured = measured.and_then(|()| bench.meanwhile(&server));
    server.stop()?;
    measured?;
    let cohort = |database: &Database| bench.command(database);
    imports::measure(&bench.folder, &bench.database, options.rows, &cohort)
}

struct Bench<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
    database: Database,
    customers: u64,
    times: usize,
}

impl<'a> Bench<'a> {
    fn prepare(workspace: &'a Workspace, options: &Options) -> Result<Self> {
        let folder = workspace.scratch().join("bench");
        fs::create_dir_all(&folder)?;
        let database = match options.database {
            Engine::Sqlite => Database::Sqlite(folder.join(format!("made_{}.db", options.customers))),
            Engine::Postgres => Database::postgres(workspace)?,
        };
        let mut bench = Self {
            workspace,
            folder,
            database,
            customers: options.customers,
            times: options.times,
        };
        if !bench.database.is_made() {
            bench.make()?;
        }
        if options.database == Engine::Sqlite {
            // What one run writes, the next must not find.
            bench.database = bench.database.copy("bench")?;
        }
        Ok(bench)
    }

    /// Makes the customers, and who looks at them.
    fn make(&self) -> Result<()> {
        let started = Instant::now();
        let customers = self.customers.to_string();
        command::run(self.cohort().args(["demo", "--customers", &customers]))?;
        say::line(&format!(
            "    {customers} customers made in {:.1} s",
            seconds(started)
        ));
        let user = ["--email", server::EMAIL, "--role", "administrator"];
        let mut add = self.cohort();
        add.args(["user", "add"]).args(user).stdin(Stdio::piped());
        let mut add = add.spawn()?;
        let mut input = add.stdin.take().context("no standard input")?;
        input.write_all(PASSWORD.as_bytes())?;
        drop(input);
        ensure!(add.wait()?.success(), "the bench's user could not be added");
        Ok(())
    }

    fn command(&self, database: &Database) -> Command {
        let mut cohort = self.workspace.command(self.workspace.binary(Mode::Release));
        cohort
            .env("DATABASE_URL", database.url())
            .env("COHORT_LOG", "error");
        cohort
    }

    fn cohort(&self) -> Command {
        self.command(&self.database)
    }

    fn serve(&self) -> Result<Server> {
        let started = Instant::now();
        let server = Server::start(self.cohort(), PASSWORD, || {
            say::line(&format!(
                "    start to ready: {:.0} ms",
                seconds(started) * 1_000.0
            ));
        })?;
        say::line(&format!("    memory of an idle server: {} kB", server.memory()?));
        Ok(server)
    }

    /// First page, each sort in both directions, a deep page and two searches.
    fn pages(&self, server: &Server) -> Result<()> {
        let empty = self.measure(|| server.get("/health/live").map(drop))?;
        let mut rows = vec![("GET /health/live (yardstick)".to_owned(), empty)];
        let html = || -> Result<()> {
            // The bare address leads on to where its reader left the grid.
            let page = server.get("/customers?sort=id")?.read_to_string()?;
            ensure!(page.contains("</table>"), "no table came back");
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
        let middle = format!("page={}", (self.customers / 40).max(1));
        for (name, query) in [
            ("page in the middle", middle.as_str()),
            ("keyword, one row", "q=mia.wolf1@"),
            ("keyword, few rows", "q=1234"),
            ("keyword, one in ten", "q=ann"),
            ("two keywords", "q=ann+amsterdam"),
            ("filter, contains", "f.city=amster"),
            ("filter, one group", "f.group=2"),
        ] {
            let spread = self.measure(|| server.page(query))?;
            rows.push((name.to_owned(), spread));
        }
        rows.push(("one cell edited".to_owned(), self.measure(|| server.edit())?));
        table("Page, through HTTP on loopback", &rows);
        Ok(())
    }

    /// The first page and an edit while something large goes on.
    fn meanwhile(&self, server: &Server) -> Result<()> {
        let mut rows = Vec::new();
        let both = |name: &str, rows: &mut Vec<(String, Spread)>| -> Result<()> {
            rows.push((format!("first page, {name}"), self.measure(|| server.page(""))?));
            rows.push((
                format!("one cell edited, {name}"),
                self.measure(|| server.edit())?,
            ));
            Ok(())
        };
        both("idle", &mut rows)?;
        let file = imports::write(&self.folder, "meanwhile", 20_000, "meanwhile")?;
        let large: [(&str, &(dyn Fn() -> Result<()> + Sync)); 3] = [
            ("during downloads", &|| server.download("csv", None)),
            ("during refreshes", &|| server.refresh(1)),
            ("during imports", &|| server.import(&file)),
        ];
        for (name, work) in large {
            let stop = AtomicBool::new(false);
            std::thread::scope(|scope| {
                let working = scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        work()?;
                    }
                    Ok(())
                });
                let measured = both(name, &mut rows);
                stop.store(true, Ordering::Relaxed);
                let worked = working
                    .join()
                    .unwrap_or_else(|_| anyhow::bail!("the work panicked"));
                measured.and(worked)
            })?;
        }
        table("Meanwhile", &rows);
        Ok(())
    }

    /// All customers as files, beside the yardstick; and the server's memory meanwhile.
    fn files(&self, server: &Server) -> Result<()> {
        let yardstick = best(3, || self.yardstick())?;
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
        let (csv, xml, xlsx) = (export("csv")?, export("excel-xml")?, export("xlsx")?);
        let idle = server.memory()?;
        let few = server.watch_memory();
        for format in ["csv", "excel-xml", "xlsx"] {
            server.download_those("&f.id.to=10000", format, None)?;
        }
        let few = few.stop();
        let peak = server.watch_memory();
        let download = |format| best(3, || server.download(format, Some(&self.folder.join("download"))));
        let (http, http_xml, http_xlsx) = (download("csv")?, download("excel-xml")?, download("xlsx")?);
        let peak = peak.stop();
        let first_byte = self.measure(|| server.first_byte())?;
        say::line("\n| All customers, nine columns | seconds | times the yardstick |\n| --- | --- | --- |");
        for (name, time) in [
            (self.database.writer_name(), yardstick),
            ("`cohort export` CSV", csv),
            ("CSV through HTTP", http),
            ("`cohort export` Excel XML", xml),
            ("Excel XML through HTTP", http_xml),
            ("`cohort export` Excel", xlsx),
            ("Excel through HTTP", http_xlsx),
        ] {
            let ratio = yardstick.as_secs_f64() / time.as_secs_f64();
            say::line(&format!("| {name} | {:.2} | {ratio:.2} |", time.as_secs_f64()));
        }
        say::line(&format!(
            "\nServer memory: {idle} kB before, {few} kB at most during downloads of 10,000 customers, {peak} kB during those \
             of all. First byte of the CSV: p95 {:.1} ms.",
            millis(first_byte.p95)
        ));
        Ok(())
    }

    fn yardstick(&self) -> Result<()> {
        let out = fs::File::create(self.folder.join("yardstick"))?;
        command::run(self.database.writer(YARDSTICK).stdout(out))
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

/// A table of docs/performance.md.
fn table(heading: &str, rows: &[(String, Spread)]) {
    say::line(&format!("\n| {heading} | p50 ms | p95 ms |\n| --- | --- | --- |"));
    for (name, spread) in rows {
        say::line(&format!(
            "| {name} | {:.2} | {:.2} |",
            millis(spread.p50),
            millis(spread.p95)
        ));
    }
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
