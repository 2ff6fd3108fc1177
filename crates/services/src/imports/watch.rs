//! Somebody who watches an import: told how far it is, and with a job behind it holding its claim and keeping how
//! far it has come.

use crate::jobs::{JobLease, PAUSES};
use domain::{imports::report::Report, jobs::Progress};
use std::time::Duration;
use storage::Tx;

/// Somebody who watches an import; false stops it.
pub trait Watch: Send {
    /// Told between batches.
    fn told(&mut self, progress: Progress) -> impl Future<Output = storage::Result<bool>> + Send;

    /// Asked at the start of each transaction that writes: is the import still ours to go on with?
    fn hold(&mut self, _tx: &mut Tx) -> impl Future<Output = storage::Result<bool>> + Send {
        std::future::ready(Ok(true))
    }

    /// Told at the end of each transaction that writes, and in it: what it has come to by then.
    fn keep(
        &mut self,
        _tx: &mut Tx,
        _so_far: &Report,
        progress: Progress,
    ) -> impl Future<Output = storage::Result<bool>> + Send {
        self.told(progress)
    }

    /// How long to wait for a busy database, after so many tries; nothing once it is enough.
    fn pause(&self, tries: usize) -> Option<Duration> {
        PAUSES.get(tries).copied()
    }
}

impl<F: FnMut(Progress) + Send> Watch for F {
    async fn told(&mut self, progress: Progress) -> storage::Result<bool> {
        self(progress);
        Ok(true)
    }
}

/// The watch of a background job.
pub(crate) struct JobWatch {
    lease: JobLease,
    /// The server is stopping: the import ends between two batches, and goes back into the queue.
    pub(crate) put_back: bool,
}

impl JobWatch {
    pub(crate) fn new(lease: JobLease) -> Self {
        Self {
            lease,
            put_back: false,
        }
    }

    /// Whether to go on, where nothing else speaks against it.
    fn on(&mut self, heard: bool) -> bool {
        self.put_back = heard && self.lease.stopping();
        heard && !self.put_back
    }
}

impl Watch for JobWatch {
    async fn told(&mut self, progress: Progress) -> storage::Result<bool> {
        let heard = self.lease.progress(progress).await?;
        Ok(self.on(heard))
    }

    async fn hold(&mut self, tx: &mut Tx) -> storage::Result<bool> {
        self.lease.hold(tx).await
    }

    async fn keep(&mut self, tx: &mut Tx, so_far: &Report, progress: Progress) -> storage::Result<bool> {
        let json = serde_json::to_string(so_far).map_err(|e| storage::Error::Database(e.to_string()))?;
        let heard = self.lease.keep(tx, &json, progress).await?;
        Ok(self.on(heard))
    }
}
