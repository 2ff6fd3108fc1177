//! `cohort import`: a customer file, with its refused rows on standard error.

use super::{Outcome, PARTLY, bar, complain, english, open, operator, tell};
use crate::cli::{Common, Import};
use domain::jobs::Progress;
use services::imports::run::{self, Plan};
use std::process::ExitCode;

pub(super) async fn run(common: &Common, options: Import) -> Outcome {
    let cannot = |why: &dyn std::fmt::Display| format!("cannot read {}: {why}", options.file.display());
    let found = std::fs::metadata(&options.file).map_err(|error| cannot(&error))?;
    if found.is_dir() {
        return Err(cannot(&"it is a folder"));
    }
    let size = found.len();
    let shared = open(common).await?;
    let plan = Plan {
        kind: options.kind.0,
        behavior: options.behavior,
        on_error: options.on_error,
    };
    let progress = bar(size, true);
    let mut watch = |p: Progress| {
        progress.set_length(p.total);
        progress.set_position(p.done);
    };
    let report = run::import(&operator(&shared), &options.file, plan, &mut watch)
        .await
        .map_err(english)?;
    progress.finish_and_clear();
    for refusal in &report.refusals {
        let place = if refusal.column.is_empty() {
            String::new()
        } else {
            format!(", column {}", refusal.column)
        };
        complain(&format!("line {}{place}: {}", refusal.line, refusal.reason));
    }
    let unchanged = match report.unchanged {
        0 => String::new(),
        n => format!("{n} unchanged, "),
    };
    tell(&format!(
        "{} rows: {} customers created, {} updated, {unchanged}{} deleted, {} addresses, {} rows refused",
        report.rows, report.created, report.updated, report.deleted, report.addresses, report.refused
    ));
    if !report.failure.is_empty() {
        return Err(report.failure);
    }
    match (report.stopped, report.refused) {
        (true, _) => Err("nothing was changed: mend the rows above, or use --on-error skip".to_owned()),
        (false, 0) => Ok(ExitCode::SUCCESS),
        (false, _) => Ok(ExitCode::from(PARTLY)),
    }
}
