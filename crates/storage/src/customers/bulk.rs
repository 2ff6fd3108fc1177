//! Bulk reads: everything that is selected, from one consistent state of the database, in constant memory.

use super::read::{Lens, Scope};
use crate::{Result, Store};
use chrono::NaiveDate;
use domain::{
    customers::{query::GridQuery, selection::Selection},
    time::Micros,
    value::Raw,
};
use std::collections::HashMap;

/// What to read: columns, order and filters of `query`, for the customers in `selection`.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// Columns and order, and for [`Selection::AllExcept`] keyword and filters; the page does not matter.
    pub query: GridQuery,
    /// Which customers there are to choose from; ids chosen by hand count whatever the scope.
    pub scope: Scope,
    /// Which of them.
    pub selection: Selection,
    /// The present moment.
    pub now: Micros,
    /// When the days named by filters start where the reader is.
    pub day_starts: HashMap<NaiveDate, Micros>,
}

impl Bulk {
    /// Takes from `lens` what the query needs, so that it can be read on another thread.
    pub fn new(query: GridQuery, scope: Scope, selection: Selection, lens: &Lens<'_>) -> Self {
        let _ = lens.day_starts;
        Self {
            query,
            scope,
            selection,
            now: lens.now,
            day_starts: HashMap::new(),
        }
    }
}

/// Hands every row to `each`, cells in the order of the query's columns; returns how many rows there were.
///
/// `each` runs on a thread that may block. Its first error ends the read and comes back as
/// [`Error::Sink`](crate::Error::Sink).
pub async fn stream<F>(_store: &Store, _bulk: Bulk, _each: F) -> Result<u64>
where
    F: FnMut(&[Raw<'_>]) -> std::io::Result<()> + Send + 'static,
{
    unimplemented!()
}
