//! How many downloads read the database at once: each holds a snapshot, a thread and a core.

use domain::{error::Error, text::exports as text};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

/// Bulk reads at a time, per server.
const AT_ONCE: usize = 4;
/// Those of one person, who has them until they are fetched: whoever asks for many leaves room for the others.
const EACH: usize = 2;
/// How long the next one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The turns of one server.
pub struct Turns {
    free: Arc<Semaphore>,
    /// The turns of those who have one, or wait for it.
    own: Mutex<HashMap<String, Arc<Semaphore>>>,
    patience: Duration,
}

/// A turn to read the database, which ends when it is dropped.
pub struct Turn {
    /// Ends when the file is let go.
    pub place: Place,
    /// Ends when the database is read.
    pub free: OwnedSemaphorePermit,
}

/// One of the few files that a person fetches at a time: it takes its room on the disk until it is dropped.
pub struct Place {
    _own: OwnedSemaphorePermit,
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
            own: Mutex::default(),
            patience,
        }
    }

    /// A turn of this person; too many, or busy with those of others, where none comes free in time.
    pub async fn turn(&self, of: &str) -> Result<Turn, Error> {
        let end = Instant::now() + self.patience;
        // Their own one first: nobody holds a place in the common line that they may not take.
        let own = in_time(end, self.own_of(of)).await;
        let own = own.ok_or_else(|| Error::TooMany(text::TOO_MANY_OF_YOURS.plain()))?;
        let free = in_time(end, Arc::clone(&self.free)).await;
        Ok(Turn {
            free: free.ok_or_else(|| Error::Busy(text::TOO_MANY_DOWNLOADS.plain()))?,
            place: Place { _own: own },
        })
    }

    fn own_of(&self, person: &str) -> Arc<Semaphore> {
        let mut all = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever has no turn and waits for none is forgotten.
        all.retain(|_, own| Arc::strong_count(own) > 1);
        let own = all
            .entry(person.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(EACH)));
        Arc::clone(own)
    }
}

/// A place in a line, where one comes free in time.
async fn in_time(end: Instant, line: Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    timeout_at(end, line.acquire_owned()).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_asks_for_many_downloads_leaves_room_for_others() {
        let turns = Turns::new(AT_ONCE, Duration::from_millis(20));
        let ann = [turns.turn("ann").await.unwrap(), turns.turn("ann").await.unwrap()];
        let said = |turn: Result<Turn, Error>| match turn {
            Err(Error::Busy(sentence) | Error::TooMany(sentence)) => sentence,
            other => panic!("{:?}", other.map(drop)),
        };
        assert_eq!(said(turns.turn("ann").await), text::TOO_MANY_OF_YOURS.plain());
        let bob = [turns.turn("bob").await.unwrap(), turns.turn("bob").await.unwrap()];
        assert_eq!(said(turns.turn("eve").await), text::TOO_MANY_DOWNLOADS.plain());
        drop(ann);
        turns.turn("eve").await.unwrap();
        turns.turn("ann").await.unwrap();
        drop(bob);
        turns.turn("eve").await.unwrap();
        assert_eq!(turns.own.lock().unwrap().len(), 1, "who has gone is forgotten");
    }
}
