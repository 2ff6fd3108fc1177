//! A first load writes the grid without its indexes and builds them at the end: each is sorted once then, instead
//! of being searched for every row. The index of the searched text is one of them; a keyword finds what it held
//! before until it is built.
//!
//! Which ones are missing stands in the database until the last one is built, so that a load that was cut off is
//! put right by the next program that opens the database to write to it.

use super::read;
use crate::{Error, Result, Store, Tx, reference, sql::Sql};

/// The statements of the indexes that are still to be built, as a JSON list.
pub(crate) const SETTING: &str = "indexes_to_build";
/// What stands there when all are built.
pub(crate) const NONE: &str = "[]";
const TABLE: &str = "customer_grid";

/// Would a large load gain by it? Where there are customers, theirs would have to be built again.
pub async fn pays(store: &Store) -> Result<bool> {
    Ok(read::everybody(store).await? == 0)
}

/// Takes the grid's indexes away; reading works on, slowly. Does nothing where an earlier load has, and was not
/// finished: what it noted is all there is to build them from.
pub async fn begin(store: &Store) -> Result<()> {
    let mut tx = store.begin().await?;
    if reference::hold_setting(&mut tx, SETTING, NONE).await? != NONE {
        return tx.commit().await;
    }
    let mut indexes = Vec::new();
    for row in store.indexes_of(TABLE).await? {
        let mut cells = row.of("index");
        indexes.push((cells.text("name")?, cells.text("statement")?));
    }
    let statements = indexes.iter().map(|(_, statement)| statement.as_str());
    // Filled last, when it is kept again.
    let fill = store.search_fill();
    let statements: Vec<_> = fill.into_iter().chain(statements).collect();
    reference::set_setting(&mut tx, SETTING, &json(&statements)?).await?;
    for (what, _) in &indexes {
        tx.execute(Sql::new(format!("DROP {what}"))).await?;
    }
    tx.commit().await
}

/// Builds what [`begin`] took away, one index in a transaction; does nothing where all are there.
pub async fn finish(store: &Store) -> Result<()> {
    while let Some(missing) = missing(store).await? {
        let mut tx = store.begin().await?;
        missing.build_one(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The indexes that are still to be built.
pub struct Missing(Vec<String>);

/// What [`begin`] took away and nobody has built since; nothing where all are there.
pub async fn missing(store: &Store) -> Result<Option<Missing>> {
    let Some(setting) = reference::setting(store, SETTING).await? else {
        return Ok(None);
    };
    let statements: Vec<String> = serde_json::from_str(&setting).map_err(|_| Error::Inconsistent {
        table: "setting",
        column: "value",
        row: SETTING.to_owned(),
    })?;
    Ok(Some(Missing(statements)).filter(|missing| !missing.0.is_empty()))
}

impl Missing {
    /// Builds one of them, and notes which are left.
    pub async fn build_one(mut self, tx: &mut Tx) -> Result<()> {
        let Some(next) = self.0.pop() else { return Ok(()) };
        // Another program may have built it meanwhile.
        let next = next
            .replacen("CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", 1)
            .replacen("CREATE TRIGGER ", "CREATE TRIGGER IF NOT EXISTS ", 1);
        tx.execute(Sql::new(next)).await?;
        reference::set_setting(tx, SETTING, &json(&self.0)?).await
    }
}

fn json<T: serde::Serialize>(statements: &[T]) -> Result<String> {
    serde_json::to_string(statements).map_err(|e| Error::Database(e.to_string()))
}
