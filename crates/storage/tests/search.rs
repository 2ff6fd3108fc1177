//! The index of the searched text is gathered where large writes leave it in many parts (SQLite; PostgreSQL has none).

use storage::{
    Store,
    customers::{operation, record::save, search},
    testing::{Engine, by_hand, invariants, random_customers, run_at},
};

/// Adds so many texts in a transaction of their own, which makes a part of them.
async fn part(store: &Store, first: usize, rows: usize) {
    let texts = format!(
        "WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < {rows}) \
         INSERT INTO customer_search (rowid, search) SELECT {first} + n, hex(randomblob(60)) FROM row"
    );
    by_hand(store, &texts).await.unwrap();
}

/// An index that nobody merges but who is asked to.
async fn unmerged(store: &Store) {
    let never = "INSERT INTO customer_search (customer_search, rank) VALUES ('automerge', 0)";
    by_hand(store, never).await.unwrap();
}

/// Parts of the index, as the file itself has them, and what it finds.
fn held(url: &str) -> (i64, Vec<i64>) {
    let file = rusqlite::Connection::open(url.trim_start_matches("sqlite://")).unwrap();
    let parts = "SELECT COUNT(DISTINCT segid) FROM customer_search_idx";
    let found = "SELECT rowid FROM customer_search WHERE customer_search MATCH '\"A0F\"'";
    let mut found = file.prepare(found).unwrap();
    let rows = found.query_map([], |row| row.get(0)).unwrap();
    (
        file.query_row(parts, [], |row| row.get(0)).unwrap(),
        rows.collect::<Result<_, _>>().unwrap(),
    )
}

#[tokio::test]
async fn an_index_in_many_parts_is_made_one_and_holds_the_same() {
    run_at(Engine::Sqlite, async |store, url| {
        unmerged(&store).await;
        for n in 0..12 {
            part(&store, n * 1_000, 300).await;
        }
        let (parts, found) = held(&url);
        assert!(parts == 12 && found.len() > 12, "{parts} {}", found.len());
        search::gather(&store, || false).await.unwrap();
        assert_eq!(held(&url).0, 12, "nobody said to go on");
        search::gather(&store, || true).await.unwrap();
        assert_eq!(held(&url), (1, found));
    })
    .await;
}

#[tokio::test]
async fn what_edits_leave_behind_is_left_to_the_database() {
    run_at(Engine::Sqlite, async |store, url| {
        unmerged(&store).await;
        for n in 0..12 {
            part(&store, n * 1_000, if n < 4 { 300 } else { 1 }).await;
        }
        search::gather(&store, || true).await.unwrap();
        assert_eq!(held(&url).0, 12);
    })
    .await;
}

#[tokio::test]
async fn an_index_that_lacks_somebody_does_not_pass_for_sound() {
    run_at(Engine::Sqlite, async |store, _| {
        let mut records = random_customers(10, 1, None);
        let mut tx = store.begin().await.unwrap();
        let operation = operation::open(&mut tx, "test", "", "", 1).await.unwrap();
        save(&mut tx, operation, &mut records, 1).await.unwrap();
        tx.commit().await.unwrap();
        invariants(&store).await.unwrap();
        let forget = "INSERT INTO customer_search (customer_search, rowid, search) \
                      SELECT 'delete', id, search FROM customer_grid WHERE id = 1";
        by_hand(&store, forget).await.unwrap();
        let checked = tokio::spawn(async move { invariants(&store).await }).await;
        assert!(checked.is_err_and(|error| error.is_panic()));
    })
    .await;
}
