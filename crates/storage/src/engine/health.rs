//! How the database fares, by what its answers have said so far.

use crate::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering};

/// How the database fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Nothing speaks against it.
    Good,
    /// The last write found its disk full; reading goes on.
    Full,
    /// It holds what nobody has written there: nothing more is written until somebody has restored it.
    Damaged,
}

/// What has been seen by all who use one database.
#[derive(Default)]
pub(super) struct State {
    full: AtomicBool,
    damaged: AtomicBool,
}

impl State {
    pub(super) fn health(&self) -> Health {
        match (
            self.damaged.load(Ordering::Relaxed),
            self.full.load(Ordering::Relaxed),
        ) {
            (true, _) => Health::Damaged,
            (false, true) => Health::Full,
            (false, false) => Health::Good,
        }
    }

    /// Remembers what an answer says of the database, and passes it on.
    pub(super) fn seen<T>(&self, answer: Result<T>) -> Result<T> {
        match &answer {
            Err(Error::Full) => self.full.store(true, Ordering::Relaxed),
            Err(Error::Damaged) => self.damaged.store(true, Ordering::Relaxed),
            Ok(_) | Err(_) => {}
        }
        answer
    }

    /// Something was written: there is room again.
    pub(super) fn written(&self) {
        self.full.store(false, Ordering::Relaxed);
    }
}
