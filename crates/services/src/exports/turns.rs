//! How many downloads read the database at once: each holds a snapshot, a thread and a core.

use domain::{error::Error, text::exports as text};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Bulk reads at a time, per server.
const AT_ONCE: usize = 4;
/// How long the next one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The turns of one server.
pub struct Turns {
    free: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Turns {
    fn default() -> Self {
        Self::new(AT_ONCE, PATIENCE)
    }
}

impl Turns {
    /// So many at once; whoever comes next waits so long.
    pub fn new(at_once: usize, patience: Duration) -> Self {
        Self {
            free: Arc::new(Semaphore::new(at_once)),
            patience,
        }
    }

    /// A turn, which ends when it is dropped; busy where none comes free in time.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit, Error> {
        let turn = timeout(self.patience, Arc::clone(&self.free).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok);
        turn.ok_or_else(|| Error::Busy(text::TOO_MANY_DOWNLOADS.plain()))
    }
}
