//! Bulk reads: everything that is selected, from one consistent state of the database, in constant memory.

use super::{
    columns::select_list,
    filter,
    read::{self, Lens, Scope},
};
use crate::{
    Result, Store,
    engine::{First, Wanted},
    sql::Sql,
};
use domain::{
    customers::{
        column::Column,
        query::GridQuery,
        selection::{Seen, Selection},
    },
    value::Raw,
};
use std::io;

/// What to read, ready for another thread.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// The columns, in the order of the cells.
    pub columns: Vec<Column>,
    sql: Sql,
    /// How many rows that is, and the version of the data.
    seen: Sql,
}

impl Bulk {
    /// Columns and order of `query` (and for [`Selection::AllExcept`] its keyword and filters; the page does not
    /// matter) for the customers of `scope` in `selection`.
    pub fn new(query: GridQuery, scope: Scope, selection: &Selection, lens: &Lens<'_>) -> Self {
        let mut sql = Sql::new(format!(
            "SELECT {} FROM customer_grid g",
            select_list(&query.columns)
        ));
        let selected = filter::selected(&query, scope, selection, lens);
        let mut seen = Sql::new("SELECT ");
        match selected.text.is_empty() {
            true => seen.append(read::kept()),
            false => seen
                .push("(SELECT COUNT(*) FROM customer_grid g")
                .append(selected.clone())
                .push(")"),
        };
        seen.push(", ").append(read::version(scope));
        sql.append(selected);
        sql.push(&filter::order(&query.sort, lens));
        Self {
            columns: query.columns,
            sql,
            seen,
        }
    }

    /// Looks the words up as there is use in it; while a load goes without the index of them, by reading the rows.
    async fn weigh(&mut self, store: &Store) -> Result<()> {
        store.weigh(&mut self.sql, Wanted::All).await?;
        store.weigh(&mut self.seen, Wanted::All).await
    }
}

/// Hands every row to `each`, cells in the order of the query's columns; returns how many rows there were.
///
/// `each` runs on a thread that may block. Its first error ends the read and comes back as
/// [`Error::Sink`](crate::Error::Sink).
pub async fn stream<F>(store: &Store, mut bulk: Bulk, each: F) -> Result<u64>
where
    F: FnMut(&[Raw<'_>]) -> io::Result<()> + Send + 'static,
{
    bulk.weigh(store).await?;
    store.stream(None, bulk.sql, each).await
}

/// Like [`stream`], once `admit` has said yes to what there is in that very state of the database; its error ends the
/// read before the first row.
pub async fn stream_if<A, F>(store: &Store, mut bulk: Bulk, mut admit: A, each: F) -> Result<u64>
where
    A: FnMut(Seen) -> io::Result<()> + Send + 'static,
    F: FnMut(&[Raw<'_>]) -> io::Result<()> + Send + 'static,
{
    bulk.weigh(store).await?;
    let look = move |cells: &[Raw<'_>]| match *cells {
        [Raw::Int(count), Raw::Int(version)] => admit(Seen {
            version,
            count: u64::try_from(count).unwrap_or_default(),
        }),
        _ => Err(io::Error::other("a count is two numbers")),
    };
    let first = First {
        sql: bulk.seen,
        look: Box::new(look),
    };
    store.stream(Some(first), bulk.sql, each).await
}
