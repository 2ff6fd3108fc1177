//! Reading the grid: a page, a count, or the rows with given ids.

use crate::{Result, Store, Tx};
use chrono::NaiveDate;
use domain::{
    customers::{column::Column, query::GridQuery},
    ids::{CustomerId, SegmentId},
    time::Micros,
    value::Value,
};

/// Through whose eyes a query is read.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// The present moment: a lock that has run out is no lock.
    pub now: Micros,
    /// When a day starts where the reader is.
    pub day_starts: &'a (dyn Fn(NaiveDate) -> Micros + Send + Sync),
}

/// Which customers there are to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// The members of a segment, as of its last refresh.
    Members(SegmentId),
}

/// One row of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowData {
    /// Who.
    pub id: CustomerId,
    /// The version a save has to name.
    pub version: i64,
    /// Country code of the default billing address.
    pub country: String,
    /// The stored values, in the order of the columns asked for.
    pub values: Vec<Value>,
}

/// The rows of the query's page.
pub async fn page(
    _store: &Store,
    _query: &GridQuery,
    _scope: Scope,
    _lens: &Lens<'_>,
) -> Result<Vec<RowData>> {
    unimplemented!()
}

/// How many customers match in all.
pub async fn count(_store: &Store, _query: &GridQuery, _scope: Scope, _lens: &Lens<'_>) -> Result<u64> {
    unimplemented!()
}

/// The rows with these ids, in this order; missing ones are left out.
pub async fn rows(_tx: &mut Tx, _ids: &[CustomerId], _columns: &[Column]) -> Result<Vec<RowData>> {
    unimplemented!()
}
