//! Bulk reads: everything that is selected, from one consistent state of the database, in constant memory.

use super::{
    columns::select_list,
    filter,
    read::{Lens, Scope},
};
use crate::{Result, Store, sql::Sql};
use chrono::NaiveDate;
use domain::{
    customers::{
        query::{GridQuery, Test},
        selection::Selection,
    },
    time::Micros,
    value::Raw,
};
use std::collections::HashMap;

/// What to read: columns, order and filters of `query`, for the customers in `selection`.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// Columns and order, and for [`Selection::AllExcept`] keyword and filters; the page does not matter.
    pub query: GridQuery,
    /// Which customers there are to choose from, by hand too.
    pub scope: Scope,
    /// Which of them.
    pub selection: Selection,
    /// The present moment.
    pub now: Micros,
    /// When the days that matter to the filters start where the reader is.
    pub day_starts: HashMap<NaiveDate, Micros>,
}

impl Bulk {
    /// Takes from `lens` what the query needs, so that it can be read on another thread.
    pub fn new(query: GridQuery, scope: Scope, selection: Selection, lens: &Lens<'_>) -> Self {
        let days = query.filters.iter().filter_map(|filter| match &filter.test {
            Test::OnOrAfter(day) => Some(*day),
            Test::OnOrBefore(day) => day.succ_opt(),
            Test::Contains(_)
            | Test::Starts(_)
            | Test::Is(_)
            | Test::AtLeast(_)
            | Test::AtMost(_)
            | Test::OneOf(_)
            | Test::Empty(_) => None,
        });
        let day_starts = days.map(|day| (day, (lens.day_starts)(day))).collect();
        Self {
            query,
            scope,
            selection,
            now: lens.now,
            day_starts,
        }
    }

    fn sql(&self) -> Sql {
        let mut sql = Sql::new(format!(
            "SELECT {} FROM customer_grid g",
            select_list(&self.query.columns)
        ));
        let day_starts = |day| self.day_starts.get(&day).copied().unwrap_or_default();
        let lens = Lens {
            now: self.now,
            day_starts: &day_starts,
        };
        sql.append(filter::selected(&self.query, self.scope, &self.selection, &lens));
        sql.push(&filter::order(&self.query.sort));
        sql
    }
}

/// Hands every row to `each`, cells in the order of the query's columns; returns how many rows there were.
///
/// `each` runs on a thread that may block. Its first error ends the read and comes back as
/// [`Error::Sink`](crate::Error::Sink).
pub async fn stream<F>(store: &Store, bulk: Bulk, each: F) -> Result<u64>
where
    F: FnMut(&[Raw<'_>]) -> std::io::Result<()> + Send + 'static,
{
    store.stream(bulk.sql(), each).await
}
