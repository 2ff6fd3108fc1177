//! Reading the grid: a page, a count, or the rows with given ids.

use super::{
    columns::select_list,
    far::{self, List},
    filter,
};
use crate::{
    Result, Store, Tx,
    engine::Wanted,
    row::Row,
    sql::{Bind, Sql},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::{
    customers::{column::Column, query::GridQuery, sight::Sight},
    ids::{CustomerId, SegmentId},
    time::Micros,
    value::Value,
};
use std::{collections::HashMap, ops::Range, time::Duration};

/// Through whose eyes a query is read.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// The present moment: a lock that has run out is no lock.
    pub now: Micros,
    /// The day it is where the reader is.
    pub today: NaiveDate,
    /// When the reader's clock shows a minute: from the first time to the last where it is put back in between, and
    /// nothing but the moment it is passed over where it is put forward.
    pub clock: &'a (dyn Fn(NaiveDateTime) -> Range<Micros> + Send + Sync),
    /// How much of a customer the reader sees: what is found and the order say as much.
    pub sight: Sight,
}

impl Lens<'_> {
    /// When a day starts where the reader is.
    pub(super) fn day_start(&self, day: NaiveDate) -> Micros {
        (self.clock)(day.and_time(NaiveTime::MIN)).start
    }
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

/// A page, and the state of the database it was read from.
pub struct Found {
    /// Its rows.
    pub rows: Vec<RowData>,
    /// See [`version`].
    pub version: i64,
}

/// The rows of the query's page.
pub async fn page(store: &Store, query: &GridQuery, scope: Scope, lens: &Lens<'_>) -> Result<Vec<RowData>> {
    Ok(page_and_version(store, query, scope, lens).await?.rows)
}

/// The rows of the query's page, and from the same state of the database the version of the data.
pub async fn page_and_version(
    store: &Store,
    query: &GridQuery,
    scope: Scope,
    lens: &Lens<'_>,
) -> Result<Found> {
    if store.milestones().is_far(query.offset())
        && let Some(list) = List::of(query, scope, lens)
    {
        return far::page(store, &list, query).await;
    }
    let order = filter::order(&query.sort, lens);
    // The ids of the page come from the index alone; only their rows are looked up.
    let mut sql = Sql::new("SELECT ");
    sql.append(version(scope)).push(&format!(
        ", {} FROM (SELECT g.id AS found FROM customer_grid g",
        row_list(&query.columns)
    ));
    let mut matching = filter::matching(query, scope, lens);
    store.weigh(&mut matching, Wanted::First).await?;
    let all = matching.text.is_empty();
    sql.append(matching).push(&order);
    // In so many words: SQLite reads an index in order and stops only where it knows that few rows are wanted.
    let offset = i64::try_from(query.offset()).unwrap_or(i64::MAX);
    sql.push(&format!(" LIMIT {} OFFSET {offset}", query.limit()));
    sql.push(") page JOIN customer_grid g ON g.id = page.found")
        .push(&order);
    let (mut rows, mut seen) = (Vec::new(), None);
    // Without conditions an index has the rows, and nothing is slow but asking for a limit to it.
    let read = match all {
        true => store.fetch(sql).await?,
        false => store.fetch_in_time(sql).await?,
    };
    for mut row in read {
        seen = Some(Row(vec![row.0.remove(0)]));
        rows.push(row_data(row)?);
    }
    let seen = match seen {
        Some(row) => Some(row),
        None => {
            let mut alone = Sql::new("SELECT ");
            alone.append(version(scope));
            store.fetch_one(alone).await?
        }
    };
    let version = seen.map_or(Ok(0), Row::single)?;
    Ok(Found { rows, version })
}

/// A number that rises with every write to customers, and within a segment with each of its refreshes. Filters about
/// the present moment may match others while it stands still.
pub(super) fn version(scope: Scope) -> Sql {
    let mut sql = Sql::with("(SELECT version FROM row_count WHERE name = ?)", [TABLE.into()]);
    if let Scope::Members(segment) = scope {
        let refreshed = " + (SELECT COALESCE(MAX(r.id), 0) FROM segment_refresh r WHERE r.segment_id = ";
        sql.push(refreshed).bind(segment.0).push(")");
    }
    sql
}

/// How many customers match in all.
pub async fn count(store: &Store, query: &GridQuery, scope: Scope, lens: &Lens<'_>) -> Result<u64> {
    let sql = counting(store, query, scope, lens).await?;
    counted(store.fetch_in_time(sql).await?)
}

/// Like [`count`]; nothing where it takes longer than `patience`, or than anybody waits.
pub async fn count_within(
    store: &Store,
    query: &GridQuery,
    scope: Scope,
    lens: &Lens<'_>,
    patience: Option<Duration>,
) -> Result<Option<u64>> {
    let sql = counting(store, query, scope, lens).await?;
    let rows = match patience {
        Some(Duration::ZERO) => None,
        Some(patience) => store.fetch_within(sql, patience).await?,
        None => store.fetch_within(sql, store.longest()).await?,
    };
    rows.map(counted).transpose()
}

async fn counting(store: &Store, query: &GridQuery, scope: Scope, lens: &Lens<'_>) -> Result<Sql> {
    let mut matching = filter::matching(query, scope, lens);
    if matching.text.is_empty() {
        return Ok(all());
    }
    store.weigh(&mut matching, Wanted::All).await?;
    let mut sql = Sql::new("SELECT COUNT(*) FROM customer_grid g");
    sql.append(matching);
    Ok(sql)
}

fn counted(rows: Vec<Row>) -> Result<u64> {
    match rows.into_iter().next() {
        Some(row) => row.of("row_count").count("total"),
        None => Ok(0),
    }
}

/// How many customers there are.
pub(super) async fn everybody(store: &Store) -> Result<u64> {
    counted(store.fetch(all()).await?)
}

fn all() -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.append(kept());
    sql
}

/// The number of all customers, which is kept and not counted.
pub(super) fn kept() -> Sql {
    Sql::with("(SELECT total FROM row_count WHERE name = ?)", [TABLE.into()])
}

const TABLE: &str = "customer_grid";

/// Counts all customers anew where the number that is kept is not theirs. One statement looks, so that nothing comes
/// between the two numbers.
pub(crate) async fn recount(store: &Store) -> Result<()> {
    let off = "name = ? AND total <> (SELECT COUNT(*) FROM customer_grid)";
    let look = Sql::with(format!("SELECT 1 FROM row_count WHERE {off}"), [TABLE.into()]);
    if store.fetch(look).await?.is_empty() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    let count = format!("UPDATE row_count SET total = (SELECT COUNT(*) FROM customer_grid) WHERE {off}");
    tx.execute(Sql::with(count, [TABLE.into()])).await?;
    tx.commit().await
}

/// Keeps the number of all customers, so many more or fewer, and the version of the data. The last statement of a
/// write, since others who write wait for it.
pub(super) async fn written(tx: &mut Tx, more: i64) -> Result<()> {
    let keep = "UPDATE row_count SET total = total + ?, version = version + 1 WHERE name = ?";
    tx.execute(Sql::with(keep, [Bind::Int(more), TABLE.into()]))
        .await
        .map(drop)
}

/// The rows with these ids, in this order; missing ones are left out.
pub async fn rows(tx: &mut Tx, ids: &[CustomerId], columns: &[Column]) -> Result<Vec<RowData>> {
    let text = format!(
        "SELECT {} FROM customer_grid g WHERE g.id IN ?",
        row_list(columns)
    );
    let rows = tx.fetch(Sql::with(text, [ids.into()])).await?;
    let rows = rows.into_iter().map(row_data).collect::<Result<Vec<_>>>()?;
    let mut found: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn row_list(columns: &[Column]) -> String {
    format!("g.id, g.version, g.country, {}", select_list(columns))
}

fn row_data(row: Row) -> Result<RowData> {
    let mut cells = row.of("customer_grid");
    Ok(RowData {
        id: CustomerId(cells.int("id")?),
        version: cells.int("version")?,
        country: cells.text("country")?,
        values: cells.rest(),
    })
}
