//! How many downloads read the database at once: each holds a snapshot, a thread and a core.

use crate::places::{Place, Places, in_time};
use domain::{error::Error, text::exports as text};
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bulk reads at a time, per server.
const AT_ONCE: usize = 4;
/// Those of one person, who has them until they are fetched.
const EACH: usize = 2;
/// How long the next one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The turns of one server.
pub struct Turns {
    free: Arc<Semaphore>,
    own: Places,
}

/// A turn to read the database, which ends when it is dropped.
pub struct Turn {
    /// One of the few files that a person fetches at a time: it takes its room on the disk until the file is let go.
    pub place: Place,
    /// Ends when the database is read.
    pub free: OwnedSemaphorePermit,
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
            own: Places::new(EACH, patience),
        }
    }

    /// A turn of this person; too many, or busy with those of others, where none comes free in time.
    pub async fn turn(&self, of: &str) -> Result<Turn, Error> {
        let end = self.own.end();
        // Their own one first: nobody holds a place in the common line that they may not take.
        let place = self.own.place(of, end).await;
        let place = place.ok_or_else(|| Error::TooMany(text::TOO_MANY_OF_YOURS.plain()))?;
        let free = in_time(end, Arc::clone(&self.free)).await;
        let free = free.ok_or_else(|| Error::Busy(text::TOO_MANY_DOWNLOADS.plain()))?;
        Ok(Turn { place, free })
    }
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
    }
}
