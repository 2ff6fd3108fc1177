//! The version of the data rises with what changes rows, and a bulk read is admitted by the very state it reads.

use chrono::NaiveDate;
use domain::{
    customers::{
        present::Births,
        query::GridQuery,
        selection::{Seen, Selection},
    },
    ids::CustomerId,
    segments::condition::Group,
};
use std::{
    io,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
};
use storage::{
    Store,
    customers::{
        bulk::{Bulk, stream_if},
        operation,
        read::{Lens, Scope, page_and_version},
        record::{CustomerRecord, delete, save},
    },
    segments::{definitions::create, members},
    testing::{a_customer, a_segment},
};

const NOW: i64 = 1_700_000_000_000_000;

fn lens() -> Lens<'static> {
    Lens {
        now: NOW,
        today: NaiveDate::MIN,
        clock: &|_| 0..0,
        sight: Births::Year.into(),
    }
}

async fn saved(store: &Store, records: &mut [CustomerRecord]) {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    save(&mut tx, operation, records, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

async fn deleted(store: &Store, ids: &[CustomerId]) {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    delete(&mut tx, operation, ids).await.unwrap();
    tx.commit().await.unwrap();
}

async fn version(store: &Store, scope: Scope) -> i64 {
    let (query, lens) = (GridQuery::default(), lens());
    let found = page_and_version(store, &query, scope, &lens).await;
    found.unwrap().version
}

storage::both_engines! {
    async fn it_rises_with_every_write_and_not_without_one(store: Store) {
        let mut seen = vec![version(&store, Scope::All).await];
        let mut records = [a_customer().email("a@example.com").build(), a_customer().email("b@example.com").build()];
        saved(&store, &mut records).await;
        seen.push(version(&store, Scope::All).await);
        records[0].first_name = "Another".to_owned();
        saved(&store, &mut records).await;
        seen.push(version(&store, Scope::All).await);
        saved(&store, &mut records).await;
        assert_eq!(version(&store, Scope::All).await, seen[2], "nothing differs");
        deleted(&store, &[records[0].id]).await;
        seen.push(version(&store, Scope::All).await);
        deleted(&store, &[records[0].id]).await;
        assert_eq!(version(&store, Scope::All).await, seen[3], "nobody was there");
        deleted(&store, &[records[1].id]).await;
        seen.push(version(&store, Scope::All).await);
        assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
    }

    async fn it_rises_within_a_segment_with_a_refresh(store: Store) {
        saved(&store, &mut [a_customer().email("a@example.com").build()]).await;
        let mut tx = store.begin().await.unwrap();
        let segment = create(&mut tx, &a_segment(Group::default()), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let (all, before) = (version(&store, Scope::All).await, version(&store, Scope::Members(segment)).await);
        let found = members::find(&store, segment).await.unwrap().unwrap();
        let mut tx = store.begin().await.unwrap();
        members::refresh(&mut tx, found, NOW).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(version(&store, Scope::Members(segment)).await > before);
        assert_eq!(version(&store, Scope::All).await, all, "its rows are the same");
    }

    async fn a_bulk_read_is_admitted_by_the_state_it_reads(store: Store) {
        let mut records: Vec<_> = (0..20).map(|n| a_customer().email(&format!("c{n}@example.com")).build()).collect();
        saved(&store, &mut records).await;
        let ids: Vec<_> = records.iter().map(|record| record.id).collect();
        let before = version(&store, Scope::All).await;
        for (selection, count) in [
            (Selection::all(), 20),
            (Selection::AllExcept { ids: vec![ids[3], ids[3], CustomerId(999)] }, 19),
            (Selection::Only { ids: vec![ids[1], ids[7], CustomerId(999)] }, 2),
        ] {
            let said: Arc<Mutex<Option<Seen>>> = Arc::default();
            let told = Arc::clone(&said);
            let bulk = Bulk::new(GridQuery::default(), Scope::All, &selection, &lens());
            let admit = move |seen| {
                *told.lock().unwrap() = Some(seen);
                Ok(())
            };
            assert_eq!(stream_if(&store, bulk, admit, |_| Ok(())).await.unwrap(), count);
            assert_eq!(*said.lock().unwrap(), Some(Seen { version: before, count }), "{selection:?}");
        }
        // Somebody deletes between the look and the first row: the rows are those that were looked at.
        let (looked, has_looked): (Sender<()>, Receiver<()>) = channel();
        let (go_on, goes_on): (Sender<()>, Receiver<()>) = channel();
        let bulk = Bulk::new(GridQuery::default(), Scope::All, &Selection::all(), &lens());
        let admit = move |_| {
            looked.send(()).map_err(io::Error::other)?;
            goes_on.recv().map_err(io::Error::other)
        };
        let other = store.clone();
        let read = tokio::spawn(async move { stream_if(&other, bulk, admit, |_| Ok(())).await });
        tokio::task::spawn_blocking(move || has_looked.recv()).await.unwrap().unwrap();
        deleted(&store, &ids[..5]).await;
        go_on.send(()).unwrap();
        assert_eq!(read.await.unwrap().unwrap(), 20);
        // A no ends it before the first row.
        let bulk = Bulk::new(GridQuery::default(), Scope::All, &Selection::all(), &lens());
        let admit = |seen: Seen| Err(io::Error::other(seen.count.to_string()));
        let ended = stream_if(&store, bulk, admit, |_| panic!("a row")).await;
        assert!(matches!(ended, Err(storage::Error::Sink(e)) if e.to_string() == "15"));
    }
}
