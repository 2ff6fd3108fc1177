//! What holds of every database, whatever was done to it and wherever it was cut off.

use crate::{
    Result, Store,
    customers::{projection, record},
    sql::{Bind, Sql},
};
use domain::{ids::CustomerId, value::Value};

/// What must have no rows.
const NEVER: [(&str, &str); 6] = [
    (
        "a customer without a grid row, or the other way round",
        "SELECT id FROM customer WHERE id NOT IN (SELECT id FROM customer_grid) \
         UNION ALL SELECT id FROM customer_grid WHERE id NOT IN (SELECT id FROM customer)",
    ),
    (
        "a version below 1, or another one in the grid",
        "SELECT c.id FROM customer c JOIN customer_grid g ON g.id = c.id WHERE c.version < 1 OR g.version <> c.version",
    ),
    (
        "an address of nobody",
        "SELECT id FROM address WHERE customer_id NOT IN (SELECT id FROM customer)",
    ),
    (
        "a member that is no customer, or of no segment",
        "SELECT customer_id FROM segment_member WHERE customer_id NOT IN (SELECT id FROM customer) \
         OR segment_id NOT IN (SELECT id FROM segment)",
    ),
    (
        "a segment that counts others than its members",
        "SELECT s.id FROM segment s WHERE s.refreshed_at IS NOT NULL AND s.customers <> (SELECT COUNT(*) \
         FROM segment_member m WHERE m.segment_id = s.id AND m.generation = s.generation)",
    ),
    (
        "a count of rows that is not theirs",
        "SELECT 1 FROM row_count WHERE name = 'customer_grid' AND total <> (SELECT COUNT(*) FROM customer_grid)",
    ),
];

/// Customers looked at together.
const SOME: usize = 500;
/// Pieces of text whose index is compared with the rows that hold them.
const PIECES: usize = 20;

/// Checks a database at rest.
///
/// # Panics
/// When something does not hold.
///
/// # Errors
/// When the database cannot be read.
pub async fn invariants(store: &Store) -> Result<()> {
    for (what, sql) in NEVER {
        let found = store.fetch(Sql::new(sql)).await?;
        assert!(found.is_empty(), "{what}: {} times", found.len());
    }
    let mut ids = Vec::new();
    for row in store
        .fetch(Sql::new("SELECT id FROM customer ORDER BY id"))
        .await?
    {
        ids.push(CustomerId(row.single()?));
    }
    let columns = projection::GRID.columns;
    let mut tx = store.begin().await?;
    let shop = projection::Shop::load(&mut tx).await?;
    for some in ids.chunks(SOME) {
        for customer in record::load(&mut tx, some).await? {
            let mut said = Vec::new();
            projection::grid(&customer, &shop, &mut said);
            let sql = format!("SELECT {} FROM customer_grid WHERE id = ?", columns.join(", "));
            let row = tx.fetch_one(Sql::with(sql, [customer.id.0.into()])).await?;
            let kept = row.map(|row| row.0).unwrap_or_default();
            let said: Vec<_> = said.into_iter().map(value).collect();
            for ((column, kept), said) in columns.iter().zip(&kept).zip(&said) {
                assert_eq!(kept, said, "{column} of customer {}", customer.id.0);
            }
            assert_eq!(kept.len(), columns.len());
        }
    }
    drop(tx);
    match store.is_sqlite() {
        true => sound_file(store, &ids).await,
        false => Ok(()),
    }
}

/// What PostgreSQL answers for by itself: whole pages, keys that lead somewhere, and an index of the searched text that
/// finds the very rows that hold it.
async fn sound_file(store: &Store, ids: &[CustomerId]) -> Result<()> {
    let texts = |sql: Sql| async {
        let rows = store.fetch(sql).await?.into_iter();
        Ok::<Vec<String>, crate::Error>(rows.map(|row| format!("{:?}", row.0)).collect())
    };
    store.look_over_by("PRAGMA integrity_check(1)").await?;
    assert_eq!(texts(Sql::new("PRAGMA foreign_key_check")).await?, [""; 0]);
    for id in ids.iter().step_by(ids.len() / PIECES + 1) {
        let sql = Sql::with("SELECT search FROM customer_grid WHERE id = ?", [id.0.into()]);
        let Some(row) = store.fetch(sql).await?.into_iter().next() else {
            continue;
        };
        let text = row.of("customer_grid").text("search")?;
        let Some(piece) = text
            .trim_start()
            .get(..3)
            .filter(|piece| piece.chars().all(char::is_alphanumeric))
        else {
            continue;
        };
        let held = Sql::with(
            "SELECT id FROM customer_grid WHERE instr(search, ?) > 0 ORDER BY id",
            [piece.into()],
        );
        let found = Sql::with(
            "SELECT rowid FROM customer_search WHERE customer_search MATCH ? ORDER BY rowid",
            [format!("\"{piece}\"").into()],
        );
        assert_eq!(
            texts(found).await?,
            texts(held).await?,
            "found by {piece}, and holding it"
        );
    }
    Ok(())
}

fn value(bind: Bind) -> Value {
    match bind {
        Bind::Int(n) => Value::Int(n),
        Bind::Text(text) => Value::Text(text),
        Bind::NoInt | Bind::Ints(_) | Bind::Texts(_) | Bind::Word(_) | Bind::Rows(_) => Value::Null,
    }
}
