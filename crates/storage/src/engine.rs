//! The two databases: the only file in which they differ.

use crate::Result;
use std::time::Duration;

/// An open database; clones share its connections.
#[derive(Clone)]
pub struct Store {}

/// A write transaction; dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx {}

impl Store {
    /// Opens `sqlite://path` (made with its folder where missing) or `postgres://...`.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, Duration::from_secs(5)).await
    }

    /// Like [`Self::open`], waiting at most `patience` for a lock or a connection.
    pub async fn open_with(_url: &str, _patience: Duration) -> Result<Self> {
        unimplemented!()
    }

    /// Brings the tables up to date.
    pub async fn migrate(&self) -> Result<()> {
        unimplemented!()
    }

    /// Starts a write transaction.
    pub async fn begin(&self) -> Result<Tx> {
        unimplemented!()
    }

    /// Asks the database whether it answers.
    pub async fn ping(&self) -> Result<()> {
        unimplemented!()
    }

    /// Closes every connection; what runs ends first.
    pub async fn close(&self) {
        unimplemented!()
    }
}

impl Tx {
    /// Makes everything done in it permanent, all at once.
    pub async fn commit(self) -> Result<()> {
        unimplemented!()
    }
}
