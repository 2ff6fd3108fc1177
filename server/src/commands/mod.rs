//! One file per command. Results go to standard output, progress and errors to standard error.
//!
//! Exit codes: 0 done; 1 it could not be done, or broke off, which the sentence then says; 2 the command line itself is wrong (clap's);
//! 3 done in part, as an import that left rows out.

mod audit;
mod demo;
mod export;
mod import;
mod segment;
mod serve;
mod user;

use crate::{
    cli::{Cli, Command, Common},
    panics,
};
use domain::{customers::present::Births, error::Error};
use services::{
    context::{Actor, Clock, Ctx, Shared},
    exports::spool,
};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use storage::Store;

/// Done in part: rows were left out and reported.
const PARTLY: u8 = 3;

/// What a command comes to: an exit code, or a sentence for standard error.
type Outcome = Result<ExitCode, String>;

/// Runs the command.
pub async fn run(cli: Cli) -> ExitCode {
    let serving = matches!(cli.command, Command::Serve(_));
    start_log(serving);
    panics::log_places_only();
    let missing = sqlite_file(&cli.common.database).filter(|file| !cli.command.begins() && !file.exists());
    let outcome = match cli.command {
        _ if missing.is_some() => Err(format!(
            "there is no database at {}: look at --database, or make one with `cohort migrate`",
            without_password(&cli.common.database)
        )),
        Command::Serve(options) => serve::run(&cli.common, options).await,
        Command::Demo(options) => demo::run(&cli.common, &options).await,
        Command::Import(options) => import::run(&cli.common, options).await,
        Command::Export(options) => export::run(&cli.common, options).await,
        Command::Segment(options) => segment::run(&cli.common, options).await,
        Command::User(options) => user::run(&cli.common, options).await,
        Command::Audit(options) => audit::run(&cli.common, &options).await,
        Command::Migrate => open(&cli.common).await.map(|_| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|sentence| {
        complain(&sentence);
        ExitCode::FAILURE
    })
}

/// One line on standard error.
fn complain(sentence: &str) {
    // Nothing is left to tell it to when standard error is gone.
    let _ = writeln!(std::io::stderr(), "cohort: {sentence}");
}

/// One line on standard output; a closed pipe is the reader's business.
fn tell(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// What the log keeps whatever its level.
const KEPT: &str = "kept";

fn start_log(serving: bool) {
    use tracing_subscriber::{EnvFilter, fmt};
    let quiet = if serving { "info" } else { "error" };
    let filter = |words: &str| EnvFilter::try_new(format!("{words},{KEPT}=info"));
    let asked = std::env::var("COHORT_LOG").ok();
    let asked = asked.filter(|words| !words.trim().is_empty());
    let asked = asked.and_then(|words| filter(&words).ok());
    let filter = asked.unwrap_or_else(|| EnvFilter::new(format!("{quiet},{KEPT}=info")));
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        true => log.compact().init(),
        false => log.json().init(),
    }
}

/// The database, brought up to date and in order, and what requests share.
async fn open(common: &Common) -> Result<Arc<Shared>, String> {
    let shared = visit(common).await?;
    shared.store.put_in_order().await.map_err(cannot_open(common))?;
    Ok(shared)
}

fn cannot_open(common: &Common) -> impl Fn(storage::Error) -> String {
    |error| format!("cannot open {}: {error}", without_password(&common.database))
}

/// The database, brought up to date, beside a server that may be in the middle of something.
async fn visit(common: &Common) -> Result<Arc<Shared>, String> {
    let store = Store::open(&common.database).await.map_err(cannot_open(common))?;
    store.bring_up_to_date().await.map_err(cannot_open(common))?;
    let spool = spool_folder(common);
    // One that was asked for may have rights that are meant; ours never do.
    spool::make_folder(&spool, common.spool.is_none())
        .map_err(|error| format!("cannot use the spool folder {}: {error}", spool.display()))?;
    Ok(Arc::new(Shared {
        zone: common.time_zone,
        births: births(common),
        ..Shared::new(store, Clock::System, spool)
    }))
}

/// Whole dates of birth only where there is a reason, which the log keeps.
fn births(common: &Common) -> Births {
    match common.reason() {
        None => Births::Year,
        Some(reason) => {
            tracing::info!(target: KEPT, reason, "whole dates of birth are shown and exported");
            Births::Day
        }
    }
}

/// Beside the database file, which is on a disk meant for data; elsewhere in the folder for temporary files.
fn spool_folder(common: &Common) -> PathBuf {
    if let Some(spool) = &common.spool {
        return spool.clone();
    }
    match sqlite_file(&common.database) {
        Some(file) => file.with_file_name("spool"),
        None => std::env::temp_dir().join("cohort-spool"),
    }
}

/// The file of an SQLite address, with one colon or with slashes after it.
fn sqlite_file(database: &str) -> Option<&Path> {
    let path = database.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    path.split('?').next().map(Path::new)
}

/// The database address as it may be shown.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => url.to_owned(),
    }
}

/// The operator's context: whoever holds the machine has every right.
fn operator(shared: &Arc<Shared>) -> Ctx {
    Ctx::new(Arc::clone(shared), Actor::operator())
}

/// A use case's refusal in English.
fn english(error: Error) -> String {
    let answer = app::api::server::to_api(&error, domain::text::Locale::En);
    match answer.fields.len() {
        0 | 1 => answer.message,
        _ => answer
            .fields
            .iter()
            .map(|(field, s)| format!("{field}: {s}"))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// A bar on a terminal, nothing in a pipe.
fn bar(length: u64, bytes: bool) -> indicatif::ProgressBar {
    if !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        return indicatif::ProgressBar::hidden();
    }
    let unit = if bytes {
        "{bytes} of {total_bytes}"
    } else {
        "{human_pos} of {human_len}"
    };
    let style = indicatif::ProgressStyle::with_template(&format!("{{bar:40}} {unit}, {{eta}} left"));
    let bar = indicatif::ProgressBar::new(length);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spool_folder_stands_beside_the_file() {
        let temporary = std::env::temp_dir().join("cohort-spool");
        for (database, folder) in [
            ("sqlite://data/cohort.db", Path::new("data/spool")),
            ("sqlite:data/x.db", Path::new("data/spool")),
            ("sqlite:///var/lib/x.db?mode=rwc", Path::new("/var/lib/spool")),
            ("sqlite:x.db", Path::new("spool")),
            ("postgres://db/cohort", &temporary),
        ] {
            let common = Common {
                database: database.to_owned(),
                time_zone: chrono_tz::UTC,
                full_birth_dates: None,
                spool: None,
            };
            assert_eq!(spool_folder(&common), folder, "{database}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("postgres://cohort:secret@db/cohort", "postgres://…@db/cohort"),
            ("postgres://db/cohort", "postgres://db/cohort"),
            ("sqlite://data/cohort.db", "sqlite://data/cohort.db"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
