//! `cohort segment refresh`: recomputes members now, not in the background.

use super::{Outcome, english, operator, tell, visit};
use crate::cli::{Common, Segment};
use services::segments::refresh;
use std::process::ExitCode;

pub(super) async fn run(common: &Common, command: Segment) -> Outcome {
    let Segment::Refresh { ids, all } = command;
    let shared = visit(common).await?;
    let ctx = operator(&shared);
    let done = match all {
        true => refresh::all_now(&ctx).await,
        false => refresh::now(&ctx, &ids).await,
    };
    for (segment, refreshed) in done.map_err(english)? {
        tell(&format!(
            "segment {segment}: {} customers, +{} -{}",
            refreshed.customers, refreshed.added, refreshed.removed
        ));
    }
    Ok(ExitCode::SUCCESS)
}
