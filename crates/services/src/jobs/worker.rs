//! Claims one job after another, keeps its lease, and writes how it ended.
//!
//! A job may run twice (a worker that stopped without a word loses its lease), so each kind is safe to
//! repeat, and every word about it carries the epoch of its claim: a worker that wakes up late changes nothing.

use crate::{
    context::{Actor, Ctx, Shared},
    imports,
};
use domain::{
    error::Error,
    ids::SegmentId,
    jobs::{Job, Progress, State, Task},
    time::Micros,
};
use std::{sync::Arc, time::Duration};
use storage::{jobs, segments::members};
use tokio::sync::{Notify, watch};

/// A lease lasts this long without a word from its holder.
const LEASE: Micros = 30_000_000;
/// A job whose workers never come back is not tried for ever.
const MAX_ATTEMPTS: i64 = 5;
/// Pause between looks at an empty queue.
const PAUSE: Duration = Duration::from_millis(500);

/// The background loop of one server.
pub struct Worker {
    shared: Arc<Shared>,
    name: String,
    wake: Arc<Notify>,
}

impl Worker {
    /// A worker that goes by `name`, which no other server uses.
    pub fn new(shared: Arc<Shared>, name: String) -> Self {
        Self {
            shared,
            name,
            wake: Arc::new(Notify::new()),
        }
    }

    /// Works until `stop` turns true; a job at hand is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match run_one(&self.shared, &self.name).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!(?error, "the job queue could not be read"),
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = self.wake.notified() => {}
                _ = stop.changed() => {}
            }
        }
    }
}

/// Claims and does one job; false where none waits.
pub async fn run_one(shared: &Arc<Shared>, worker: &str) -> storage::Result<bool> {
    let claimed = jobs::claim(&shared.store, worker, shared.clock.now(), LEASE).await?;
    let Some((job, epoch, attempt)) = claimed else {
        return Ok(false);
    };
    tracing::info!(job.id = job.id.0, job.kind = job.task.kind(), "a job starts");
    let lease = JobLease {
        shared: Arc::clone(shared),
        job: job.clone(),
        epoch,
    };
    let keeper = tokio::spawn(keep(lease.clone()));
    let outcome = match attempt > MAX_ATTEMPTS {
        true => Outcome::Failed(format!("given up after {MAX_ATTEMPTS} attempts that never ended")),
        false => tokio::spawn(perform(lease.clone()))
            .await
            .unwrap_or_else(|panic| {
                tracing::error!(%panic, job.id = job.id.0, "a job panicked");
                Outcome::Failed("the job stopped unexpectedly; the log says more".to_owned())
            }),
    };
    keeper.abort();
    let (state, report, error) = match outcome {
        Outcome::Done(report) => (State::Done, report, String::new()),
        Outcome::Failed(error) => (State::Failed, String::new(), error),
        Outcome::FailedWith(report, error) => (State::Failed, report, error),
        Outcome::Cancelled(report) => (State::Cancelled, report, String::new()),
    };
    let mut tx = shared.store.begin().await?;
    let now = shared.clock.now();
    if let (State::Failed, Task::RefreshSegment { segment }) = (state, &job.task) {
        members::mark_failed(&mut tx, *segment, &error, now).await?;
    }
    if jobs::finish(&mut tx, job.id, epoch, state, &report, &error, now).await? {
        tx.commit().await?;
    }
    tracing::info!(job.id = job.id.0, job.state = state.key(), "a job ended");
    Ok(true)
}

/// How a job ended.
pub(crate) enum Outcome {
    /// Well; its report.
    Done(String),
    /// Badly; why.
    Failed(String),
    /// Badly, with a report of how far it came; why.
    FailedWith(String, String),
    /// Stopped by a person; its report so far.
    Cancelled(String),
}

/// A claim on a job.
#[derive(Clone)]
pub(crate) struct JobLease {
    pub(crate) shared: Arc<Shared>,
    pub(crate) job: Job,
    epoch: i64,
}

impl JobLease {
    /// Tells how far the job is; false where the claim is lost or a person asked to stop.
    pub(crate) async fn progress(&self, progress: Progress) -> storage::Result<bool> {
        let now = self.shared.clock.now();
        jobs::progress(&self.shared.store, self.job.id, self.epoch, progress, now, LEASE).await
    }
}

/// Holds the lease while a job is silent; jobs that tell their progress renew it themselves.
async fn keep(lease: JobLease) {
    if !matches!(lease.job.task, Task::RefreshSegment { .. }) {
        return;
    }
    loop {
        tokio::time::sleep(Duration::from_micros(LEASE.unsigned_abs() / 3)).await;
        if !lease.progress(Progress::default()).await.unwrap_or(true) {
            return;
        }
    }
}

async fn perform(lease: JobLease) -> Outcome {
    match lease.job.task.clone() {
        Task::RefreshSegment { segment } => refresh(&lease, segment).await,
        Task::Import {
            spool,
            file_kind,
            behavior,
            on_error,
            ..
        } => {
            let ctx = Ctx::new(Arc::clone(&lease.shared), actor(&lease).await);
            let path = lease.shared.spool.join(&spool);
            let plan = imports::run::Plan {
                kind: Some(file_kind),
                behavior,
                on_error,
            };
            let outcome =
                imports::run::run(&ctx, &path, plan, &mut imports::run::JobWatch(lease.clone())).await;
            if let Err(error) = tokio::fs::remove_file(&path).await {
                tracing::warn!(%error, "a spool file could not be removed");
            }
            outcome.unwrap_or_else(|error| Outcome::Failed(sentence(&error)))
        }
    }
}

/// Whoever asked for the job, so that its report speaks their language.
async fn actor(lease: &JobLease) -> Actor {
    let mut actor = Actor::operator();
    if let Ok(Some(user)) = storage::users::by_email(&lease.shared.store, &lease.job.actor).await {
        actor.me.locale = domain::text::Locale::from_tag(&user.locale).unwrap_or_default();
    }
    actor.me.email.clone_from(&lease.job.actor);
    actor
}

async fn refresh(lease: &JobLease, segment: SegmentId) -> Outcome {
    let started = lease.shared.clock.now();
    let work = async {
        let mut tx = lease.shared.store.begin().await?;
        let refreshed = members::refresh(&mut tx, segment, started).await?;
        tx.commit().await?;
        Ok::<_, storage::Error>(refreshed)
    };
    match work.await {
        Ok(Some(refreshed)) => Outcome::Done(format!(
            "{{\"customers\":{},\"added\":{},\"removed\":{}}}",
            refreshed.customers, refreshed.added, refreshed.removed
        )),
        Ok(None) => Outcome::Failed("the segment was deleted before its refresh".to_owned()),
        Err(storage::Error::Busy) => Outcome::Failed(domain::text::access::BUSY.plain().to_string()),
        Err(error) => Outcome::Failed(sentence(&crate::error::storage(error))),
    }
}

/// An error in English, for the job's record.
fn sentence(error: &Error) -> String {
    match error {
        Error::Invalid(found) => found
            .iter()
            .map(|f| f.sentence.to_string())
            .collect::<Vec<_>>()
            .join(" "),
        Error::NotFound(s)
        | Error::Forbidden(s)
        | Error::Unauthenticated(s)
        | Error::Conflict(s)
        | Error::Busy(s) => s.to_string(),
        Error::Internal { reference } => domain::text::access::INTERNAL
            .with("reference", reference)
            .to_string(),
    }
}
