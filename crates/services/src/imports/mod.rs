//! Importing customer files: asking for one, running it, and its history.

mod apply;
mod pass;
mod put;
mod read;
pub mod run;
#[cfg(test)]
mod tests;
mod watch;

use crate::{
    context::{Ctx, Shared},
    error::OrFail,
};
use domain::{
    access::Action,
    error::Error,
    ids::JobId,
    imports::{Behavior, FileKind, OnError, report::Report},
    jobs::{ImportView, Job, Task},
    text::access,
    time::{DAY, Micros},
};
use std::time::UNIX_EPOCH;
use storage::jobs;

/// Largest upload, in bytes; the command line has no limit.
pub const MAX_UPLOAD: u64 = 512 * 1024 * 1024;

/// How the names of uploads in the spool folder begin.
pub const UPLOADS: &str = "import-";

/// An upload that nothing waits for is given up after this long.
const ABANDONED: Micros = DAY;

/// What the browser says about a file it has sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name it had.
    pub file_name: String,
    /// Name of the spooled copy.
    pub spool: String,
    /// What the rows are; nothing where the header is to say.
    pub kind: Option<FileKind>,
    /// What happens to rows that exist.
    pub behavior: Behavior,
    /// What happens at a refused row.
    pub on_error: OnError,
}

/// Puts an uploaded file into the queue; its header is read first, so that a file that cannot be imported is
/// refused at once.
pub async fn start(ctx: Ctx, upload: Upload) -> Result<JobId, Error> {
    ctx.ask(Action::ImportCustomers)?;
    let path = ctx.shared.spool.join(&upload.spool);
    let kind = upload.kind;
    // It is a file on a disk, and as long as its sender likes.
    let opened = tokio::task::spawn_blocking(move || read::open(&path, kind).map(|source| source.header));
    let opened = opened
        .await
        .map_err(|panic| crate::error::internal(&panic.to_string()))?;
    let header = opened.map_err(read::refused)?;
    let task = Task::Import {
        file_name: upload.file_name,
        spool: upload.spool,
        file_kind: header.kind,
        behavior: upload.behavior,
        on_error: upload.on_error,
    };
    let mut tx = ctx.store().begin().await.or_fail()?;
    let id = jobs::enqueue(&mut tx, &task, &ctx.actor.me.email, ctx.now())
        .await
        .or_fail()?;
    tx.commit().await.or_fail()?;
    Ok(id)
}

/// Removes uploads that no import waits for: what a server left behind that was killed while it took them.
/// Young ones stay, since the folder may be shared with the server of another database.
pub async fn sweep(shared: &Shared) -> Result<(), Error> {
    let waiting: Vec<_> = jobs::unfinished(&shared.store, "import")
        .await
        .or_fail()?
        .into_iter()
        .filter_map(|job| match job.task {
            Task::Import { spool, .. } => Some(spool),
            Task::RefreshSegment { .. } => None,
        })
        .collect();
    let Ok(files) = std::fs::read_dir(&shared.spool) else {
        return Ok(());
    };
    for file in files.flatten() {
        let name = file.file_name();
        let left = name
            .to_str()
            .is_some_and(|name| name.starts_with(UPLOADS) && waiting.iter().all(|spool| spool != name));
        if left
            && written(&file).is_some_and(|at| shared.clock.now() - at > ABANDONED)
            && let Err(error) = std::fs::remove_file(file.path())
        {
            tracing::warn!(%error, "an upload that was left behind could not be removed");
        }
    }
    Ok(())
}

/// When a file was last written.
fn written(file: &std::fs::DirEntry) -> Option<Micros> {
    let at = file.metadata().ok()?.modified().ok()?;
    let since = at.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok()
}

/// The latest imports, newest first.
pub async fn list(ctx: Ctx) -> Result<Vec<ImportView>, Error> {
    ctx.ask(Action::ViewImports)?;
    let found = jobs::recent(ctx.store(), Some("import"), 50).await.or_fail()?;
    Ok(found.into_iter().filter_map(|job| view(&ctx, job)).collect())
}

/// One import.
pub async fn one(ctx: Ctx, id: JobId) -> Result<ImportView, Error> {
    ctx.ask(Action::ViewImports)?;
    let found = jobs::get(ctx.store(), id).await.or_fail()?;
    found
        .and_then(|job| view(&ctx, job))
        .ok_or_else(|| Error::NotFound(access::NOT_FOUND.plain()))
}

fn view(ctx: &Ctx, job: Job) -> Option<ImportView> {
    let Task::Import {
        file_name,
        file_kind,
        behavior,
        ..
    } = job.task
    else {
        return None;
    };
    // What it keeps to go on from is not for people: it would go to the page with every look.
    let report = match job.state.ended() {
        true => serde_json::from_str(&job.report).unwrap_or_default(),
        false => Report::default(),
    };
    Some(ImportView {
        id: job.id,
        file_name,
        file_kind,
        behavior,
        state: job.state,
        progress: job.progress,
        created: ctx.shown(job.created_at),
        actor: job.actor,
        report,
        error: job.error,
    })
}
