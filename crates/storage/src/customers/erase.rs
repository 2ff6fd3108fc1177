//! What is left of deleted customers where no statement finds it, taken away as well: pieces in the index of the
//! searched text, and pages in the log that the database writes ahead of itself.
//!
//! SQLite overwrites what is deleted in its file (`secure_delete`), though not the places that rows were moved away from
//! before: `VACUUM` does. PostgreSQL does so in its own time.

use crate::{Result, Store, Tx, reference, sql::Sql};

/// The setting that says that something is left: the last operation that deleted customers.
const SETTING: &str = "erase";
/// Its value where nothing is.
const NOTHING: &str = "";

/// Says that something is left of whom `operation` deleted.
pub(super) async fn mark(tx: &mut Tx, operation: i64) -> Result<()> {
    reference::set_setting(tx, SETTING, &operation.to_string()).await
}

/// Takes away what is left of deleted customers, a step at a time, so that others get to write in between; false where
/// something stays until a reader has ended that still sees them.
pub async fn finish(store: &Store) -> Result<bool> {
    let left = reference::setting(store, SETTING).await?.unwrap_or_default();
    if left == NOTHING {
        return Ok(true);
    }
    let mut first = true;
    while store.merge_search(first).await? {
        first = false;
    }
    if !store.empty_log().await? {
        return Ok(false);
    }
    let mut tx = store.begin().await?;
    // Unless more were deleted meanwhile.
    let done = "UPDATE setting SET value = ? WHERE key = ? AND value = ?";
    tx.execute(Sql::with(done, [NOTHING.into(), SETTING.into(), left.into()]))
        .await?;
    tx.commit().await?;
    Ok(true)
}
