//! Running an import: rows in batches, one transaction a batch, constant memory, and a report of what was refused.
//!
//! With Stop on Error the whole file is read and merged once without writing: beyond the errors that are allowed
//! nothing is written. With Skip the good rows are written as they come. A check writes each batch and takes it
//! back, so that it counts what the import would.
//!
//! How far a job has come is committed with each batch, as its report so far. Whoever claims it after a worker
//! that went silent goes on behind the last batch, and does not check again what has begun to be written.

pub use super::watch::Watch;
use super::{
    pass::{Ended, Half, Pass, reason, said},
    refused::Bin,
    watch::JobWatch,
};
use crate::{
    audit::{self, Event},
    context::Ctx,
    error::{OrFail, internal},
    jobs::{JobLease, Outcome},
    kept,
};
use domain::{
    access::Action,
    error::Error,
    imports::{Behavior, OnError, header::Reading, report::Report},
    jobs::{Job, Task},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use storage::{
    Store,
    customers::{erase, loading},
};

/// How to run it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What a person says about the file.
    pub reading: Reading,
    /// What happens to rows that exist.
    pub behavior: Behavior,
    /// What happens at a refused row.
    pub on_error: OnError,
    /// Refused rows that Stop on Error goes on with.
    pub allowed: u64,
    /// Only say what an import would come to.
    pub check: bool,
    /// Where the refused rows go, where somebody wants them.
    pub refused: Option<PathBuf>,
}

/// Runs an import from the command line. One that broke off in the middle has a report that says so.
pub async fn import(ctx: &Ctx, path: &Path, plan: Plan, watch: &mut impl Watch) -> Result<Report, Error> {
    ctx.ask(Action::ImportCustomers).await?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    let begun = Begun {
        detail: name.to_string_lossy().into_owned(),
        report: None,
    };
    Ok(run_file(ctx, path, plan, begun, watch).await?.0)
}

/// Runs an import for a background job, or goes on with it.
pub(crate) async fn run(ctx: &Ctx, path: &Path, plan: Plan, lease: &JobLease) -> Result<Outcome, Error> {
    let mut watch = JobWatch::new(lease.clone());
    let outcome = run_job(ctx, path, plan, &lease.job, &mut watch).await?;
    Ok(match outcome {
        // What is in stays with the job, and whoever takes it up next goes on from there.
        Outcome::Cancelled(_) if watch.put_back => Outcome::Again { counts: false },
        outcome => outcome,
    })
}

/// Like [`run`], seen by any watcher.
pub(super) async fn run_job(
    ctx: &Ctx,
    path: &Path,
    plan: Plan,
    job: &Job,
    watch: &mut impl Watch,
) -> Result<Outcome, Error> {
    let (report, ended) = match run_file(ctx, path, plan, Begun::of(job)?, watch).await {
        // An earlier attempt has written something.
        Err(error) if !job.report.is_empty() => return Ok(Outcome::Failed(kept::keep(&reason(error)))),
        ran => ran?,
    };
    let json = serde_json::to_string(&report).map_err(|e| internal(&e.to_string()))?;
    Ok(match ended {
        Ended::Lost => Outcome::Lost,
        // What has been kept with the batches stays with the job.
        Ended::BrokenOff => Outcome::Failed(report.failure),
        Ended::Stopped => Outcome::Cancelled(json),
        Ended::Whole if report.stopped => Outcome::FailedWith(json, String::new()),
        Ended::Whole => Outcome::Done(json),
    })
}

/// Where an import starts.
struct Begun {
    /// What its operation says it is.
    detail: String,
    /// What an earlier attempt has written; nothing where none has come so far.
    report: Option<Report>,
}

impl Begun {
    fn of(job: &Job) -> Result<Self, Error> {
        let name = match &job.task {
            Task::Import { file_name, .. } => file_name.as_str(),
            Task::RefreshSegment { .. } | Task::Unreadable { .. } => "",
        };
        let report = match job.report.as_str() {
            "" => None,
            json => Some(serde_json::from_str(json).map_err(|e| internal(&e.to_string()))?),
        };
        Ok(Self {
            detail: format!("{name}, job {}", job.id),
            report,
        })
    }
}

async fn run_file(
    ctx: &Ctx,
    path: &Path,
    plan: Plan,
    begun: Begun,
    watch: &mut impl Watch,
) -> Result<(Report, Ended), Error> {
    let shop = storage::reference::shop(ctx.store(), &ctx.today().to_string())
        .await
        .or_fail()?;
    let shop = Arc::new(shop);
    let bin = || Bin::new(plan.refused.clone());
    if plan.check {
        let mut count = Pass::count(ctx, &shop, plan.clone(), bin());
        let ended = count.file(path, watch).await?;
        return Ok((judged(count.report, &plan), ended));
    }
    if plan.on_error == OnError::Stop && begun.report.is_none() {
        let mut check = Pass::check(ctx, &shop, plan.clone(), bin());
        let ended = check.file(path, watch).await?;
        let report = judged(check.report, &plan);
        if report.stopped || !matches!(ended, Ended::Whole) {
            return Ok((report, ended));
        }
    }
    let half = match plan.on_error {
        OnError::Stop => Half::Second,
        OnError::Skip => Half::Whole,
    };
    let store = ctx.store();
    let large = path.metadata().is_ok_and(|file| file.len() >= LARGE);
    if large && loading::pays(store).await.or_fail()? {
        loading::begin(store).await.or_fail()?;
    } else if !build_indexes(store, watch).await.or_fail()? {
        // Those were of a load that broke off while this program ran on.
        return Ok((begun.report.unwrap_or_default(), Ended::Lost));
    }
    let mut write = Pass::write(ctx, &shop, plan.clone(), bin(), half, &begun.detail);
    write.report = begun.report.unwrap_or_default();
    let mut ended = write.file(path, watch).await;
    if matches!(ended, Ok(Ended::Lost)) {
        return Ok((write.report, Ended::Lost));
    }
    match build_indexes(store, watch).await.or_fail() {
        Ok(true) => {}
        Ok(false) => return Ok((write.report, Ended::Lost)),
        Err(error) if write.report.rows == 0 => return Err(error),
        // The customers are in; the indexes are built by the next import, or when the server starts.
        Err(error) => {
            if write.report.failure.is_empty() {
                write.report.failure = said(error, ctx.locale());
            }
            ended = Ok(Ended::BrokenOff);
        }
    }
    written_down(ctx, &write.report, matches!(ended, Ok(Ended::Whole))).await;
    // Where a reader is in the way, or the server is killed here, the hourly sweep does it.
    if let Err(error) = erase::finish(store).await {
        tracing::warn!(%error, "what is left of deleted customers could not be erased yet");
    }
    Ok((write.report, ended?))
}

/// Writes down what an import has come to. Its beginning is written down with its first customers, so that it is on
/// record whatever happens here.
async fn written_down(ctx: &Ctx, report: &Report, whole: bool) {
    let Some(operation) = report.operation else {
        return;
    };
    let event = Event::ImportEnded {
        operation,
        created: report.created,
        updated: report.updated,
        deleted: report.deleted,
        whole,
    };
    if let Err(error) = audit::note(ctx, &event).await {
        tracing::error!(
            ?error,
            operation,
            "the end of an import could not be written down"
        );
    }
}

/// Builds the indexes that a load went without, however busy the database is; false where the import is somebody
/// else's now.
async fn build_indexes(store: &Store, watch: &mut impl Watch) -> storage::Result<bool> {
    let mut busy = 0;
    loop {
        match (build_one(store, watch).await, watch.pause(busy)) {
            (Ok(Built::One), _) => busy = 0,
            (Ok(Built::All), _) => return Ok(true),
            (Ok(Built::Lost), _) => return Ok(false),
            (Err(storage::Error::Busy), Some(pause)) => {
                tokio::time::sleep(pause).await;
                busy += 1;
            }
            (Err(error), _) => return Err(error),
        }
    }
}

/// What became of an index.
#[derive(Debug, PartialEq)]
pub(super) enum Built {
    One,
    /// None was left to build.
    All,
    Lost,
}

pub(super) async fn build_one(store: &Store, watch: &mut impl Watch) -> storage::Result<Built> {
    let Some(missing) = loading::missing(store).await? else {
        return Ok(Built::All);
    };
    let mut tx = store.begin().await?;
    missing.build_one(&mut tx).await?;
    // At its end: where there is one writer, nobody could hold the claim meanwhile, however long it took.
    if !watch.hold(&mut tx).await? {
        return Ok(Built::Lost);
    }
    tx.commit().await?;
    Ok(Built::One)
}

/// A file of so many bytes fills an empty shop faster without the grid's indexes, which are built at the end.
const LARGE: u64 = 1 << 20;

/// The report of a pass that only looked: beyond the errors that are allowed nothing would come of the file.
fn judged(report: Report, plan: &Plan) -> Report {
    if plan.on_error != OnError::Stop || report.refused <= plan.allowed {
        return report;
    }
    Report {
        stopped: true,
        rows: report.rows,
        refused: report.refused,
        refusals: report.refusals,
        encoding: report.encoding,
        dates: report.dates,
        refused_bytes: report.refused_bytes,
        ..Report::default()
    }
}
