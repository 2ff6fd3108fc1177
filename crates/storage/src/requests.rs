//! Requests that may arrive twice, because their answer was lost: what the first of them made.

use crate::{Result, Tx, sql::Sql};
use domain::time::Micros;

/// Begins a request, and forgets those before `since`; what an earlier one under the same key made, if there was one.
/// At the same moment the second waits here for the first.
pub async fn begin(tx: &mut Tx, key: &str, now: Micros, since: Micros) -> Result<Option<i64>> {
    let old = "DELETE FROM request WHERE at < ?";
    tx.execute(Sql::with(old, [since.into()])).await?;
    let new = "INSERT INTO request (key, made, at) VALUES (?, 0, ?) ON CONFLICT DO NOTHING";
    if tx.execute(Sql::with(new, [key.into(), now.into()])).await? == 1 {
        return Ok(None);
    }
    let made = "SELECT made FROM request WHERE key = ?";
    let row = tx.fetch_one(Sql::with(made, [key.into()])).await?;
    row.map(crate::row::Row::single).transpose()
}

/// Keeps what a request made, in the transaction that made it.
pub async fn made(tx: &mut Tx, key: &str, id: i64) -> Result<()> {
    let sql = Sql::with(
        "UPDATE request SET made = ? WHERE key = ?",
        [id.into(), key.into()],
    );
    tx.execute(sql).await.map(drop)
}
