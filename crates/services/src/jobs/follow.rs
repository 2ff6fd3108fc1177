//! Following the jobs of one kind while they wait and run, and stopping one.

use crate::{context::Ctx, error::OrFail, imports};
use domain::{
    access::Action,
    error::Error,
    ids::JobId,
    imports::report::Report,
    jobs::{Job, Note, State, Task},
    text::{access as text, imports as import_text},
};
use storage::jobs;

/// Who may look on, and who may stop one; nothing for a kind that is not known.
fn actions(kind: &str) -> Option<(Action, Action)> {
    match kind {
        Task::IMPORT => Some((Action::ViewImports, Action::ImportCustomers)),
        Task::REFRESH => Some((Action::ViewReports, Action::RefreshSegments)),
        _ => None,
    }
}

/// The jobs of a kind that wait or run, oldest first.
pub async fn unfinished(ctx: &Ctx, kind: &str) -> Result<Vec<Note>, Error> {
    let (look, _) = actions(kind).ok_or_else(|| Error::NotFound(text::NOT_FOUND.plain()))?;
    ctx.ask(look).await?;
    let found = jobs::unfinished(ctx.store(), kind).await.or_fail()?;
    Ok(found.into_iter().map(note).collect())
}

fn note(job: Job) -> Note {
    let report: Report = serde_json::from_str(&job.report).unwrap_or_default();
    Note {
        id: job.id,
        subject: job.task.subject(),
        state: job.state,
        progress: job.progress,
        rows: report.rows,
    }
}

/// Stops a job: at once while it waits, else between two of its steps. A refresh is one step: once it runs, it
/// ends by itself.
pub async fn cancel(ctx: Ctx, id: JobId) -> Result<(), Error> {
    let unknown = || Error::NotFound(text::NOT_FOUND.plain());
    let found = jobs::get(ctx.store(), id).await.or_fail()?;
    // Who may not look at any job learns nothing of this one.
    let kind = found.as_ref().map_or(Task::IMPORT, |job| job.task.kind());
    let (_, stop) = actions(kind).ok_or_else(unknown)?;
    ctx.ask(stop).await?;
    let job = found.ok_or_else(unknown)?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    let heard = jobs::cancel(&mut tx, id, ctx.now()).await.or_fail()?;
    tx.commit().await.or_fail()?;
    if !heard {
        return Err(Error::Conflict(import_text::HAS_ENDED.plain()));
    }
    if let (State::Queued, Task::Import { spool, .. }) = (job.state, &job.task)
        && jobs::get(ctx.store(), id)
            .await
            .or_fail()?
            .is_some_and(|job| job.state.ended())
    {
        imports::remove_upload(&ctx.shared, spool);
    }
    Ok(())
}
