//! Background jobs: a queue in the database, held by leases with a fencing number.
//!
//! Whoever claims a job gets an epoch; every later write names it and changes nothing once another worker
//! has claimed the job. So a worker that was paused for too long cannot undo the work of its successor.

use crate::{Result, Store, Tx};
use domain::{
    ids::JobId,
    jobs::{Job, Progress, State, Task},
    time::Micros,
};

/// Puts a job into the queue, in the same transaction as what it is about.
pub async fn enqueue(_tx: &mut Tx, _task: &Task, _actor: &str, _now: Micros) -> Result<JobId> {
    unimplemented!()
}

/// Takes the oldest job that waits or whose worker has gone silent: the job, its epoch, and which try it is.
pub async fn claim(
    _store: &Store,
    _worker: &str,
    _now: Micros,
    _lease: Micros,
) -> Result<Option<(Job, i64, i64)>> {
    unimplemented!()
}

/// Tells how far a job is and holds it for another `lease`; `false` when it is lost or shall stop.
pub async fn progress(
    _store: &Store,
    _id: JobId,
    _epoch: i64,
    _progress: Progress,
    _now: Micros,
    _lease: Micros,
) -> Result<bool> {
    unimplemented!()
}

/// Ends a job; `false` when it is no longer this worker's.
pub async fn finish(
    _tx: &mut Tx,
    _id: JobId,
    _epoch: i64,
    _state: State,
    _report: &str,
    _error: &str,
    _now: Micros,
) -> Result<bool> {
    unimplemented!()
}

/// Stops a job: at once while it waits, else as soon as its worker asks; `false` when it has ended.
pub async fn cancel(_tx: &mut Tx, _id: JobId, _now: Micros) -> Result<bool> {
    unimplemented!()
}

/// The job with this id.
pub async fn get(_store: &Store, _id: JobId) -> Result<Option<Job>> {
    unimplemented!()
}

/// The latest jobs, newest first, of one kind or of all.
pub async fn recent(_store: &Store, _kind: Option<&str>, _limit: u32) -> Result<Vec<Job>> {
    unimplemented!()
}
