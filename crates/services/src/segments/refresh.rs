//! Recomputing who is in a segment: asked for here, done by a background job: read at leisure, written at once.

use super::report;
use crate::{context::Ctx, error::OrFail, jobs::queue};
use domain::{
    access::Action,
    error::Error,
    ids::SegmentId,
    jobs::{State, Task},
    segments::{report::ReportLine, segment::ApplyTo},
    text::segments as text,
};
use storage::{
    jobs,
    segments::{
        definitions,
        members::{self, Refreshed},
    },
};

/// Starts a refresh of each segment that is still there, or of as many as one may have waiting; answers with the report
/// as it then stands.
pub async fn start(ctx: Ctx, ids: Vec<SegmentId>) -> Result<Vec<ReportLine>, Error> {
    ctx.ask(Action::RefreshSegments).await?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    // Before the look at each: of two who ask at the same moment, the second sees what the first has put in.
    match definitions::hold_unasked(&mut tx, &ids).await {
        // The command line refreshes one of them just now: that must not keep the others, and what could come of it is
        // a refresh too many.
        Err(storage::Error::Busy) => {
            drop(tx);
            tx = ctx.store().begin().await.or_fail()?;
        }
        held => held.or_fail()?,
    }
    let mut begun = false;
    for id in ids {
        // One that somebody deleted meanwhile keeps nobody from refreshing the others; its line goes with the answer.
        let Some(segment) = definitions::find(&mut tx, id).await.or_fail()? else {
            continue;
        };
        if segment.definition.apply_to == ApplyTo::Visitors {
            return Err(Error::invalid("segment", text::VISITORS_HAVE_NO_MEMBERS.plain()));
        }
        if !segment.data.refreshing {
            match queue::enqueue(&ctx, &mut tx, &Task::RefreshSegment { segment: id }).await {
                // The others can be asked for once these are done, and their lines say that they are as they were.
                Err(Error::TooMany(_)) if begun => break,
                asked => begun = asked.map(|_| true)?,
            }
        }
    }
    tx.commit().await.or_fail()?;
    report::lines(&ctx).await
}

/// Stops the refreshes of these segments that wait for their turn; one that is being done ends by itself. Answers with
/// the report as it then stands.
pub async fn cancel(ctx: Ctx, ids: Vec<SegmentId>) -> Result<Vec<ReportLine>, Error> {
    ctx.ask(Action::RefreshSegments).await?;
    let unfinished = jobs::unfinished(ctx.store(), Task::REFRESH).await.or_fail()?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    for job in unfinished {
        let waits = job.state == State::Queued;
        if waits && matches!(&job.task, Task::RefreshSegment { segment } if ids.contains(segment)) {
            jobs::cancel(&mut tx, job.id, ctx.now()).await.or_fail()?;
        }
    }
    tx.commit().await.or_fail()?;
    report::lines(&ctx).await
}

/// Refreshes segments at once, one after another, for the command line.
pub async fn now(ctx: &Ctx, ids: &[SegmentId]) -> Result<Vec<(SegmentId, Refreshed)>, Error> {
    ctx.ask(Action::RefreshSegments).await?;
    let mut done = Vec::with_capacity(ids.len());
    for id in ids {
        let nowhere = || Error::NotFound(text::NO_SUCH_SEGMENT.with("id", id));
        let found = members::find(ctx.store(), *id).await.or_fail()?;
        let mut tx = ctx.store().begin().await.or_fail()?;
        let refreshed = members::refresh(&mut tx, found.ok_or_else(nowhere)?, ctx.now()).await;
        let refreshed = refreshed.or_fail()?.ok_or_else(nowhere)?;
        tx.commit().await.or_fail()?;
        done.push((*id, refreshed));
    }
    Ok(done)
}

/// Refreshes every segment that has stored members.
pub async fn all_now(ctx: &Ctx) -> Result<Vec<(SegmentId, Refreshed)>, Error> {
    ctx.ask(Action::RefreshSegments).await?;
    let segments = definitions::list(ctx.store()).await.or_fail()?;
    let stored = segments
        .iter()
        .filter(|segment| segment.definition.apply_to != ApplyTo::Visitors);
    now(ctx, &stored.map(|segment| segment.id).collect::<Vec<_>>()).await
}
