//! Claims one job after another, keeps its lease, and writes how it ended.
//!
//! A job may run twice (a worker that stopped without a word loses its lease), so each kind is safe to
//! repeat, and every word about it carries the epoch of its claim: a worker that wakes up late changes nothing.
//! One that panics is tried again a few times, and then failed, so that the queue goes on.

use crate::{
    access,
    context::{Actor, Ctx, Shared},
    error::{OrFail, sentences, storage as storage_error},
    imports, kept,
};
use domain::{
    access::Action,
    error::Error,
    ids::SegmentId,
    imports::header::Reading,
    jobs::{Job, Progress, State, Task},
    text::{Sentence, jobs as text},
    time::Micros,
};
use std::{sync::Arc, time::Duration};
use storage::{
    Tx,
    jobs::{self, Lane},
    segments::members,
    users,
};
use tokio::sync::watch;

/// A lease lasts this long without a word from its holder.
const LEASE: Micros = 30_000_000;
/// A job whose workers never come back is not tried for ever.
const MAX_ATTEMPTS: i64 = 5;
/// How often a lease is renewed while its job is done.
const BEAT: Duration = Duration::from_secs(10);
/// Tries to write how a job ended.
const ENDINGS: u32 = 5;
/// Pauses before a step of a job is tried again while the database is busy. Each try waits for its lock as well, so
/// together they come to about a minute.
pub(crate) const PAUSES: [Duration; 5] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];
/// Pause between looks at an empty queue, and between tries.
const PAUSE: Duration = Duration::from_millis(500);

/// The background loop of one server.
pub struct Worker {
    shared: Arc<Shared>,
    name: String,
}

impl Worker {
    /// A worker that goes by `name`, which no other server uses.
    pub fn new(shared: Arc<Shared>, name: String) -> Self {
        Self { shared, name }
    }

    /// Works until `stop` turns true; the jobs at hand go back into the queue.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        self.lanes(&stop, perform).await;
    }

    /// An import may take an hour, so other jobs have a lane beside it.
    async fn lanes<F>(&self, stop: &watch::Receiver<bool>, perform: impl Fn(JobLease) -> F + Clone)
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let [imports, others] = [Lane::Only(Task::IMPORT), Lane::AllBut(Task::IMPORT)]
            .map(|lane| self.lane(lane, stop.clone(), perform.clone()));
        tokio::join!(imports, others);
    }

    async fn lane<F>(&self, lane: Lane, mut stop: watch::Receiver<bool>, perform: impl Fn(JobLease) -> F)
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        while !*stop.borrow() {
            match run_with(&self.shared, lane, &self.name, &stop, &perform).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!(?error, "the job queue could not be read"),
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

/// Claims and does one job; false where none waits.
pub async fn run_one(shared: &Arc<Shared>, worker: &str) -> storage::Result<bool> {
    run_with(shared, Lane::Any, worker, &watch::channel(false).1, perform).await
}

/// Like [`run_one`], with what is done and a word to stop.
async fn run_with<F>(
    shared: &Arc<Shared>,
    lane: Lane,
    worker: &str,
    stop: &watch::Receiver<bool>,
    perform: impl FnOnce(JobLease) -> F,
) -> storage::Result<bool>
where
    F: Future<Output = Outcome> + Send + 'static,
{
    let claimed = jobs::claim(&shared.store, lane, worker, shared.clock.now(), LEASE).await?;
    let Some(claim) = claimed else {
        return Ok(false);
    };
    let lease = JobLease {
        shared: Arc::clone(shared),
        job: claim.job,
        epoch: claim.epoch,
        stop: stop.clone(),
    };
    let job = &lease.job;
    tracing::info!(job.id = job.id.0, job.kind = job.task.kind(), "a job starts");
    let outcome = match claim.attempt {
        _ if job.cancel_asked => Outcome::Cancelled(String::new()),
        attempt if attempt > MAX_ATTEMPTS => failed(text::GIVEN_UP.with("n", MAX_ATTEMPTS)),
        _ => work(&lease, BEAT, perform(lease.clone())).await,
    };
    settle(&lease, outcome).await?;
    Ok(true)
}

/// Does the job while its lease is renewed with every `beat`, and survives its panic.
async fn work(
    lease: &JobLease,
    beat: Duration,
    job: impl Future<Output = Outcome> + Send + 'static,
) -> Outcome {
    let keeper = tokio::spawn(keep(lease.clone(), beat));
    let outcome = tokio::spawn(job).await.unwrap_or_else(|_| {
        // What it said may be of people; where it was is logged already.
        tracing::error!(job.id = lease.job.id.0, "a job panicked");
        Outcome::Again { counts: true }
    });
    keeper.abort();
    outcome
}

/// Writes how the job ended, and tidies up after it unless it has gone to another worker.
async fn settle(lease: &JobLease, outcome: Outcome) -> storage::Result<()> {
    let id = lease.job.id.0;
    let (state, report, error) = match outcome {
        Outcome::Done(report) => (State::Done, report, String::new()),
        Outcome::Failed(error) => (State::Failed, String::new(), error),
        Outcome::FailedWith(report, error) => (State::Failed, report, error),
        Outcome::Cancelled(report) => (State::Cancelled, report, String::new()),
        Outcome::Again { counts } => {
            put_back(lease, counts).await?;
            tracing::info!(job.id = id, "a job goes back into the queue");
            return Ok(());
        }
        Outcome::Lost => {
            tracing::warn!(job.id = id, "a job was lost to another worker");
            return Ok(());
        }
    };
    match end(lease, state, &report, &error).await? {
        true => {
            tracing::info!(job.id = id, job.state = state.key(), "a job ended");
            tidy(lease).await;
        }
        false => tracing::warn!(job.id = id, "a job was lost to another worker"),
    }
    Ok(())
}

/// Puts the job back; where it is no longer ours, somebody has it, and where that cannot be written, its lease runs
/// out.
async fn put_back(lease: &JobLease, counts: bool) -> storage::Result<()> {
    let mut left = ENDINGS;
    loop {
        left -= 1;
        match try_to_put_back(lease, counts).await {
            Err(storage::Error::Busy | storage::Error::Full) if left > 0 => tokio::time::sleep(PAUSE).await,
            done => return done,
        }
    }
}

async fn try_to_put_back(lease: &JobLease, counts: bool) -> storage::Result<()> {
    let mut tx = lease.shared.store.begin().await?;
    jobs::release(&mut tx, lease.job.id, lease.epoch, counts).await?;
    tx.commit().await
}

/// Writes how the job ended, trying again while the database is busy or its disk is full: what is not written is done
/// a second time. False where the job is no longer ours.
async fn end(lease: &JobLease, state: State, report: &str, error: &str) -> storage::Result<bool> {
    let mut left = ENDINGS;
    loop {
        left -= 1;
        match try_to_end(lease, state, report, error).await {
            Err(storage::Error::Busy | storage::Error::Full) if left > 0 => tokio::time::sleep(PAUSE).await,
            ended => return ended,
        }
    }
}

async fn try_to_end(lease: &JobLease, state: State, report: &str, error: &str) -> storage::Result<bool> {
    let JobLease {
        shared, job, epoch, ..
    } = lease;
    let now = shared.clock.now();
    let mut tx = shared.store.begin().await?;
    if !jobs::finish(&mut tx, job.id, *epoch, state, report, error, now).await? {
        return Ok(false);
    }
    if let (State::Failed, Some(segment)) = (state, job.task.segment()) {
        members::mark_failed(&mut tx, segment, error, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Removes what only the job needed, once it is written that it has ended and nobody will start it again, and puts in
/// order what it left behind.
async fn tidy(lease: &JobLease) {
    let Task::Import { spool, .. } = &lease.job.task else {
        return;
    };
    imports::remove_upload(&lease.shared, spool);
    imports::gather_search(&lease.shared, || !lease.stopping()).await;
}

/// How a job ended.
pub(crate) enum Outcome {
    /// Well; its report.
    Done(String),
    /// Badly; why, as [`kept`] keeps it.
    Failed(String),
    /// Badly, with a report of how far it came; why, likewise.
    FailedWith(String, String),
    /// Stopped by a person; its report so far.
    Cancelled(String),
    /// Not yet: it goes back into the queue, and the try `counts` or not.
    Again {
        /// Whether it is one of those that a job is given.
        counts: bool,
    },
    /// Not at all: another worker has claimed the job.
    Lost,
}

fn failed(why: Sentence) -> Outcome {
    Outcome::Failed(kept::keep(&[why]))
}

/// A claim on a job.
#[derive(Clone)]
pub(crate) struct JobLease {
    pub(crate) shared: Arc<Shared>,
    pub(crate) job: Job,
    pub(crate) epoch: i64,
    /// Turns true when the server is to stop.
    pub(crate) stop: watch::Receiver<bool>,
}

impl JobLease {
    /// Whether the server is stopping.
    pub(crate) fn stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Returns once the server is stopping.
    async fn stopped(&self) {
        let mut stop = self.stop.clone();
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending().await
        }
    }

    /// Tells how far the job is; false where the claim is lost or a person asked to stop.
    pub(crate) async fn progress(&self, progress: Progress) -> storage::Result<bool> {
        let now = self.shared.clock.now();
        jobs::progress(&self.shared.store, self.job.id, self.epoch, progress, now, LEASE).await
    }

    /// Holds the claim for a transaction, as its first statement; false where it is lost.
    pub(crate) async fn hold(&self, tx: &mut Tx) -> storage::Result<bool> {
        jobs::hold(tx, self.job.id, self.epoch, self.shared.clock.now(), LEASE).await
    }

    /// Keeps the report so far, and how far the job is, with what the transaction writes; false where a person
    /// asked to stop.
    pub(crate) async fn keep(&self, tx: &mut Tx, report: &str, progress: Progress) -> storage::Result<bool> {
        jobs::keep(tx, self.job.id, self.epoch, report, progress).await
    }
}

/// Renews the lease of a job, whatever it does meanwhile, until it is lost. A database that is busy for one beat is
/// asked again with the next.
async fn keep(lease: JobLease, beat: Duration) {
    loop {
        tokio::time::sleep(beat).await;
        if let Ok(false) = renew(&lease).await {
            return;
        }
    }
}

async fn renew(lease: &JobLease) -> storage::Result<bool> {
    let mut tx = lease.shared.store.begin().await?;
    let held = lease.hold(&mut tx).await?;
    tx.commit().await?;
    Ok(held)
}

async fn perform(lease: JobLease) -> Outcome {
    match lease.job.task.clone() {
        Task::RefreshSegment { segment } => refresh(&lease, segment, &PAUSES).await,
        Task::Unreadable { .. } => failed(text::UNREADABLE.plain()),
        Task::Import {
            spool,
            file_kind,
            behavior,
            on_error,
            allowed,
            check,
            reading,
            ..
        } => {
            let plan = imports::run::Plan {
                reading: Reading {
                    kind: Some(file_kind),
                    ..reading
                },
                behavior,
                on_error,
                allowed,
                check,
                refused: imports::refused_path(&lease.shared, &spool),
            };
            import(&lease, &spool, plan)
                .await
                .unwrap_or_else(|error| Outcome::Failed(kept::keep(&sentences(error))))
        }
    }
}

async fn import(lease: &JobLease, spool: &str, plan: imports::run::Plan) -> Result<Outcome, Error> {
    let Some(owner) = owner(lease).await? else {
        return Ok(failed(text::ACCOUNT_OFF.plain()));
    };
    let ctx = Ctx::new(Arc::clone(&lease.shared), owner);
    ctx.ask(Action::ImportCustomers).await?;
    let path = lease.shared.spool.join(spool);
    imports::run::run(&ctx, &path, plan, lease).await
}

/// Whoever asked for the job, with the role and the language they have by now; nothing for an account that may
/// not sign in any more.
async fn owner(lease: &JobLease) -> Result<Option<Actor>, Error> {
    let operator = Actor::operator();
    let email = &lease.job.actor;
    if email.is_empty() || *email == operator.me.email {
        return Ok(Some(operator));
    }
    let user = users::by_email(&lease.shared.store, email).await.or_fail()?;
    Ok(user.filter(|user| user.active).map(access::actor))
}

/// Refreshes a segment, unless the server is to stop first: it is done whole then, or again.
async fn refresh(lease: &JobLease, segment: SegmentId, pauses: &[Duration]) -> Outcome {
    tokio::select! {
        biased;
        () = lease.stopped() => Outcome::Again { counts: false },
        done = refresh_in_the_end(lease, segment, pauses) => done,
    }
}

/// Again while the database is busy, or where another refresh of it was done in between.
async fn refresh_in_the_end(lease: &JobLease, segment: SegmentId, pauses: &[Duration]) -> Outcome {
    for pause in pauses {
        match try_to_refresh(lease, segment).await {
            Err(storage::Error::Busy) => tokio::time::sleep(*pause).await,
            done => return refreshed(done),
        }
    }
    refreshed(try_to_refresh(lease, segment).await)
}

fn refreshed(done: storage::Result<Outcome>) -> Outcome {
    match done {
        Ok(outcome) => outcome,
        // Others may get their turn first.
        Err(storage::Error::Busy) => Outcome::Again { counts: true },
        Err(error) => Outcome::Failed(kept::keep(&sentences(storage_error(error)))),
    }
}

async fn try_to_refresh(lease: &JobLease, segment: SegmentId) -> storage::Result<Outcome> {
    let found = members::find(&lease.shared.store, segment).await?;
    write(lease, found).await
}

/// Writes what was found; nothing was where the segment is gone.
async fn write(lease: &JobLease, found: Option<members::Found>) -> storage::Result<Outcome> {
    let mut tx = lease.shared.store.begin().await?;
    if !lease.hold(&mut tx).await? {
        return Ok(Outcome::Lost);
    }
    let refreshed = match found {
        Some(found) => members::refresh(&mut tx, found, lease.shared.clock.now()).await?,
        None => None,
    };
    let Some(refreshed) = refreshed else {
        return Ok(failed(text::SEGMENT_GONE.plain()));
    };
    // Where there is one writer, nobody could hold the claim meanwhile, however long it took.
    if !lease.hold(&mut tx).await? {
        return Ok(Outcome::Lost);
    }
    tx.commit().await?;
    Ok(Outcome::Done(format!(
        "{{\"customers\":{},\"added\":{},\"removed\":{}}}",
        refreshed.customers, refreshed.added, refreshed.removed
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Clock;
    use domain::{
        ids::{JobId, WebsiteId},
        imports::{Behavior, FileKind, OnError},
        segments::segment::{Definition, Segment},
        text::Locale,
    };
    use storage::{
        Store,
        segments::definitions,
        testing::{self, Engine, fill_disk, lease_until, rewrite_task},
    };
    use tempfile::TempDir;

    const SPOOL: &str = "import-1.csv";

    /// A shop on either database.
    struct Shop {
        shared: Arc<Shared>,
        folder: TempDir,
        /// The address of the database.
        url: String,
    }

    impl Shop {
        async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Self) -> T) {
            testing::run_at(engine, |store, url| {
                let folder = tempfile::tempdir().unwrap();
                std::fs::write(folder.path().join(SPOOL), "email").unwrap();
                let shared = Arc::new(Shared {
                    spare: 0,
                    ..Shared::new(
                        store,
                        Clock::fixed(1_795_262_400_000_000),
                        folder.path().to_owned(),
                    )
                });
                test(Self { shared, folder, url })
            })
            .await;
        }

        /// The same, but it does not wait long for its database.
        async fn impatient(&self) -> Arc<Shared> {
            let shared = &self.shared;
            let store = Store::open_with(&self.url, Duration::from_millis(20));
            Arc::new(Shared {
                spare: 0,
                ..Shared::new(store.await.unwrap(), shared.clock.clone(), shared.spool.clone())
            })
        }
    }

    storage::both_engines! {
        Shop:
        a_refresh_whose_claim_is_lost_changes_nothing,
        a_refresh_that_never_ends_is_given_up_and_its_segment_says_so,
        a_job_that_always_panics_is_failed_after_a_few_tries_and_the_queue_goes_on,
        an_import_that_never_ends_or_shall_stop_leaves_no_file,
        the_file_of_an_import_stays_until_its_end_is_written,
        a_busy_database_is_asked_again_before_a_job_is_done_twice,
        a_full_disk_is_asked_again_before_a_job_is_done_twice,
        the_lease_of_every_kind_of_job_is_renewed_while_the_job_says_nothing,
        a_refresh_that_meets_a_busy_database_is_tried_again,
        a_refresh_that_another_one_has_overtaken_is_done_anew,
        a_refresh_ends_while_an_import_is_held,
        a_job_that_cannot_be_read_fails_and_the_queue_goes_on,
        a_server_that_stops_puts_its_refresh_back_and_another_goes_on,
    }

    /// Keeps everybody else from writing to a job.
    async fn held(lease: &JobLease) -> Tx {
        let mut tx = lease.shared.store.begin().await.unwrap();
        assert!(lease.hold(&mut tx).await.unwrap());
        tx
    }

    async fn queued(shared: &Shared, task: Task) -> JobId {
        let mut tx = shared.store.begin().await.unwrap();
        let id = jobs::enqueue(&mut tx, &task, "", 0).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    fn import() -> Task {
        Task::Import {
            file_name: "customers.csv".to_owned(),
            spool: SPOOL.to_owned(),
            file_kind: FileKind::Composite,
            behavior: Behavior::AddUpdate,
            on_error: OnError::Stop,
            allowed: 0,
            check: false,
            reading: Reading::PLAIN,
        }
    }

    async fn refresh_of_a_segment(shared: &Shared) -> (SegmentId, JobId) {
        let definition = Definition {
            websites: vec![WebsiteId(1)],
            ..Definition::default()
        };
        let mut tx = shared.store.begin().await.unwrap();
        let segment = definitions::create(&mut tx, &definition, 0).await.unwrap();
        tx.commit().await.unwrap();
        (segment, queued(shared, Task::RefreshSegment { segment }).await)
    }

    async fn segment(shared: &Shared, id: SegmentId) -> Segment {
        definitions::get(&shared.store, id).await.unwrap().unwrap()
    }

    /// A claim whose lease then runs out.
    async fn claimed(shared: &Arc<Shared>) -> JobLease {
        let lease = fresh(shared).await;
        shared.clock.advance(LEASE + 1);
        lease
    }

    async fn fresh(shared: &Arc<Shared>) -> JobLease {
        let now = shared.clock.now();
        let claim = jobs::claim(&shared.store, Lane::Any, "silent", now, LEASE)
            .await
            .unwrap();
        let claim = claim.unwrap();
        JobLease {
            shared: Arc::clone(shared),
            job: claim.job,
            epoch: claim.epoch,
            stop: watch::channel(false).1,
        }
    }

    fn said(job: &Job) -> String {
        kept::say(&job.error, Locale::En)
    }

    async fn job(shared: &Shared, id: JobId) -> Job {
        jobs::get(&shared.store, id).await.unwrap().unwrap()
    }

    async fn a_refresh_whose_claim_is_lost_changes_nothing(shop: Shop) {
        let shared = &shop.shared;
        let (id, _) = refresh_of_a_segment(shared).await;
        let (old, new) = (claimed(shared).await, claimed(shared).await);
        assert!(matches!(refresh(&old, id, &[]).await, Outcome::Lost));
        assert_eq!(segment(shared, id).await.data.refreshed_at, None);
        assert!(matches!(refresh(&new, id, &[]).await, Outcome::Done(_)));
    }

    async fn a_refresh_that_never_ends_is_given_up_and_its_segment_says_so(shop: Shop) {
        let shared = &shop.shared;
        let (id, refresh) = refresh_of_a_segment(shared).await;
        for _ in 0..MAX_ATTEMPTS {
            claimed(shared).await;
        }
        assert!(run_one(shared, "test").await.unwrap());
        let ended = job(shared, refresh).await;
        assert_eq!(ended.state, State::Failed);
        assert!(said(&ended).contains("5 tries"), "{}", ended.error);
        assert_eq!(segment(shared, id).await.data.failure, ended.error);
        assert!(!run_one(shared, "test").await.unwrap());
    }

    async fn a_job_that_always_panics_is_failed_after_a_few_tries_and_the_queue_goes_on(shop: Shop) {
        let shared = &shop.shared;
        let (segment_id, poison) = refresh_of_a_segment(shared).await;
        let (_, next) = refresh_of_a_segment(shared).await;
        let stop = watch::channel(false).1;
        for attempt in 1..=MAX_ATTEMPTS + 1 {
            let expected = State::Queued;
            assert_eq!((attempt, job(shared, poison).await.state), (attempt, expected));
            let panics = |lease: JobLease| async move {
                assert_ne!(lease.job.id, poison, "a poison job");
                Outcome::Lost
            };
            assert!(run_with(shared, Lane::Any, "test", &stop, panics).await.unwrap());
        }
        let ended = job(shared, poison).await;
        assert_eq!(ended.state, State::Failed);
        assert!(said(&ended).contains("5 tries"), "{}", ended.error);
        assert_eq!(segment(shared, segment_id).await.data.failure, ended.error);
        assert!(run_one(shared, "test").await.unwrap());
        assert_eq!(job(shared, next).await.state, State::Done);
    }

    async fn an_import_that_never_ends_or_shall_stop_leaves_no_file(shop: Shop) {
        let shared = &shop.shared;
        for (tries, cancelled, state) in [(MAX_ATTEMPTS, false, State::Failed), (1, true, State::Cancelled)] {
            std::fs::write(shop.folder.path().join(SPOOL), "email").unwrap();
            let id = queued(shared, import()).await;
            for _ in 0..tries {
                claimed(shared).await;
            }
            if cancelled {
                let mut tx = shared.store.begin().await.unwrap();
                assert!(jobs::cancel(&mut tx, id, 0).await.unwrap());
                tx.commit().await.unwrap();
            }
            assert!(run_one(shared, "test").await.unwrap());
            assert_eq!(job(shared, id).await.state, state);
            assert!(!shop.folder.path().join(SPOOL).exists());
        }
    }

    async fn the_file_of_an_import_stays_until_its_end_is_written(shop: Shop) {
        let shared = &shop.shared;
        queued(shared, import()).await;
        let (old, new) = (claimed(shared).await, claimed(shared).await);
        let done = || Outcome::Done("{}".to_owned());
        settle(&old, done()).await.unwrap();
        assert!(shop.folder.path().join(SPOOL).exists(), "its new worker reads it");
        settle(&new, done()).await.unwrap();
        assert!(!shop.folder.path().join(SPOOL).exists());
    }

    async fn a_busy_database_is_asked_again_before_a_job_is_done_twice(shop: Shop) {
        let shared = &shop.shared;
        let id = queued(shared, import()).await;
        let mut lease = claimed(shared).await;
        let held = held(&lease).await;
        lease.shared = shop.impatient().await;
        let ending = tokio::spawn(async move { settle(&lease, Outcome::Done("{}".to_owned())).await });
        tokio::time::sleep(Duration::from_millis(200)).await;
        drop(held);
        ending.await.unwrap().unwrap();
        assert_eq!(job(shared, id).await.state, State::Done);
    }

    async fn a_full_disk_is_asked_again_before_a_job_is_done_twice(shop: Shop) {
        let shared = &shop.shared;
        let id = queued(shared, import()).await;
        let lease = claimed(shared).await;
        fill_disk(&shared.store, true).await.unwrap();
        // A report that finds no room in the pages there are.
        let report = format!("\"{}\"", "long ".repeat(100_000));
        let ending = tokio::spawn({
            let (lease, report) = (lease.clone(), report.clone());
            async move { settle(&lease, Outcome::Done(report)).await }
        });
        while shared.store.health() != storage::Health::Full {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(job(shared, id).await.state, State::Running);
        fill_disk(&shared.store, false).await.unwrap();
        ending.await.unwrap().unwrap();
        let ended = job(shared, id).await;
        assert_eq!((ended.state, ended.report), (State::Done, report));
    }

    async fn the_lease_of_every_kind_of_job_is_renewed_while_the_job_says_nothing(shop: Shop) {
        let shared = &shop.shared;
        queued(shared, import()).await;
        refresh_of_a_segment(shared).await;
        for _ in 0..2 {
            let lease = fresh(shared).await;
            let inside = lease.clone();
            let silent = async move {
                let (shared, id) = (&inside.shared, inside.job.id);
                for _ in 0..3 {
                    shared.clock.advance(LEASE - 1);
                    let until = shared.clock.now() + LEASE;
                    while lease_until(&shared.store, id).await.unwrap() < until {
                        tokio::task::yield_now().await;
                    }
                }
                Outcome::Done("{}".to_owned())
            };
            let outcome = work(&lease, Duration::from_millis(1), silent).await;
            settle(&lease, outcome).await.unwrap();
            assert_eq!(
                (job(shared, lease.job.id).await.state, lease.epoch),
                (State::Done, 1)
            );
        }
    }

    async fn a_refresh_that_meets_a_busy_database_is_tried_again(shop: Shop) {
        let shared = &shop.shared;
        let (id, waiting) = refresh_of_a_segment(shared).await;
        let mut lease = fresh(shared).await;
        let held = held(&lease).await;
        lease.shared = shop.impatient().await;
        let pauses = [Duration::from_millis(1); 10_000];
        tokio::select! {
            _ = refresh(&lease, id, &pauses) => panic!("nobody could write"),
            () = tokio::time::sleep(Duration::from_millis(200)) => {}
        }
        let outcome = refresh(&lease, id, &[]).await;
        assert!(matches!(outcome, Outcome::Again { counts: true }));
        drop(held);
        settle(&lease, outcome).await.unwrap();
        assert_eq!(job(shared, waiting).await.state, State::Queued);
        let lease = fresh(shared).await;
        assert!(matches!(refresh(&lease, id, &pauses).await, Outcome::Done(_)));
    }

    async fn a_refresh_that_another_one_has_overtaken_is_done_anew(shop: Shop) {
        let shared = &shop.shared;
        let (id, _) = refresh_of_a_segment(shared).await;
        let lease = fresh(shared).await;
        let stale = members::find(&shared.store, id).await.unwrap();
        assert!(matches!(refresh(&lease, id, &[]).await, Outcome::Done(_)));
        let turned_away = write(&lease, stale).await;
        assert!(matches!(turned_away, Err(storage::Error::Busy)));
        assert!(matches!(refreshed(turned_away), Outcome::Again { counts: true }));
        assert!(matches!(refresh(&lease, id, &[]).await, Outcome::Done(_)));
    }

    async fn a_refresh_ends_while_an_import_is_held(shop: Shop) {
        let shared = &shop.shared;
        let import = queued(shared, import()).await;
        let (_, refresh) = refresh_of_a_segment(shared).await;
        let worker = Worker::new(Arc::clone(shared), "test".to_owned());
        let (stop, stopping) = watch::channel(false);
        let stop = Arc::new(stop);
        let held = move |lease: JobLease| {
            let stop = Arc::clone(&stop);
            async move {
                if lease.job.id != import {
                    return perform(lease).await;
                }
                while !job(&lease.shared, refresh).await.state.ended() {
                    tokio::task::yield_now().await;
                }
                stop.send_replace(true);
                Outcome::Again { counts: false }
            }
        };
        worker.lanes(&stopping, held).await;
        assert_eq!(job(shared, refresh).await.state, State::Done);
        assert_eq!(job(shared, import).await.state, State::Queued);
    }

    async fn a_job_that_cannot_be_read_fails_and_the_queue_goes_on(shop: Shop) {
        let shared = &shop.shared;
        let (segment_id, unreadable) = refresh_of_a_segment(shared).await;
        let import = queued(shared, import()).await;
        let (_, next) = refresh_of_a_segment(shared).await;
        rewrite_task(&shared.store, unreadable, "{\"kind\":\"fold-maps\"}")
            .await
            .unwrap();
        let task = "{\"kind\":\"import\",\"file_name\":\"people.csv\"}";
        rewrite_task(&shared.store, import, task).await.unwrap();
        imports::sweep(shared).await.unwrap();
        for _ in 0..3 {
            assert!(run_one(shared, "test").await.unwrap());
        }
        assert!(!run_one(shared, "test").await.unwrap());
        for id in [unreadable, import] {
            let ended = job(shared, id).await;
            assert!(
                ended.state == State::Failed && said(&ended).contains("Another version"),
                "{ended:?}"
            );
        }
        let failure = segment(shared, segment_id).await.data.failure;
        assert_eq!(failure, job(shared, unreadable).await.error);
        assert_eq!(job(shared, next).await.state, State::Done);
        // Whoever looks reads it in their own language.
        for locale in Locale::ALL {
            let mut reader = Actor::operator();
            reader.me.locale = locale;
            let ctx = Ctx::new(Arc::clone(shared), reader);
            let line = imports::list(ctx.clone(), None).await.unwrap().lines.remove(0);
            assert_eq!(
                (line.id, line.file_name.as_str(), line.file_kind),
                (import, "people.csv", None)
            );
            assert_eq!(line.error, text::UNREADABLE.text(locale));
            let report = crate::segments::report::report(ctx).await.unwrap();
            assert_eq!(report[0].failure, text::UNREADABLE.text(locale));
        }
    }

    async fn a_server_that_stops_puts_its_refresh_back_and_another_goes_on(shop: Shop) {
        let shared = &shop.shared;
        let (_, refresh) = refresh_of_a_segment(shared).await;
        let worker = Worker::new(Arc::clone(shared), "test".to_owned());
        // More often than a job is tried: none of them counts.
        for _ in 0..=MAX_ATTEMPTS {
            let (stop, stopping) = watch::channel(false);
            let stop = Arc::new(stop);
            let stopped = move |lease: JobLease| {
                let stop = Arc::clone(&stop);
                async move {
                    // Until then it waits for somebody who writes, and could go on right behind them.
                    let held = held(&lease).await;
                    let refreshing = tokio::spawn(perform(lease));
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    stop.send_replace(true);
                    drop(held);
                    refreshing.await.unwrap()
                }
            };
            worker.lanes(&stopping, stopped).await;
            assert_eq!(job(shared, refresh).await.state, State::Queued);
        }
        // No lease has to run out first.
        assert!(run_one(shared, "another").await.unwrap());
        assert_eq!(job(shared, refresh).await.state, State::Done);
    }
}
