//! What segments are: reading, making, changing and deleting definitions.

use crate::{Result, Store, Tx};
use domain::{
    ids::SegmentId,
    segments::segment::{Definition, Segment},
    time::Micros,
};

/// Every segment, by id.
pub async fn list(_store: &Store) -> Result<Vec<Segment>> {
    unimplemented!()
}

/// The segment with this id.
pub async fn get(_store: &Store, _id: SegmentId) -> Result<Option<Segment>> {
    unimplemented!()
}

/// Makes a segment; it has no members before its first refresh.
pub async fn create(_tx: &mut Tx, _definition: &Definition, _now: Micros) -> Result<SegmentId> {
    unimplemented!()
}

/// Changes a segment, unless somebody did since `version` (`false`). Whom it applies to stays as first saved.
pub async fn update(
    _tx: &mut Tx,
    _id: SegmentId,
    _version: i64,
    _definition: &Definition,
    _now: Micros,
) -> Result<bool> {
    unimplemented!()
}

/// Deletes a segment with its members, unless somebody changed it since `version` (`false`).
pub async fn delete(_tx: &mut Tx, _id: SegmentId, _version: i64) -> Result<bool> {
    unimplemented!()
}
