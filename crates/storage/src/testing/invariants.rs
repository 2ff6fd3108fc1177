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
    Ok(())
}

fn value(bind: Bind) -> Value {
    match bind {
        Bind::Int(n) => Value::Int(n),
        Bind::Text(text) => Value::Text(text),
        Bind::NoInt | Bind::Ints(_) | Bind::Texts(_) | Bind::Word(_) => Value::Null,
    }
}
