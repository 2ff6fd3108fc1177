//! Everything the page of one customer shows.

use super::{load, record::CustomerRecord};
use crate::{Result, Store, sql::Sql};
use domain::ids::CustomerId;

/// A customer with the names behind its ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The record.
    pub record: CustomerRecord,
    /// Name of its group.
    pub group: String,
    /// Name of its website.
    pub website: String,
    /// Name of its store view; empty where that is gone.
    pub store_view: String,
    /// Name of its B2B company; empty without one.
    pub company: String,
}

const NAMES: &str = "SELECT c.id, g.name, w.name, COALESCE(v.name, ''), COALESCE(b.name, '') \
    FROM customer c JOIN customer_group g ON g.id = c.group_id JOIN website w ON w.id = c.website_id \
    LEFT JOIN store_view v ON v.id = c.store_view_id LEFT JOIN company b ON b.id = c.company_id \
    WHERE c.id = ?";

/// The customer with this id.
pub async fn detail(store: &Store, id: CustomerId) -> Result<Option<Detail>> {
    let mut tx = store.snapshot().await?;
    let Some(record) = load::read(&mut tx, &[id], false).await?.pop() else {
        return Ok(None);
    };
    let Some(names) = tx.fetch_one(Sql::with(NAMES, [id.0.into()])).await? else {
        return Ok(None);
    };
    let mut cells = names.of("customer");
    cells.int("id")?;
    Ok(Some(Detail {
        record,
        group: cells.text("group")?,
        website: cells.text("website")?,
        store_view: cells.text("store_view")?,
        company: cells.text("company")?,
    }))
}
