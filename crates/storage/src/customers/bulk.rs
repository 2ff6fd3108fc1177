//! Bulk reads: everything that is selected, from one consistent state of the database, in constant memory.

use super::{
    columns::select_list,
    filter,
    read::{Lens, Scope},
};
use crate::{Result, Store, sql::Sql};
use domain::{
    customers::{column::Column, query::GridQuery, selection::Selection},
    value::Raw,
};

/// What to read, ready for another thread.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// The columns, in the order of the cells.
    pub columns: Vec<Column>,
    sql: Sql,
}

impl Bulk {
    /// Columns and order of `query` (and for [`Selection::AllExcept`] its keyword and filters; the page does not
    /// matter) for the customers of `scope` in `selection`.
    pub fn new(query: GridQuery, scope: Scope, selection: &Selection, lens: &Lens<'_>) -> Self {
        let mut sql = Sql::new(format!(
            "SELECT {} FROM customer_grid g",
            select_list(&query.columns)
        ));
        sql.append(filter::selected(&query, scope, selection, lens));
        sql.push(&filter::order(&query.sort, lens));
        Self {
            columns: query.columns,
            sql,
        }
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
    store.stream(bulk.sql, each).await
}
