//! Who is in a segment: refreshing the stored members, and asking for them.

use crate::{Result, Store, Tx};
use domain::{
    ids::{CustomerId, SegmentId},
    time::Micros,
};

/// What a refresh did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// How many are in it now.
    pub customers: u64,
    /// How many came in.
    pub added: u64,
    /// How many went out.
    pub removed: u64,
}

/// Computes the members anew; the old ones stay readable until the commit. Nothing if there is no such segment.
pub async fn refresh(_tx: &mut Tx, _id: SegmentId, _now: Micros) -> Result<Option<Refreshed>> {
    unimplemented!()
}

/// Notes why a refresh failed; members and counts stay those of the one before.
pub async fn mark_failed(_tx: &mut Tx, _id: SegmentId, _failure: &str, _now: Micros) -> Result<()> {
    unimplemented!()
}

/// The segments a customer is in, with their names.
pub async fn memberships(_store: &Store, _customer: CustomerId) -> Result<Vec<(SegmentId, String)>> {
    unimplemented!()
}
