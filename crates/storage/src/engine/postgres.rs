//! PostgreSQL: one pool, row locks where SQLite has its single writer, and bulk reads from a snapshot.

use super::{
    First, UNIQUE,
    tx::{Runs, Sqls, one_ahead},
};
use crate::{
    Error, Result, Unique,
    insert::Sizes,
    row::Row,
    sql::{Bind, Lock, Rows, Sql, Word, anywhere},
};
use domain::value::{Raw, Value};
use futures::TryStreamExt;
use sqlx::{
    Arguments, AssertSqlSafe, Column as _, Connection as _, Decode, Executor, PgConnection, PgPool, Row as _,
    TypeInfo, ValueRef as _,
    error::BoxDynError,
    migrate::Migrator,
    postgres::{PgArguments, PgColumn, PgConnectOptions, PgPoolOptions, PgRow},
};
use std::{fmt::Write as _, time::Duration};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// How statements are planned. A plan for any keyword is a bad one for a rare one: a search for one row of a million took
/// a second from its sixth time on.
const PLANNED: &str = "force_custom_plan";

/// A value for each column, however many rows there are.
pub(super) const SIZES: Sizes = Sizes::UpTo(512);

/// Starts a transaction that sees one state of the database.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// An open PostgreSQL database.
#[derive(Clone)]
pub(super) struct Postgres {
    pub(super) pool: PgPool,
}

impl Postgres {
    pub(super) async fn open(url: &str, patience: Duration, connections: Option<u32>) -> Result<Self> {
        let options: PgConnectOptions = url.parse().map_err(error)?;
        let lock_timeout = format!("{}ms", patience.as_millis());
        let options = options
            .application_name("cohort")
            .options([("lock_timeout", lock_timeout)])
            .options([("plan_cache_mode", PLANNED)]);
        let pool = PgPoolOptions::new()
            .max_connections(connections.unwrap_or(10))
            .acquire_timeout(patience)
            .max_lifetime(Duration::from_secs(15 * 60))
            .connect_with(options.clone())
            .await;
        match pool {
            Ok(pool) => Ok(Self { pool }),
            // The pool does not say why it got no connection.
            Err(sqlx::Error::PoolTimedOut) => {
                let unreachable = |why: &str| Error::Database(format!("it cannot be reached: {why}"));
                let again = PgConnection::connect_with(&options);
                match tokio::time::timeout(patience, again).await {
                    Err(_) => Err(unreachable("no answer")),
                    Ok(Err(sqlx::Error::Io(why))) => Err(unreachable(&why.to_string())),
                    Ok(Err(other)) => Err(error(other)),
                    Ok(Ok(_)) => Err(Error::Busy),
                }
            }
            Err(other) => Err(error(other)),
        }
    }

    pub(super) async fn migrate(&self) -> Result<()> {
        MIGRATIONS
            .run(&self.pool)
            .await
            .map_err(|e| Error::Database(e.to_string()))
    }

    pub(super) async fn begin(&self) -> Result<sqlx::Transaction<'static, sqlx::Postgres>> {
        self.pool.begin().await.map_err(error)
    }

    /// Each statement that takes longer than `patience` is stopped.
    pub(super) async fn snapshot(
        &self,
        patience: Option<Duration>,
    ) -> Result<sqlx::Transaction<'static, sqlx::Postgres>> {
        let mut tx = self.pool.begin_with(SNAPSHOT).await.map_err(error)?;
        if let Some(patience) = patience {
            let limit = format!("SET LOCAL statement_timeout = {}", patience.as_millis().max(1));
            tx.execute(AssertSqlSafe(limit)).await.map_err(error)?;
        }
        Ok(tx)
    }

    pub(super) async fn settle(&self) -> Result<()> {
        self.pool.execute("ANALYZE").await.map(drop).map_err(error)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    pub(super) async fn stream<F>(&self, first: Option<First>, sql: Sql, each: F) -> Result<u64>
    where
        F: FnMut(&[Raw<'_>]) -> std::io::Result<()>,
    {
        let mut connection = self.pool.acquire().await.map_err(error)?;
        let mut tx = connection.begin_with(SNAPSHOT).await.map_err(error)?;
        if let Some(First { sql, look }) = first {
            hand_out(&mut tx, sql, look).await?;
        }
        let read = hand_out(&mut tx, sql, each).await;
        drop(tx);
        if matches!(read, Err(Error::Sink(_))) {
            // The rest of the rows is still on its way: the next one to ask would wait until all of it has come.
            connection.close().await.ok();
        }
        read
    }
}

/// The rows of a statement, without copies.
async fn hand_out<F>(tx: &mut PgConnection, sql: Sql, mut each: F) -> Result<u64>
where
    F: FnMut(&[Raw<'_>]) -> std::io::Result<()>,
{
    let query = sqlx::query_with(AssertSqlSafe(text(&sql)), arguments(sql.binds)?);
    let mut rows = query.fetch(tx);
    let mut count = 0;
    let mut kinds = Vec::new();
    while let Some(row) = rows.try_next().await.map_err(error)? {
        if count == 0 {
            kinds = row.columns().iter().map(column_kind).collect();
        }
        let cells = kinds.iter().enumerate().map(|(at, kind)| raw(&row, at, *kind));
        each(&cells.collect::<Result<Vec<_>>>()?)?;
        count += 1;
    }
    Ok(count)
}

/// The rows of a statement.
pub(super) async fn fetch<'e, E>(executor: E, sql: Sql) -> Result<Vec<Row>>
where
    E: Executor<'e, Database = sqlx::Postgres>,
{
    let query = sqlx::query_with(AssertSqlSafe(text(&sql)), arguments(sql.binds)?);
    query
        .fetch(executor)
        .map_err(error)
        .and_then(async |row| read(&row))
        .try_collect()
        .await
}

/// Runs a statement; how many rows it touched.
pub(super) async fn execute(connection: &mut PgConnection, sql: Sql) -> Result<u64> {
    connection.run(PgConnection::ready(sql)?).await
}

/// Runs statements one after the other, whose plans are kept for other values: what writes rows is the same for each, and
/// so are the looks at the rows that they refer to, which would be planned anew for every row. They go by an index, for a
/// plan that reads all of a table because it is small may outlive that.
pub(super) async fn execute_each<T: Send>(
    tx: &mut PgConnection,
    statements: Sqls<'_, T>,
    look: fn(T, u64) -> Result<()>,
) -> Result<()> {
    let mut statements = statements.peekable();
    if statements.peek().is_none() {
        return Ok(());
    }
    plan(tx, "auto", "off").await?;
    one_ahead(tx, Box::new(statements), look).await?;
    plan(tx, PLANNED, "DEFAULT").await
}

/// How the statements that follow in this transaction are planned, and whether by reading all of a table.
async fn plan(tx: &mut PgConnection, mode: &'static str, all: &'static str) -> Result<()> {
    let set = format!("SET LOCAL plan_cache_mode = {mode}; SET LOCAL enable_seqscan = {all}");
    tx.execute(AssertSqlSafe(set)).await.map(drop).map_err(error)
}

impl Runs for PgConnection {
    type Ready = (String, PgArguments);

    fn ready(sql: Sql) -> Result<Self::Ready> {
        Ok((text(&sql), arguments(sql.binds)?))
    }

    async fn run(&mut self, (text, arguments): Self::Ready) -> Result<u64> {
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        Ok(query.execute(self).await.map_err(error)?.rows_affected())
    }
}

/// The text with placeholders numbered, lists unfolded and the row lock spelled out.
fn text(sql: &Sql) -> String {
    let mut out = String::with_capacity(sql.text.len() + 4 * sql.binds.len());
    let mut parts = sql.text.split('?');
    out.push_str(parts.next().unwrap_or_default());
    let mut n = 0;
    for (part, bind) in parts.zip(&sql.binds) {
        n += 1;
        let written = match bind {
            Bind::Int(_) | Bind::Text(_) | Bind::NoInt => write!(out, "${n}"),
            Bind::Ints(_) | Bind::Texts(_) => write!(out, "(SELECT unnest(${n}))"),
            // The index of the searched text serves patterns.
            Bind::Word(Word { id: None, .. }) => write!(out, "g.search LIKE ${n} ESCAPE '\\'"),
            Bind::Word(Word { id: Some(id), .. }) => {
                write!(out, "(g.search LIKE ${n} ESCAPE '\\' OR g.id = {id})")
            }
            Bind::Rows(rows) => {
                let first = n;
                n += rows.width - 1;
                push_columns(&mut out, rows, first)
            }
        };
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
        out.push_str(part);
    }
    out.push_str(match sql.lock {
        Lock::None => "",
        Lock::Wait => " FOR UPDATE",
        Lock::Skip => " FOR UPDATE SKIP LOCKED",
        Lock::KeepC => " FOR KEY SHARE OF c",
    });
    out
}

/// Rows are handed over column by column: a value for each column, however many rows there are.
fn push_columns(out: &mut String, rows: &Rows, first: usize) -> std::fmt::Result {
    out.push_str("SELECT * FROM unnest(");
    for at in 0..rows.width {
        let kind = match rows.cells.get(at) {
            Some(Bind::Text(_)) => "text",
            _ => "bigint",
        };
        let comma = if at == 0 { "" } else { ", " };
        write!(out, "{comma}${}::{kind}[]", first + at)?;
    }
    out.push_str(") AS u (");
    for at in 1..=rows.width {
        let comma = if at == 1 { "" } else { ", " };
        write!(out, "{comma}column{at}")?;
    }
    out.push(')');
    Ok(())
}

fn add_columns(out: &mut PgArguments, rows: Rows) -> std::result::Result<(), BoxDynError> {
    let height = rows.cells.len() / rows.width;
    let mut columns: Vec<Vec<Bind>> = (0..rows.width).map(|_| Vec::with_capacity(height)).collect();
    for (at, cell) in rows.cells.into_iter().enumerate() {
        columns[at % rows.width].push(cell);
    }
    // SQLite would refuse it.
    let mixed = || BoxDynError::from("a column has texts and numbers");
    columns.into_iter().try_for_each(|column| match column.first() {
        Some(Bind::Text(_)) => {
            let texts = column.into_iter().map(|cell| match cell {
                Bind::Text(text) => Ok(text),
                _ => Err(mixed()),
            });
            out.add(texts.collect::<std::result::Result<Vec<_>, _>>()?)
        }
        _ => {
            let numbers = column.into_iter().map(|cell| match cell {
                Bind::Int(n) => Ok(Some(n)),
                Bind::NoInt => Ok(None),
                _ => Err(mixed()),
            });
            out.add(numbers.collect::<std::result::Result<Vec<_>, _>>()?)
        }
    })
}

fn arguments(binds: Vec<Bind>) -> Result<PgArguments> {
    let mut out = PgArguments::default();
    out.reserve(binds.len(), 16 * binds.len());
    for bind in binds {
        let added = match bind {
            Bind::Int(n) => out.add(n),
            Bind::Text(s) => out.add(s),
            Bind::NoInt => out.add(None::<i64>),
            Bind::Ints(list) => out.add(list),
            Bind::Texts(list) => out.add(list),
            Bind::Word(word) => out.add(anywhere(&word.text)),
            Bind::Rows(rows) => add_columns(&mut out, rows),
        };
        added.map_err(|e| Error::Database(e.to_string()))?;
    }
    Ok(out)
}

/// Decoded without a look at its type, which costs as much again as the rest and is the same in every row.
fn raw<'r>(row: &'r PgRow, at: usize, kind: Kind) -> Result<Raw<'r>> {
    let value = row.try_get_raw(at).map_err(error)?;
    if value.is_null() {
        return Ok(Raw::Null);
    }
    let decoded = match kind {
        Kind::Int4 => <i32 as Decode<'_, sqlx::Postgres>>::decode(value).map(|n| Raw::Int(n.into())),
        Kind::Int8 => <i64 as Decode<'_, sqlx::Postgres>>::decode(value).map(Raw::Int),
        Kind::Text => <&str as Decode<'_, sqlx::Postgres>>::decode(value).map(Raw::Text),
    };
    decoded.map_err(|e| Error::Database(e.to_string()))
}

#[derive(Clone, Copy)]
enum Kind {
    Int4,
    Int8,
    Text,
}

fn column_kind(column: &PgColumn) -> Kind {
    match column.type_info().name() {
        "INT4" => Kind::Int4,
        "INT8" => Kind::Int8,
        _ => Kind::Text,
    }
}

fn read(row: &PgRow) -> Result<Row> {
    let cells = row
        .columns()
        .iter()
        .map(|column| raw(row, column.ordinal(), column_kind(column)).map(Raw::to_value));
    cells.collect::<Result<Vec<Value>>>().map(Row)
}

/// lock_not_available, deadlock_detected, serialization_failure, too_many_connections.
const BUSY: [&str; 4] = ["55P03", "40P01", "40001", "53300"];

/// query_canceled.
const STOPPED: &str = "57014";

/// disk_full.
const FULL: &str = "53100";
/// data_corrupted, index_corrupted.
const DAMAGED: [&str; 2] = ["XX001", "XX002"];

pub(super) fn error(error: sqlx::Error) -> Error {
    match error {
        sqlx::Error::PoolTimedOut => Error::Busy,
        sqlx::Error::Database(e) => match e.code() {
            Some(code) if BUSY.contains(&code.as_ref()) => Error::Busy,
            Some(code) if code == STOPPED => Error::Slow,
            Some(code) if code == FULL => Error::Full,
            Some(code) if DAMAGED.contains(&code.as_ref()) => Error::Damaged,
            _ if e.is_unique_violation() => Error::Clash {
                what: unique(e.constraint()),
            },
            _ => Error::Database(e.to_string()),
        },
        other => Error::Database(other.to_string()),
    }
}

fn unique(constraint: Option<&str>) -> Unique {
    let known = UNIQUE.iter().find(|(_, _, index)| Some(*index) == constraint);
    known.map_or(Unique::Other, |(what, ..)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store,
        testing::{Engine, run_at},
    };

    #[tokio::test]
    async fn a_read_that_ends_early_leaves_the_rest_of_its_rows() {
        run_at(Engine::Postgres, async |_, url| {
            // With one connection, which is not given back before what was asked for has come.
            let store = Store::open_narrow(&url).await.unwrap();
            let many = Sql::new("SELECT generate_series(1, 1000000000)");
            let read = store
                .stream(None, many, |_| Err(std::io::Error::other("enough")))
                .await;
            assert!(matches!(read, Err(Error::Sink(_))), "{read:?}");
            store.ping().await.unwrap();
            store.close().await;
        })
        .await;
    }
}
