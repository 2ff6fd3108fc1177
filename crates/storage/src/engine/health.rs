//! How the database fares, by what its answers have said so far.

use crate::{Error, Result, Store, sql::Sql};
use std::{
    fmt::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// How the database fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Nothing speaks against it.
    Good,
    /// A write found its disk full, and none that takes as much room has been tried since; reading goes on.
    Full,
    /// It holds what nobody has written there: nothing more is written until somebody has restored it.
    Damaged,
}

/// What has been seen by all who use one database.
#[derive(Default)]
pub(super) struct State {
    full: AtomicBool,
    damaged: AtomicBool,
    /// When somebody last set out to try whether there is room again.
    tried: Mutex<Option<Instant>>,
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

    /// Is it worth trying whether there is room again? One asker in so long hears yes.
    pub(super) fn worth_a_try(&self, pause: Duration) -> bool {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let worth = tried.is_none_or(|at| at.elapsed() >= pause);
        if worth {
            *tried = Some(Instant::now());
        }
        worth
    }

    /// There is room again.
    pub(super) fn room(&self) {
        self.full.store(false, Ordering::Relaxed);
    }
}

/// Bytes that have to fit before a disk counts as free again. Less may find room in pages that are there already.
const LUMP: usize = 1 << 20;
/// The setting that holds them for a moment.
const ROOM: &str = "room";

/// Writes as much as a disk with room takes, and takes it away again.
pub(super) async fn try_room(store: &Store) -> Result<()> {
    let put = "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    let take = "DELETE FROM setting WHERE key = ?";
    for sql in [
        Sql::with(put, [ROOM.into(), lump().into()]),
        Sql::with(take, [ROOM.into()]),
    ] {
        let mut tx = store.begin().await?;
        tx.execute(sql).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Text that no database makes smaller.
fn lump() -> String {
    let mut text = String::with_capacity(LUMP);
    let mut word = 1_u64;
    while text.len() < LUMP {
        word = word
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Writing to a string does not fail.
        let _ = write!(text, "{word:016x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fill_disk;

    crate::both_engines! {
        async fn however_many_ask_a_full_disk_is_tried_once_in_a_while(store: Store) {
            let (never, always) = (Duration::MAX, Duration::ZERO);
            let full = async |pause| store.look_now_and_then(pause).await.unwrap() == Health::Full;
            store.state.seen::<()>(Err(Error::Full)).unwrap_err();
            fill_disk(&store, true).await.unwrap();
            assert!(full(never).await, "the first one tries");
            fill_disk(&store, false).await.unwrap();
            for _ in 0..100 {
                assert!(full(never).await, "whoever tries finds room");
            }
            assert!(!full(always).await);
        }
    }
}
