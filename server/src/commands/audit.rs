//! `cohort audit`: who did what, an entry a line, and whether somebody has changed what was written.

use super::{Outcome, complain, english, operator, tell, visit};
use crate::cli::{Audit, Common};
use domain::time::iso;
use services::audit::{self, Chain};
use std::process::ExitCode;

pub(super) async fn run(common: &Common, options: &Audit) -> Outcome {
    let shared = visit(common).await?;
    let ctx = operator(&shared);
    if !options.check {
        for kept in audit::last(ctx, options.limit).await.map_err(english)? {
            let (id, entry) = (kept.id, kept.entry);
            let who = if entry.actor.is_empty() { "-" } else { &entry.actor };
            tell(&format!(
                "{id} {} {} {who} {}",
                iso(entry.at),
                entry.event,
                entry.detail
            ));
        }
        return Ok(ExitCode::SUCCESS);
    }
    match audit::check(ctx).await.map_err(english)? {
        Chain::Whole { entries, head } => {
            tell(&format!(
                "{entries} entries, each as it was written. The last one's hash: {head}"
            ));
            Ok(ExitCode::SUCCESS)
        }
        Chain::Broken(id) => {
            complain(&format!("entry {id} is missing, or not as it was written"));
            Ok(ExitCode::FAILURE)
        }
    }
}
