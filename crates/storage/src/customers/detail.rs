//! Everything the page of one customer shows.

use super::record::CustomerRecord;
use crate::{Result, Store};
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

/// The customer with this id.
pub async fn detail(_store: &Store, _id: CustomerId) -> Result<Option<Detail>> {
    unimplemented!()
}
