//! Background jobs: a queue in the database, held by leases with a fencing number.
//!
//! Whoever claims a job gets an epoch; every later write names it and changes nothing once another worker
//! has claimed the job. So a worker that was paused for too long cannot undo the work of its successor.

use crate::{
    Error, Result, Store, Tx,
    row::Cells,
    sql::{Bind, Sql, anywhere},
};
use domain::{
    ids::JobId,
    jobs::{Job, Progress, State, Task},
    time::Micros,
};

/// A job in the hands of a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The job.
    pub job: Job,
    /// The fencing number: what every word about the job has to name.
    pub epoch: i64,
    /// Which try this is since the job last got on, from 1.
    pub attempt: i64,
}

/// Puts a job into the queue, in the same transaction as what it is about.
pub async fn enqueue(tx: &mut Tx, task: &Task, actor: &str, now: Micros) -> Result<JobId> {
    let id = tx.next_ids("job", 1).await?;
    let json = serde_json::to_string(task).map_err(|e| Error::Database(e.to_string()))?;
    let sql = Sql::with(
        "INSERT INTO job (id, kind, subject, task, actor, state, done, total, created_at, ended_at, report, \
         error, epoch, attempt, lease_owner, lease_until, cancel_asked) \
         VALUES (?, ?, ?, ?, ?, 'queued', 0, 0, ?, NULL, '', '', 0, 0, '', 0, 0)",
        [
            id.into(),
            task.kind().into(),
            task.subject().into(),
            json.into(),
            actor.into(),
            now.into(),
        ],
    );
    tx.execute(sql).await?;
    Ok(JobId(id))
}

/// Which jobs a worker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Whatever comes first.
    Any,
    /// Those of one kind.
    Only(&'static str),
    /// All others.
    AllBut(&'static str),
}

impl Lane {
    /// The jobs of this lane that nobody works on.
    fn claimable(self, what: &str, now: Micros) -> Sql {
        let mut sql = Sql::with(
            format!("{what} FROM job WHERE (state = 'queued' OR (state = 'running' AND lease_until < ?))"),
            [now.into()],
        );
        match self {
            Self::Any => &mut sql,
            Self::Only(kind) => sql.push(" AND kind = ").bind(kind),
            Self::AllBut(kind) => sql.push(" AND kind <> ").bind(kind),
        };
        sql
    }
}

/// Takes the oldest job of a lane that waits or whose worker has gone silent. Those that shall stop, or were tried too
/// often, are handed out as well: what has to be tidied up after a job is for its worker to know.
pub async fn claim(
    store: &Store,
    lane: Lane,
    worker: &str,
    now: Micros,
    lease: Micros,
) -> Result<Option<Claim>> {
    // Most looks find nothing; they must not queue up behind writers.
    if store.fetch_one(lane.claimable("SELECT 1", now)).await?.is_none() {
        return Ok(None);
    }
    let mut tx = store.begin().await?;
    let mut next = lane.claimable("SELECT id", now);
    next.push(" ORDER BY id LIMIT 1");
    let Some(row) = tx.fetch_one(next.skipping_locked()).await? else {
        tx.commit().await?;
        return Ok(None);
    };
    let text = format!(
        "UPDATE job SET state = 'running', epoch = epoch + 1, attempt = attempt + 1, \
         started_at = COALESCE(started_at, ?), lease_owner = ?, lease_until = ? \
         WHERE id = ? RETURNING {COLUMNS}, epoch, attempt"
    );
    let binds = [
        now.into(),
        worker.into(),
        now.saturating_add(lease).into(),
        row.single()?.into(),
    ];
    let claimed = tx.fetch_one(Sql::with(text, binds)).await?;
    tx.commit().await?;
    let Some(row) = claimed else { return Ok(None) };
    let mut cells = row.of("job");
    Ok(Some(Claim {
        job: job(&mut cells)?,
        epoch: cells.int("epoch")?,
        attempt: cells.int("attempt")?,
    }))
}

/// Makes sure, as the first statement of a transaction, that the claim still holds, and keeps everybody else
/// from claiming the job until the transaction ends; `false` when it is lost.
pub async fn hold(tx: &mut Tx, id: JobId, epoch: i64, now: Micros, lease: Micros) -> Result<bool> {
    let sql = Sql::with(
        "UPDATE job SET lease_until = ? WHERE id = ? AND epoch = ? AND state = 'running'",
        [now.saturating_add(lease).into(), id.0.into(), epoch.into()],
    );
    Ok(tx.execute(sql).await? > 0)
}

/// Tells how far a job is and holds it for another `lease`; `false` when it is lost or shall stop.
pub async fn progress(
    store: &Store,
    id: JobId,
    epoch: i64,
    progress: Progress,
    now: Micros,
    lease: Micros,
) -> Result<bool> {
    let mut tx = store.begin().await?;
    let sql = Sql::with(
        "UPDATE job SET done = ?, total = ?, lease_until = ? \
         WHERE id = ? AND epoch = ? AND state = 'running' RETURNING cancel_asked",
        [
            units(progress.done),
            units(progress.total),
            now.saturating_add(lease).into(),
            id.0.into(),
            epoch.into(),
        ],
    );
    let held = tx.fetch_one(sql).await?;
    tx.commit().await?;
    Ok(match held {
        Some(row) => !row.of("job").flag("cancel_asked")?,
        None => false,
    })
}

/// Keeps how far a job is and its report so far, in the transaction of what it has done; `false` when it shall
/// stop. Whoever claims the job next is given the report, and goes on from there. A job that gets on has all its tries
/// before it again, so that restarts of the server alone do not end it.
pub async fn keep(tx: &mut Tx, id: JobId, epoch: i64, report: &str, progress: Progress) -> Result<bool> {
    let sql = Sql::with(
        "UPDATE job SET done = ?, total = ?, report = ?, attempt = 1 \
         WHERE id = ? AND epoch = ? AND state = 'running' RETURNING cancel_asked",
        [
            units(progress.done),
            units(progress.total),
            report.into(),
            id.0.into(),
            epoch.into(),
        ],
    );
    match tx.fetch_one(sql).await? {
        Some(row) => Ok(!row.of("job").flag("cancel_asked")?),
        None => Ok(false),
    }
}

fn units(n: u64) -> Bind {
    Bind::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Ends a job; `false` when it is no longer this worker's. Without a report, the one it has kept stays.
pub async fn finish(
    tx: &mut Tx,
    id: JobId,
    epoch: i64,
    state: State,
    report: &str,
    error: &str,
    now: Micros,
) -> Result<bool> {
    let sql = Sql::with(
        "UPDATE job SET state = ?, report = CASE WHEN ? = '' THEN report ELSE ? END, error = ?, ended_at = ? \
         WHERE id = ? AND epoch = ? AND state = 'running'",
        [
            state.key().into(),
            report.into(),
            report.into(),
            error.into(),
            now.into(),
            id.0.into(),
            epoch.into(),
        ],
    );
    Ok(tx.execute(sql).await? > 0)
}

/// Puts a job back into the queue, to be taken up again from where its report says; `false` when it is no longer
/// this worker's. A try that `counts` is one of those that a job is given.
pub async fn release(tx: &mut Tx, id: JobId, epoch: i64, counts: bool) -> Result<bool> {
    let sql = Sql::with(
        "UPDATE job SET state = 'queued', attempt = attempt - ?, lease_until = 0 \
         WHERE id = ? AND epoch = ? AND state = 'running'",
        [i64::from(!counts).into(), id.0.into(), epoch.into()],
    );
    Ok(tx.execute(sql).await? > 0)
}

/// Stops a job: at once while it waits, else as soon as its worker asks; `false` when it has ended.
pub async fn cancel(tx: &mut Tx, id: JobId, now: Micros) -> Result<bool> {
    // One that has been started leaves something to tidy up, which its next worker does.
    let waiting = "UPDATE job SET state = 'cancelled', ended_at = ? \
                   WHERE id = ? AND state = 'queued' AND started_at IS NULL";
    let running = "UPDATE job SET cancel_asked = 1 WHERE id = ? AND state IN ('queued', 'running')";
    let stopped = tx.execute(Sql::with(waiting, [now.into(), id.0.into()])).await?;
    Ok(stopped > 0 || tx.execute(Sql::with(running, [id.0.into()])).await? > 0)
}

/// The job with this id.
pub async fn get(store: &Store, id: JobId) -> Result<Option<Job>> {
    let sql = Sql::with(format!("SELECT {COLUMNS} FROM job WHERE id = ?"), [id.0.into()]);
    store
        .fetch_one(sql)
        .await?
        .map(|row| job(&mut row.of("job")))
        .transpose()
}

/// The latest jobs, newest first, of one kind or of all; those put in before another job, where one is named.
pub async fn recent(
    store: &Store,
    kind: Option<&str>,
    before: Option<JobId>,
    limit: u32,
) -> Result<Vec<Job>> {
    let before = before.map_or(i64::MAX, |job| job.0);
    let mut sql = Sql::with(format!("SELECT {COLUMNS} FROM job WHERE id < ?"), [before.into()]);
    if let Some(kind) = kind {
        sql.push(" AND kind = ").bind(kind);
    }
    sql.push(" ORDER BY id DESC LIMIT ").bind(i64::from(limit));
    store
        .fetch(sql)
        .await?
        .into_iter()
        .map(|row| job(&mut row.of("job")))
        .collect()
}

/// Some jobs of one kind behind another one, that ended before a moment and whose report has a piece of text in it.
pub async fn old_reports(
    store: &Store,
    kind: &str,
    before: Micros,
    piece: &str,
    behind: JobId,
) -> Result<Vec<Job>> {
    let text = format!(
        "SELECT {COLUMNS} FROM job WHERE kind = ? AND ended_at < ? AND report LIKE ? ESCAPE '\\' AND id > ? ORDER BY id LIMIT 100"
    );
    let binds = [
        kind.into(),
        before.into(),
        anywhere(piece).into(),
        behind.0.into(),
    ];
    let rows = store.fetch(Sql::with(text, binds)).await?;
    rows.into_iter().map(|row| job(&mut row.of("job"))).collect()
}

/// Puts another report in place of that of a job that has ended.
pub async fn rewrite(tx: &mut Tx, id: JobId, report: &str) -> Result<()> {
    let sql = Sql::with(
        "UPDATE job SET report = ? WHERE id = ? AND ended_at IS NOT NULL",
        [report.into(), id.0.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// The jobs of one kind that wait or run, oldest first.
pub async fn unfinished(store: &Store, kind: &str) -> Result<Vec<Job>> {
    let text =
        format!("SELECT {COLUMNS} FROM job WHERE kind = ? AND state IN ('queued', 'running') ORDER BY id");
    let rows = store.fetch(Sql::with(text, [kind.into()])).await?;
    rows.into_iter().map(|row| job(&mut row.of("job"))).collect()
}

/// How many jobs of one kind wait or run that somebody has asked for.
pub async fn count_unfinished(tx: &mut Tx, kind: &str, actor: &str) -> Result<u64> {
    let sql = Sql::with(
        "SELECT COUNT(*) FROM job WHERE kind = ? AND actor = ? AND state IN ('queued', 'running')",
        [kind.into(), actor.into()],
    );
    match tx.fetch_one(sql).await? {
        Some(row) => row.of("job").count("count"),
        None => Ok(0),
    }
}

const COLUMNS: &str = "id, kind, subject, task, state, done, total, created_at, started_at, ended_at, actor, cancel_asked, report, error";

fn job(cells: &mut Cells) -> Result<Job> {
    Ok(Job {
        id: JobId(cells.int("id")?),
        task: task(cells.text("kind")?, cells.int("subject")?, &cells.text("task")?),
        state: cells.parsed("state", State::from_key)?,
        progress: Progress {
            done: cells.count("done")?,
            total: cells.count("total")?,
        },
        created_at: cells.int("created_at")?,
        started_at: cells.optional("started_at")?,
        ended_at: cells.optional("ended_at")?,
        actor: cells.text("actor")?,
        cancel_asked: cells.flag("cancel_asked")?,
        report: cells.text("report")?,
        error: cells.text("error")?,
    })
}

/// One job that cannot be read must not stand in the way of the others.
fn task(kind: String, subject: i64, json: &str) -> Task {
    serde_json::from_str(json).unwrap_or_else(|_| {
        let task: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        let file_name = task.get("file_name").and_then(serde_json::Value::as_str);
        Task::Unreadable {
            kind,
            subject,
            file_name: file_name.unwrap_or_default().to_owned(),
        }
    })
}
