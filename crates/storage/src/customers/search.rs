//! The index of the searched text, kept in few parts: a keyword is looked for in each.

use crate::{Result, Store};

/// Merges the index where large writes have left it in many parts, a step at a time so that others get to write in
/// between, for as long as `go_on` says so. What is left undone is done the next time.
pub async fn gather(store: &Store, go_on: impl Fn() -> bool) -> Result<()> {
    if !store.search_is_scattered().await? {
        return Ok(());
    }
    let mut first = true;
    while go_on() && store.merge_search(first).await? {
        first = false;
    }
    Ok(())
}
