//! So many things at a time of one person: whoever asks for many leaves room for others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

/// The places of everybody, on one server.
pub struct Places {
    each: usize,
    patience: Duration,
    /// Those of people who have one, or wait for it.
    own: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// One of the places of a person, which comes free when it is dropped.
pub struct Place {
    _own: OwnedSemaphorePermit,
}

impl Places {
    /// So many of each person; whoever has them all waits so long for the next one.
    pub fn new(each: usize, patience: Duration) -> Self {
        Self {
            each,
            patience,
            own: Mutex::default(),
        }
    }

    /// When whoever comes now has waited long enough.
    pub fn end(&self) -> Instant {
        Instant::now() + self.patience
    }

    /// A place of this person, where one comes free before `end`.
    pub async fn place(&self, of: &str, end: Instant) -> Option<Place> {
        let own = self.own_of(of);
        in_time(end, own).await.map(|own| Place { _own: own })
    }

    fn own_of(&self, person: &str) -> Arc<Semaphore> {
        let mut all = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever has no place and waits for none is forgotten.
        all.retain(|_, own| Arc::strong_count(own) > 1);
        let own = all
            .entry(person.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(self.each)));
        Arc::clone(own)
    }
}

/// A place in a line, where one comes free in time.
pub(crate) async fn in_time(end: Instant, line: Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    timeout_at(end, line.acquire_owned()).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_person_has_their_own_places() {
        let places = Places::new(2, Duration::from_millis(20));
        let take = async |person| places.place(person, places.end()).await;
        let ann = [take("ann").await.unwrap(), take("ann").await.unwrap()];
        assert!(take("ann").await.is_none());
        let bob = take("bob").await.unwrap();
        drop(ann);
        assert!(take("ann").await.is_some());
        drop(bob);
        take("eve").await.unwrap();
        assert_eq!(places.own.lock().unwrap().len(), 1, "who has gone is forgotten");
    }
}
