//! `cohort import`: a customer file, with its refused rows on standard error.

use super::{Outcome, PARTLY, bar, complain, english, open, operator, tell};
use crate::cli::{Common, Import};
use domain::{
    error::{Error, FieldError},
    imports::header::Reading,
    jobs::Progress,
    text::imports as text,
};
use services::imports::run::{self, Plan};
use std::process::ExitCode;

/// What a page has a list to choose from for.
const WAYS: &str =
    "\nSay it by --map HEADING=FIELD or, where all rows are of one website, by --website CODE.";

fn lacks_a_column(error: &Error) -> bool {
    let missing = [text::MISSING_COLUMN.key, text::MISSING_WEBSITE.key];
    let lacks = |found: &FieldError| missing.contains(&found.sentence.message().key);
    matches!(error, Error::Invalid(found) if found.iter().any(lacks))
}

pub(super) async fn run(common: &Common, options: Import) -> Outcome {
    let cannot = |why: &dyn std::fmt::Display| format!("cannot read {}: {why}", options.file.display());
    let found = std::fs::metadata(&options.file).map_err(|error| cannot(&error))?;
    if found.is_dir() {
        return Err(cannot(&"it is a folder"));
    }
    let size = found.len();
    let shared = open(common).await?;
    let plan = Plan {
        reading: Reading {
            kind: options.kind.0,
            encoding: options.encoding,
            delimiter: options.delimiter,
            dates: options.dates.0,
            website: options.website,
            columns: options.map,
            guarded: options.guarded,
        },
        behavior: options.behavior,
        on_error: options.on_error,
        allowed: options.allowed_errors,
        check: options.check,
        refused: options.refused,
    };
    let progress = bar(size, true);
    let mut watch = |p: Progress| {
        progress.set_length(p.total);
        progress.set_position(p.done);
    };
    let report = run::import(&operator(&shared), &options.file, plan, &mut watch)
        .await
        .map_err(|error| {
            let way = if lacks_a_column(&error) { WAYS } else { "" };
            english(error) + way
        })?;
    progress.finish_and_clear();
    for refusal in &report.refusals {
        let place = if refusal.column.is_empty() {
            String::new()
        } else {
            format!(", column {}", refusal.column)
        };
        complain(&format!("line {}{place}: {}", refusal.line, refusal.reason));
    }
    if let Some(encoding) = report.encoding {
        complain(&format!("read as {}", encoding.name()));
    }
    if let Some(dates) = report.dates {
        complain(&format!("dates read {}", dates.key()));
    }
    let unchanged = match report.unchanged {
        0 => String::new(),
        n => format!("{n} unchanged, "),
    };
    tell(&format!(
        "{}{} rows: {} customers created, {} updated, {unchanged}{} deleted, {} addresses, {} rows refused",
        if options.check {
            "Checked, nothing was changed. "
        } else {
            ""
        },
        report.rows,
        report.created,
        report.updated,
        report.deleted,
        report.addresses,
        report.refused
    ));
    if !report.failure.is_empty() {
        return Err(report.failure);
    }
    match (report.stopped, report.refused) {
        (true, _) => {
            let how = "mend the rows above, allow more by --allowed-errors, or use --on-error skip";
            Err(format!("nothing was changed: {how}"))
        }
        (false, 0) => Ok(ExitCode::SUCCESS),
        (false, _) => Ok(ExitCode::from(PARTLY)),
    }
}
