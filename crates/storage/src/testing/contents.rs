//! Everything a database holds, to look for what must not be there, and a hand that holds all of it.

use crate::{Result, Store, Tx, sql::Sql};

/// One line per row of every table: the table's name, and its cells as the database writes them.
///
/// # Errors
/// When the database cannot be read.
pub async fn contents(store: &Store) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (table, cells) in tables(store).await? {
        for row in store
            .fetch(Sql::new(format!("SELECT {cells} FROM {table}")))
            .await?
        {
            lines.push(format!("{table} {}", row.of("contents").text("line")?));
        }
    }
    lines.sort_unstable();
    Ok(lines)
}

/// Keeps everybody else from writing until what it gives is dropped; they may read.
///
/// # Errors
/// When somebody else is writing.
pub async fn hold(store: &Store) -> Result<Tx> {
    let mut tx = store.begin().await?;
    if !store.is_sqlite() {
        let tables: Vec<_> = tables(store).await?.into_iter().map(|(table, _)| table).collect();
        tx.execute(Sql::new(format!(
            "LOCK TABLE {} IN EXCLUSIVE MODE",
            tables.join(", ")
        )))
        .await?;
    }
    Ok(tx)
}

/// Keeps whoever reads a table waiting, which PostgreSQL alone can, until it is dropped.
///
/// # Errors
/// When the table cannot be locked.
pub async fn hold_readers(store: &Store, table: &str) -> Result<Tx> {
    let mut tx = store.begin().await?;
    tx.execute(Sql::new(format!("LOCK TABLE {table}"))).await?;
    Ok(tx)
}

/// Every table, and the expression that is one of its rows as text.
async fn tables(store: &Store) -> Result<Vec<(String, String)>> {
    let sql = if store.is_sqlite() { SQLITE } else { POSTGRES };
    let mut tables = Vec::new();
    for row in store.fetch(Sql::new(sql)).await? {
        let mut cells = row.of("contents");
        tables.push((cells.text("table")?, cells.text("cells")?));
    }
    Ok(tables)
}

const SQLITE: &str = "SELECT t.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ') \
     FROM sqlite_master t JOIN pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\' \
     AND t.name NOT LIKE 'customer_search%' GROUP BY t.name";

const POSTGRES: &str = "SELECT table_name::text, table_name || '::text' FROM information_schema.tables \
     WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'";

/// Runs one statement as somebody would who holds the database itself; how many rows it touched.
///
/// # Errors
/// When the database refuses it.
pub async fn by_hand(store: &Store, statement: &str) -> Result<u64> {
    let mut tx = store.begin().await?;
    let rows = tx.execute(Sql::new(statement)).await?;
    tx.commit().await?;
    Ok(rows)
}
