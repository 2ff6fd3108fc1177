//! Imports by the command line: into an empty database, and into one that is full.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::database::Database;
use super::server::MemoryWatch;
use crate::say;

/// Small enough that its memory is that of the program alone.
const FEW: u64 = 1_000;
/// Customers that the yardstick writes in a transaction: as many as an import that keeps nobody waiting.
const TOGETHER: usize = 500;

/// Prints the table. `cohort` makes a command for a database; nobody else may use `full`.
pub(super) fn measure(
    folder: &Path,
    full: &Database,
    rows: u64,
    cohort: &dyn Fn(&Database) -> Command,
) -> Result<()> {
    let few = write(folder, "few", FEW, "few")?;
    let first = write(folder, "first", rows, "first")?;
    let changed = write(folder, "changed", rows, "changed")?;

    let empty = full.empty("bench_few")?;
    crate::command::run(cohort(&empty).arg("migrate"))?;
    let (_, least) = import(cohort(&empty), &few, FEW)?;
    let loaded = full.empty("bench_empty")?;
    crate::command::run(cohort(&loaded).arg("migrate"))?;
    let load = import(cohort(&loaded), &first, rows)?;
    let bare_load = refill(&loaded, || {
        let empty = full.empty("bench_refilled")?;
        crate::command::run(cohort(&empty).arg("migrate"))?;
        Ok(empty)
    })?;
    let copy = full.copy("bench_full")?;
    let add = import(cohort(&copy), &first, rows)?;
    let bare_add = refill(&copy, || full.copy("bench_refilled"))?;
    let update = import(cohort(&copy), &changed, rows)?;

    say::line(&format!(
        "\n| Composite file, {rows} rows | rows/s | `INSERT ... SELECT` of the same rows by the shell (yardstick) | \
         memory, kB beyond that for {FEW} rows |\n| --- | --- | --- | --- |"
    ));
    let rows = f64::from(u32::try_from(rows)?);
    for (name, (took, peak), bare) in [
        ("into an empty database", load, bare_load),
        ("all new, into the full one", add, bare_add),
        ("all there and changed, in the full one", update, None),
    ] {
        let speed = |took: Duration| format!("{:.0}", rows / took.as_secs_f64());
        say::line(&format!(
            "| {name} | {} | {} | {} |",
            speed(took),
            bare.map(speed).unwrap_or_default(),
            peak.saturating_sub(least)
        ));
    }
    Ok(())
}

/// The yardstick of an import that has come to `done`, begun with what `before` makes; the client of PostgreSQL, which
/// reads no other database, has none.
fn refill(done: &Database, before: impl FnOnce() -> Result<Database>) -> Result<Option<Duration>> {
    match done {
        Database::Sqlite(done) => before()?.refill(done, TOGETHER).map(Some),
        Database::Postgres { .. } => Ok(None),
    }
}

/// How long, and with how much memory at most.
fn import(mut cohort: Command, file: &Path, rows: u64) -> Result<(Duration, u64)> {
    let started = Instant::now();
    let running = cohort
        .args(["import", "--kind", "composite"])
        .arg(file)
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    let peak = MemoryWatch::of(running.id());
    let output = running.wait_with_output()?;
    let took = started.elapsed();
    let peak = peak.stop();
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "the import failed: {said}");
    ensure!(
        said.replace([',', '.', ' ', '\u{a0}'], "")
            .contains(&rows.to_string()),
        "not every row was imported: {said}"
    );
    Ok((took, peak))
}

/// A composite file as Magento writes it. The rows of two files are the same customers; what they hold differs by
/// `word`.
pub(super) fn write(folder: &Path, name: &str, rows: u64, word: &str) -> Result<PathBuf> {
    let path = folder.join(format!("{name}.csv"));
    let mut file = BufWriter::new(fs::File::create(&path)?);
    writeln!(
        file,
        "email,_website,_store,confirmation,created_at,created_in,disable_auto_group_change,dob,firstname,gender,\
         group_id,lastname,middlename,password_hash,prefix,rp_token,rp_token_created_at,store_id,suffix,taxvat,\
         website_id,password,_address_city,_address_company,_address_country_id,_address_fax,_address_firstname,\
         _address_lastname,_address_middlename,_address_postcode,_address_prefix,_address_region,_address_street,\
         _address_suffix,_address_telephone,_address_vat_id,_address_default_billing_,_address_default_shipping_"
    )?;
    let mut line = String::new();
    for row in 0..rows {
        line.clear();
        write!(
            line,
            "import.{row}@example.com,base,default,,\"2016-04-19 12:55:51\",Default Store View,0,\"1980-04-19 00:00:00\",\
             Jon{},Male,1,Doe{word},,703feeb7a8a5195cf1cc9b759ba1e113:V2h36OrOJRh56MyGHw9NF1J855eL9X4P,,,,1,,,1,,\
             Campbell,,US,,Jon,Doe,,{:05},,California,\"Main Street {row}\nSuite {word}\",,{:09},,1,1",
            row % 977,
            row % 90_000 + 10_000,
            row
        )
        .context("a line could not be put together")?;
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    Ok(path)
}
