//! Putting a job into the queue: somebody may have so many there, and no more, so that others get their turn.

use crate::{context::Ctx, error::OrFail};
use domain::{error::Error, ids::JobId, jobs::Task, text::jobs as text};
use storage::{Tx, jobs};

/// Imports of one person that wait or run: each may be half a gigabyte.
pub const IMPORTS: u64 = 10;
/// Refreshes of one person that wait or run; each is of another segment.
pub const REFRESHES: u64 = 500;

/// Puts a job into the queue, for the asker. Where two of theirs come at the same moment, both may be counted without the
/// other: the limit is one of order, not of safety.
pub(crate) async fn enqueue(ctx: &Ctx, tx: &mut Tx, task: &Task) -> Result<JobId, Error> {
    let most = match task {
        Task::Import { .. } => IMPORTS,
        Task::RefreshSegment { .. } | Task::Unreadable { .. } => REFRESHES,
    };
    let actor = &ctx.actor.me.email;
    let waiting = jobs::count_unfinished(tx, task.kind(), actor).await.or_fail()?;
    if waiting >= most {
        return Err(Error::TooMany(text::TOO_MANY.with("n", waiting)));
    }
    jobs::enqueue(tx, task, actor, ctx.now()).await.or_fail()
}
