//! Importing customer files: asking for one, running it, and its history.

mod apply;
mod batch;
mod dates;
mod decode;
mod pass;
mod put;
mod read;
mod records;
mod refused;
pub mod run;
#[cfg(test)]
mod tests;
mod watch;

use crate::{
    access::hex,
    audit::{self, Event},
    context::{Ctx, Shared},
    error::OrFail,
    jobs::queue,
    kept,
    repeats::Request,
};
use domain::{
    access::Action,
    error::Error,
    ids::JobId,
    imports::{Behavior, OnError, header::Reading, report::Report},
    jobs::{ImportHistory, ImportView, Job, Task},
    text::{access, imports as text},
    time::{DAY, Micros},
};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};
use storage::{
    customers::{erase, search},
    jobs,
};

/// Largest upload, in bytes; the command line has no limit.
pub const MAX_UPLOAD: u64 = 512 * 1024 * 1024;

/// How the names of uploads in the spool folder begin.
pub const UPLOADS: &str = "import-";

/// How the names of files of refused rows begin, in the same folder.
const REFUSED: &str = "refused-";

/// A file of refused rows is kept for so long.
const KEPT: Micros = 30 * DAY;

/// An upload that nothing waits for is given up after this long.
const ABANDONED: Micros = DAY;

/// What the browser says about a file it has sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name it had.
    pub file_name: String,
    /// Name of the spooled copy.
    pub spool: String,
    /// What its owner says about it that it does not say itself.
    pub reading: Reading,
    /// What happens to rows that exist.
    pub behavior: Behavior,
    /// What happens at a refused row.
    pub on_error: OnError,
    /// Refused rows that Stop on Error goes on with.
    pub allowed: u64,
    /// Only say what an import would come to.
    pub check: bool,
}

/// Puts an uploaded file into the queue; its header is read first, so that a file that cannot be imported is
/// refused at once.
pub async fn start(ctx: Ctx, upload: Upload) -> Result<JobId, Error> {
    start_once(ctx, upload, "").await.map(|started| started.job)
}

/// What tells the content of a file from any other.
fn content(path: &Path) -> std::io::Result<String> {
    let (mut hash, mut file) = (Sha256::new(), File::open(path)?);
    let mut block = vec![0; 64 << 10];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(block.get(..read).unwrap_or_default()),
        }
    }
}

/// An import in the queue.
pub struct Started {
    /// Its number.
    pub job: JobId,
    /// It was there already: the request came before, and the file of this one is not needed.
    pub again: bool,
}

/// Like [`start`]; a job is put into the queue once, however often it is asked for under the same `token`.
pub async fn start_once(ctx: Ctx, upload: Upload, token: &str) -> Result<Started, Error> {
    ctx.ask(Action::ImportCustomers).await?;
    let path = ctx.shared.spool.join(&upload.spool);
    let reading = upload.reading.clone();
    // It is a file on a disk, and as long as its sender likes.
    let once = !token.is_empty();
    let opened = tokio::task::spawn_blocking(move || {
        let source = read::open(&path, &reading)?;
        // The same word with another file is another wish.
        let content = if once {
            content(&path).map_err(read::Unreadable::Io)?
        } else {
            String::new()
        };
        Ok::<_, read::Unreadable>((source.header.kind, source.encoding, source.delimiter, content))
    });
    let opened = opened
        .await
        .map_err(|_| crate::error::internal("the reader of a header panicked"))?;
    let (file_kind, encoding, delimiter, content) = opened.map_err(read::refused)?;
    let mut task = Task::Import {
        file_name: upload.file_name,
        // Its name is put in below: the same file has another copy each time it is sent.
        spool: content,
        file_kind,
        behavior: upload.behavior,
        on_error: upload.on_error,
        allowed: upload.allowed,
        check: upload.check,
        // What was found once need not be looked for again.
        reading: Reading {
            encoding: Some(encoding),
            delimiter: Some(delimiter),
            ..upload.reading
        },
    };
    let request = Request::new(&ctx, token, &task)?;
    if let Task::Import { spool, .. } = &mut task {
        *spool = upload.spool;
    }
    let mut tx = ctx.store().begin().await.or_fail()?;
    if let Some(id) = request.begin(&mut tx, &ctx).await? {
        return Ok(Started {
            job: JobId(id),
            again: true,
        });
    }
    let job = queue::enqueue(&ctx, &mut tx, &task).await?;
    request.made(&mut tx, job.0).await?;
    tx.commit().await.or_fail()?;
    Ok(Started { job, again: false })
}

/// The name of the file of the rows refused of an upload.
pub(crate) fn refused_name(spool: &str) -> String {
    format!("{REFUSED}{}", spool.trim_start_matches(UPLOADS))
}

/// Where the rows go that an import of an upload refuses; nowhere where the disk has no room for them, which the import
/// is not stopped by.
pub(crate) fn refused_path(shared: &Shared, spool: &str) -> Option<PathBuf> {
    match shared.room_for(0) {
        Ok(()) => Some(shared.spool.join(refused_name(spool))),
        Err(_) => {
            tracing::warn!("there is no room for a file of refused rows");
            None
        }
    }
}

/// Removes the copy of an upload that nobody needs any more.
pub(crate) fn remove_upload(shared: &Shared, spool: &str) {
    if let Err(error) = std::fs::remove_file(shared.spool.join(spool)) {
        tracing::warn!(%error, "a spool file could not be removed");
    }
}

/// Websites to choose from, by code and name: for files that say none.
pub async fn websites(ctx: Ctx) -> Result<Vec<(String, String)>, Error> {
    ctx.ask(Action::ImportCustomers).await?;
    let shop = storage::reference::shop(ctx.store(), &ctx.today().to_string())
        .await
        .or_fail()?;
    let names = storage::reference::reference(ctx.store())
        .await
        .or_fail()?
        .websites;
    let named = |(id, code): (i64, String)| {
        let name = names.iter().find(|(other, _)| *other == id);
        let name = name.map_or_else(|| code.clone(), |(_, name)| name.clone());
        (code, name)
    };
    Ok(shop.websites.into_iter().map(named).collect())
}

/// Where the rows are that an import refused. They are people's data as they came, for those who import it.
pub async fn refused_rows(ctx: Ctx, id: JobId) -> Result<PathBuf, Error> {
    ctx.ask(Action::ImportCustomers).await?;
    let found = jobs::get(ctx.store(), id).await.or_fail()?;
    let path = found.and_then(|job| match job.task {
        Task::Import { spool, .. } => Some(ctx.shared.spool.join(refused_name(&spool))),
        Task::RefreshSegment { .. } | Task::Unreadable { .. } => None,
    });
    let path = path
        .filter(|path| path.is_file())
        .ok_or_else(|| Error::NotFound(text::NO_REFUSED_FILE.plain()))?;
    audit::note(&ctx, &Event::RefusedRowsFetched { import: id.0 }).await?;
    Ok(path)
}

/// Removes uploads that no import waits for: what a server left behind that was killed while it took them, and
/// old files of refused rows. Young uploads stay, since the folder may be shared with the server of another
/// database. And erases what an import that deleted customers could not, and what old reports quote.
pub async fn sweep(shared: &Shared) -> Result<(), Error> {
    erase::finish(&shared.store).await.or_fail()?;
    if let Err(error) = forget_refusals(shared).await {
        tracing::warn!(%error, "refused values of old reports could not be taken out yet");
    }
    let waiting: Vec<_> = jobs::unfinished(&shared.store, Task::IMPORT)
        .await
        .or_fail()?
        .into_iter()
        .filter_map(|job| match job.task {
            Task::Import { spool, .. } => Some(spool),
            Task::RefreshSegment { .. } | Task::Unreadable { .. } => None,
        })
        .collect();
    let Ok(files) = std::fs::read_dir(&shared.spool) else {
        return Ok(());
    };
    for file in files.flatten() {
        let name = file.file_name();
        let lives = match name.to_str() {
            Some(name) if name.starts_with(REFUSED) => KEPT,
            Some(name) if name.starts_with(UPLOADS) && waiting.iter().all(|spool| spool != name) => ABANDONED,
            _ => continue,
        };
        if written(&file).is_some_and(|at| shared.clock.now() - at > lives)
            && let Err(error) = std::fs::remove_file(file.path())
        {
            tracing::warn!(%error, "an upload that was left behind could not be removed");
        }
    }
    Ok(())
}

/// Takes the refused values out of reports that are as old as files of refused rows get; the counts stay.
async fn forget_refusals(shared: &Shared) -> storage::Result<()> {
    let before = shared.clock.now() - KEPT;
    let mut behind = JobId(0);
    loop {
        let old = jobs::old_reports(&shared.store, Task::IMPORT, before, QUOTES, behind).await?;
        let Some(last) = old.last() else {
            return Ok(());
        };
        behind = last.id;
        let mut tx = shared.store.begin().await?;
        for job in old {
            let emptied = serde_json::from_str::<Report>(&job.report).and_then(|mut report| {
                report.refusals.clear();
                serde_json::to_string(&report)
            });
            // One of another version, which nobody can read.
            if let Ok(emptied) = emptied {
                jobs::rewrite(&mut tx, job.id, &emptied).await?;
            }
        }
        tx.commit().await?;
    }
}

/// What stands in a report that quotes refused values.
const QUOTES: &str = "\"refusals\":[{";

/// Sweeps with every `pause`, for as long as the server runs.
pub async fn keep_swept(shared: &Shared, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        if let Err(error) = sweep(shared).await {
            tracing::warn!(?error, "the spool folder could not be swept");
        }
        // What imports of the command line left, and what an import of ours could not.
        gather_search(shared, || true).await;
    }
}

/// Merges the index of the searched text where an import has left it in many parts, while `go_on` says so.
pub(crate) async fn gather_search(shared: &Shared, go_on: impl Fn() -> bool) {
    if let Err(error) = search::gather(&shared.store, go_on).await {
        tracing::warn!(%error, "the index of the searched text could not be merged");
    }
}

/// When a file was last written.
fn written(file: &std::fs::DirEntry) -> Option<Micros> {
    let at = file.metadata().ok()?.modified().ok()?;
    let since = at.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok()
}

/// Imports of one page of the history.
pub const LISTED: u32 = 50;

/// The latest imports, newest first, or the latest of those before another one.
pub async fn list(ctx: Ctx, before: Option<JobId>) -> Result<ImportHistory, Error> {
    ctx.ask(Action::ViewImports).await?;
    let mut found = jobs::recent(ctx.store(), Some(Task::IMPORT), before, LISTED + 1)
        .await
        .or_fail()?;
    let more = found.len() > LISTED as usize;
    found.truncate(LISTED as usize);
    Ok(ImportHistory {
        lines: found.into_iter().filter_map(|job| view(&ctx, job)).collect(),
        more,
    })
}

/// One import.
pub async fn one(ctx: Ctx, id: JobId) -> Result<ImportView, Error> {
    ctx.ask(Action::ViewImports).await?;
    let found = jobs::get(ctx.store(), id).await.or_fail()?;
    found
        .and_then(|job| view(&ctx, job))
        .ok_or_else(|| Error::NotFound(access::NOT_FOUND.plain()))
}

fn view(ctx: &Ctx, job: Job) -> Option<ImportView> {
    let asked = match job.task {
        Task::Import {
            file_name,
            file_kind,
            behavior,
            on_error,
            allowed,
            check,
            spool,
            reading,
        } => {
            let known = Some((file_kind, behavior, on_error));
            (file_name, known, allowed, check, spool, reading)
        }
        Task::Unreadable { kind, file_name, .. } if kind == Task::IMPORT => {
            (file_name, None, 0, false, String::new(), Reading::PLAIN)
        }
        Task::RefreshSegment { .. } | Task::Unreadable { .. } => return None,
    };
    let (file_name, known, allowed, check, spool, reading) = asked;
    let mut report: Report = serde_json::from_str(&job.report).unwrap_or_default();
    if !job.state.ended() {
        // The counts are for people; the rest would go to the page with every look.
        report.refusals.clear();
    }
    let refused =
        || ctx.actor.me.may(Action::ImportCustomers) && ctx.shared.spool.join(refused_name(&spool)).is_file();
    Some(ImportView {
        id: job.id,
        file_name,
        file_kind: known.map(|(kind, ..)| kind),
        behavior: known.map(|(_, behavior, _)| behavior),
        on_error: known.map(|(.., on_error)| on_error),
        reading,
        allowed,
        check,
        state: job.state,
        progress: job.progress,
        stopping: job.cancel_asked && !job.state.ended(),
        took: job.started_at.zip(job.ended_at).map(|(start, end)| end - start),
        refused_file: job.state.ended() && report.refused_bytes > 0 && refused(),
        created: ctx.shown(job.created_at),
        actor: job.actor,
        report: report.within(ctx.sight()),
        error: kept::say(&job.error, ctx.locale()),
    })
}
