//! A disk that is full, a file that is damaged, and a read of everything while others write.

use domain::{
    customers::{column::Column, present::Births, query::GridQuery, selection::Selection},
    ids::CustomerId,
    value::Raw,
};
use std::{
    io::{Seek, SeekFrom, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use storage::{
    Error, Health, Store,
    customers::{
        bulk::{Bulk, stream},
        operation,
        read::{Lens, Scope},
        record,
    },
    testing::{self, Engine, fill_disk, random_customers, run_at},
};

async fn saved(store: &Store, count: usize, seed: u64) -> storage::Result<()> {
    let mut customers = random_customers(count, seed, None);
    for customer in &mut customers {
        customer.email = format!("{seed}-{}", customer.email);
    }
    let mut tx = store.begin().await?;
    let operation = operation::open(&mut tx, "test", "", "", 1).await?;
    record::save(&mut tx, operation, &mut customers, 1).await?;
    tx.commit().await
}

async fn in_it(store: &Store) -> usize {
    let mut tx = store.begin().await.unwrap();
    let ids: Vec<_> = (1..=5_000).map(CustomerId).collect();
    record::load(&mut tx, &ids).await.unwrap().len()
}

storage::both_engines! {
    async fn what_does_not_hold_is_found(store: Store) {
        saved(&store, 10, 1).await.unwrap();
        testing::invariants(&store).await.unwrap();
        for (spoil, mend) in [
            ("UPDATE customer_grid SET version = 7 WHERE id = 3", "UPDATE customer_grid SET version = 1 WHERE id = 3"),
            (
                "UPDATE row_count SET total = 11 WHERE name = 'customer_grid'",
                "UPDATE row_count SET total = 10 WHERE name = 'customer_grid'",
            ),
            ("UPDATE customer_grid SET city = 'Nowhere' WHERE id = 3", ""),
        ] {
            testing::by_hand(&store, spoil).await.unwrap();
            let store_of_check = store.clone();
            let checked = tokio::spawn(async move { testing::invariants(&store_of_check).await }).await;
            assert!(checked.is_err_and(|error| error.is_panic()), "{spoil}");
            if !mend.is_empty() {
                testing::by_hand(&store, mend).await.unwrap();
                testing::invariants(&store).await.unwrap();
            }
        }
    }

    async fn a_full_disk_takes_nothing_by_halves_and_is_full_no_longer_than_it_is(store: Store) {
        saved(&store, 10, 1).await.unwrap();
        fill_disk(&store, true).await.unwrap();
        for seed in [2, 3] {
            let refused = saved(&store, 800, seed).await;
            assert!(matches!(refused, Err(Error::Full)), "{refused:?}");
            assert_eq!(store.health(), Health::Full);
            store.ping().await.unwrap();
            assert_eq!(in_it(&store).await, 10);
            testing::invariants(&store).await.unwrap();
            // What finds room in a page that is there says nothing of the disk.
            let mut tx = store.begin().await.unwrap();
            operation::open(&mut tx, "test", "", "", 1).await.unwrap();
            tx.commit().await.unwrap();
            // SQLite forgets it with the connection that the refusal ended.
            fill_disk(&store, true).await.unwrap();
            assert_eq!(store.look().await.unwrap(), Health::Full);
            fill_disk(&store, true).await.unwrap();
        }
        fill_disk(&store, false).await.unwrap();
        assert_eq!(store.look().await.unwrap(), Health::Good);
        assert!(testing::contents(&store).await.unwrap().iter().all(|row| row.len() < 100_000));
        saved(&store, 800, 2).await.unwrap();
        assert_eq!((store.health(), in_it(&store).await), (Health::Good, 810));
    }
}

const PAIR: [CustomerId; 2] = [CustomerId(1), CustomerId(1_000)];

/// Writes the same into both of a pair, in one transaction.
async fn flip(store: &Store, to: &str) {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", 1).await.unwrap();
    let mut pair = record::load(&mut tx, &PAIR).await.unwrap();
    for customer in &mut pair {
        customer.tax_vat = to.to_owned();
    }
    record::save(&mut tx, operation, &mut pair, 1).await.unwrap();
    tx.commit().await.unwrap();
}

fn lens() -> Lens<'static> {
    Lens {
        now: 0,
        today: "2026-11-21".parse().unwrap(),
        clock: &|minute| {
            let at = minute.and_utc().timestamp_micros();
            at..at + 60_000_000
        },
        sight: Births::Day.into(),
    }
}

storage::both_engines! {
    async fn a_read_of_everything_is_of_one_state_though_others_write_meanwhile(store: Store) {
        saved(&store, 1_000, 1).await.unwrap();
        flip(&store, "0").await;
        let (flips, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let writer = {
            let (store, flips, over) = (store.clone(), Arc::clone(&flips), Arc::clone(&over));
            tokio::spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    let next = flips.load(Ordering::SeqCst) + 1;
                    flip(&store, &next.to_string()).await;
                    flips.store(next, Ordering::SeqCst);
                }
            })
        };
        let query = GridQuery { columns: vec![Column::Id, Column::TaxVat], ..GridQuery::default() };
        for _ in 0..10 {
            let bulk = Bulk::new(query.clone(), Scope::All, &Selection::all(), &lens());
            let seen = Arc::new(Mutex::new(Vec::new()));
            let (sink, flips) = (Arc::clone(&seen), Arc::clone(&flips));
            let mut count = 0;
            let rows = stream(&store, bulk, move |cells| {
                count += 1;
                if count == 500 {
                    // In the middle of the read, the pair changes twice at least.
                    let before = flips.load(Ordering::SeqCst);
                    while flips.load(Ordering::SeqCst) < before + 2 {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                }
                if matches!(cells[0], Raw::Int(id) if PAIR.contains(&CustomerId(id))) {
                    sink.lock().unwrap().push(cells[1].to_value());
                }
                Ok(())
            }).await.unwrap();
            let seen = seen.lock().unwrap();
            assert_eq!((rows, seen.len()), (1_000, 2));
            assert_eq!(seen[0], seen[1]);
        }
        over.store(true, Ordering::SeqCst);
        writer.await.unwrap();
    }
}

// PostgreSQL looks after its own log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_a_long_read_let_grow_is_small_again_after_it() {
    const LIMIT: u64 = 64 << 20;
    run_at(Engine::Sqlite, async |store, url| {
        saved(&store, 10, 1).await.unwrap();
        let log = format!("{}-wal", url.trim_start_matches("sqlite://"));
        let size = || std::fs::metadata(&log).unwrap().len();
        let write = async || {
            let megabyte = "INSERT INTO setting (key, value) VALUES ('long', hex(randomblob(500000))) \
                            ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            testing::by_hand(&store, megabyte).await.unwrap();
        };
        let (go, waiting) = std::sync::mpsc::channel::<()>();
        let (begun, begins) = tokio::sync::oneshot::channel();
        let mut begun = Some(begun);
        let reading = {
            let store = store.clone();
            let query = GridQuery {
                columns: vec![Column::Id],
                ..GridQuery::default()
            };
            let bulk = Bulk::new(query, Scope::All, &Selection::all(), &lens());
            tokio::spawn(async move {
                stream(&store, bulk, move |_| {
                    if let Some(begun) = begun.take() {
                        let _ = begun.send(());
                        let _ = waiting.recv();
                    }
                    Ok(())
                })
                .await
            })
        };
        begins.await.unwrap();
        while size() <= LIMIT {
            write().await;
        }
        drop(go);
        assert_eq!(reading.await.unwrap().unwrap(), 10);
        // The first write moves what is in the log to the file, the next one begins it anew.
        for _ in 0..2 {
            write().await;
        }
        assert!(size() <= LIMIT, "{} bytes", size());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_said_to_be_and_nothing_more_is_written_to_it() {
    run_at(Engine::Sqlite, async |store, url| {
        saved(&store, 300, 1).await.unwrap();
        store.settle().await.unwrap();
        store.close().await;
        let path = url.trim_start_matches("sqlite://").to_owned();
        let whole = std::fs::read(&path).unwrap();
        // Behind the catalogue and the roots of the tables.
        let mut file = std::fs::File::options().write(true).open(&path).unwrap();
        let pages = whole.len() as u64 / 4096;
        for page in pages / 2..pages {
            file.seek(SeekFrom::Start(page * 4096)).unwrap();
            file.write_all(&[0xa5; 4096]).unwrap();
        }
        drop(file);
        let store = Store::open(&url).await.unwrap();
        let refused = saved(&store, 10, 2).await;
        assert!(matches!(refused, Err(Error::Damaged)), "{refused:?}");
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains("restore the last backup")
        );
        assert_eq!(store.health(), Health::Damaged);
        let begun = store.begin().await.map(drop);
        assert!(matches!(begun, Err(Error::Damaged)), "{begun:?}");
        store.close().await;
        // What is no database at all is neither opened nor written over.
        std::fs::write(&path, vec![0xa5; 8192]).unwrap();
        let opened = match Store::open(&url).await {
            Ok(store) => store.migrate().await,
            Err(error) => Err(error),
        };
        assert!(matches!(opened, Err(Error::Damaged)), "{opened:?}");
        assert_eq!(std::fs::read(&path).unwrap(), vec![0xa5; 8192]);
        // The backup is put back.
        std::fs::write(&path, whole).unwrap();
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        saved(&store, 10, 2).await.unwrap();
        assert_eq!((store.health(), in_it(&store).await), (Health::Good, 310));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_page_that_nobody_comes_by_is_found_by_looking_for_it() {
    run_at(Engine::Sqlite, async |store, url| {
        saved(&store, 300, 1).await.unwrap();
        store.settle().await.unwrap();
        store.look_over().await.unwrap();
        store.close().await;
        let path = url.trim_start_matches("sqlite://").to_owned();
        // Without free pages, so that any of them is in use.
        let file = rusqlite::Connection::open(&path).unwrap();
        file.execute_batch("VACUUM").unwrap();
        drop(file);
        let mut file = std::fs::File::options().write(true).open(&path).unwrap();
        let pages = file.metadata().unwrap().len() / 4096;
        file.seek(SeekFrom::Start((pages * 2 / 3) * 4096)).unwrap();
        file.write_all(&[0xa5; 4096]).unwrap();
        drop(file);
        let store = Store::open(&url).await.unwrap();
        store.ping().await.unwrap();
        assert_eq!(store.health(), Health::Good, "nobody has come by");
        let looked = store.look_over().await;
        assert!(matches!(looked, Err(Error::Damaged)), "{looked:?}");
        assert_eq!(store.health(), Health::Damaged);
        let refused = saved(&store, 10, 2).await;
        assert!(matches!(refused, Err(Error::Damaged)), "{refused:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_was_cut_ends_with_the_last_whole_write() {
    const EACH: usize = 10;
    run_at(Engine::Sqlite, async |store, url| {
        for seed in 1..=8 {
            saved(&store, EACH, seed).await.unwrap();
        }
        let path = url.trim_start_matches("sqlite://").to_owned();
        // As they lie there where a machine loses its power: nothing is tidied up.
        let (file, log) = (
            std::fs::read(&path).unwrap(),
            std::fs::read(format!("{path}-wal")).unwrap(),
        );
        assert!(log.len() > 100_000, "all is in the log: {}", log.len());
        let folder = tempfile::tempdir().unwrap();
        let mut dice = fastrand::Rng::with_seed(36);
        let mut found = Vec::new();
        for n in 0..=16 {
            let copy = folder.path().join(format!("{n}.db"));
            std::fs::write(&copy, &file).unwrap();
            let length = log.len() * n / 16;
            let mut part = log[..length].to_vec();
            // Or its end is there, and holds what nobody wrote.
            if dice.bool() && n < 16 {
                part.resize(log.len(), dice.u8(..));
            }
            std::fs::write(folder.path().join(format!("{n}.db-wal")), part).unwrap();
            let torn = Store::open(&format!("sqlite://{}", copy.display()))
                .await
                .unwrap();
            torn.migrate().await.unwrap();
            let count = in_it(&torn).await;
            assert_eq!(count % EACH, 0, "half a write of {length} bytes");
            let rows = testing::contents(&torn).await.unwrap();
            let shown = rows
                .iter()
                .filter(|row| row.starts_with("customer_grid "))
                .count();
            assert_eq!(shown, count, "each customer has a row of the grid");
            // Whoever goes on from there is not held up.
            saved(&torn, EACH, 100).await.unwrap();
            assert_eq!((torn.health(), in_it(&torn).await), (Health::Good, count + EACH));
            torn.close().await;
            found.push(count);
        }
        assert!(
            found.is_sorted() && found[16] == 8 * EACH && found[0] < found[16],
            "{found:?}"
        );
    })
    .await;
}
