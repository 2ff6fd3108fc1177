//! Of a deleted customer nothing is left: not in a table, nor in the search or the log beside the file; and, once the
//! file has been rewritten, not in its bytes.

use domain::ids::CustomerId;
use storage::{
    Store,
    customers::{
        erase, operation,
        record::{CustomerRecord, delete, save},
    },
    testing::{Engine, a_customer, an_address, contents, random_customers, run_at},
};

/// In every text of those who are deleted, and in nobody else's.
const CANARY: &str = "zq7xcanary";

/// Somebody with the canary in every text there is.
fn marked(n: usize, word: &str) -> CustomerRecord {
    let text = |field: &str| format!("{CANARY}{word}{field}{n}");
    let address = an_address().with(|a| {
        for (field, name) in [
            (&mut a.prefix, "prefix"),
            (&mut a.first_name, "first"),
            (&mut a.middle_name, "middle"),
            (&mut a.last_name, "last"),
            (&mut a.suffix, "suffix"),
            (&mut a.company, "company"),
            (&mut a.street, "street"),
            (&mut a.city, "city"),
            (&mut a.region, "region"),
            (&mut a.zip, "zip"),
            (&mut a.phone, "phone"),
            (&mut a.fax, "fax"),
            (&mut a.vat, "vat"),
        ] {
            *field = text(name);
        }
    });
    let mut record = a_customer().with_address(address).subscribed(1).build();
    record.email = format!("{}@example.com", text("email"));
    for (field, name) in [
        (&mut record.prefix, "prefix"),
        (&mut record.first_name, "first"),
        (&mut record.middle_name, "middle"),
        (&mut record.last_name, "last"),
        (&mut record.suffix, "suffix"),
        (&mut record.created_in, "in"),
        (&mut record.birth, "birth"),
        (&mut record.tax_vat, "tax"),
        (&mut record.confirmation, "confirmation"),
        (&mut record.sales_rep, "rep"),
    ] {
        *field = text(name);
    }
    record
}

async fn written(store: &Store, records: &mut [CustomerRecord]) {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", 1).await.unwrap();
    save(&mut tx, operation, records, 1).await.unwrap();
    tx.commit().await.unwrap();
}

/// Every tenth of a crowd is marked, so that they lie among others; those are edited, so that earlier operations
/// keep them, too, and deleted.
async fn come_and_gone(store: &Store) -> Vec<CustomerId> {
    let mut all = random_customers(1_500, 3, None);
    for (n, record) in all.iter_mut().enumerate() {
        match n % 10 {
            0 => *record = marked(n, "old"),
            _ => record.email = format!("{n}-{}", record.email),
        }
    }
    written(store, &mut all).await;
    let mut gone: Vec<_> = all.iter().step_by(10).cloned().collect();
    for (n, record) in gone.iter_mut().enumerate() {
        let new = marked(n, "much-longer-than-before-so-that-rows-move");
        *record = CustomerRecord {
            id: record.id,
            version: record.version,
            addresses: record.addresses.clone(),
            ..new
        };
        record.addresses[0].city = format!("{CANARY} moved {n}");
    }
    written(store, &mut gone).await;
    let ids: Vec<_> = gone.iter().map(|record| record.id).collect();
    let held = contents(store).await.unwrap();
    assert!(held.iter().filter(|row| row.contains(CANARY)).count() >= 4 * ids.len());
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", 1).await.unwrap();
    assert_eq!(delete(&mut tx, operation, &ids).await.unwrap(), 150);
    tx.commit().await.unwrap();
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_table_holds_anything_of_somebody_deleted() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        run_at(engine, async |store, _| {
            let ids = come_and_gone(&store).await;
            let held = contents(&store).await.unwrap();
            let left: Vec<_> = held
                .iter()
                .filter(|row| row.to_lowercase().contains("zq7x"))
                .collect();
            assert_eq!(left, [""; 0]);
            // That they were touched, and by what, is activity.
            let mut tx = store.begin().await.unwrap();
            assert_eq!(
                operation::before(&mut tx, operation::OperationId(3), ids[0])
                    .await
                    .unwrap(),
                None
            );
            drop(tx);
            let touched = held.iter().filter(|row| row.starts_with("operation_image "));
            assert_eq!(touched.count(), 300);
            assert!(erase::finish(&store).await.unwrap());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_of_the_log_or_of_a_rewritten_file_holds_anything_of_somebody_deleted() {
    run_at(Engine::Sqlite, async |store, url| {
        come_and_gone(&store).await;
        let file = url.trim_start_matches("sqlite://").to_owned();
        let found = |name: &str| {
            let bytes = std::fs::read(name).unwrap_or_default();
            bytes
                .windows(4)
                .filter(|four| four.eq_ignore_ascii_case(b"zq7x"))
                .count()
        };
        let log = format!("{file}-wal");
        assert!(found(&log) > 0, "the log tells what was written");
        // A reader who still sees them keeps the log.
        let reader = rusqlite::Connection::open(&file).unwrap();
        reader
            .execute_batch("BEGIN; SELECT COUNT(*) FROM customer;")
            .unwrap();
        assert!(!erase::finish(&store).await.unwrap());
        drop(reader);
        assert!(erase::finish(&store).await.unwrap());
        assert_eq!(found(&log), 0);
        // The index of the searched text is made of threes.
        let db = rusqlite::Connection::open(&file).unwrap();
        db.execute_batch("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, customer_search, 'row')")
            .unwrap();
        let terms = |three: &str| {
            let count = "SELECT COUNT(*) FROM temp.word WHERE term = ?";
            db.query_row(count, [three], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!((terms("zq7"), terms("q7x")), (0, 0));
        assert_eq!(terms("exa"), 1, "others are still found");
        // SQLite overwrites cells that are deleted, but not the places they were moved away from before.
        db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        assert_eq!((found(&file), found(&log)), (0, 0));
    })
    .await;
}
