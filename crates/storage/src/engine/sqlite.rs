//! SQLite: one writer, several readers, and bulk reads over connections of their own.

use super::{
    First, UNIQUE,
    handed::{hand_out, lossy},
    tx::Runs,
    words::{push_word, word_binds},
};
use crate::{
    Error, Result, Unique,
    insert::Sizes,
    row::Row,
    sql::{Bind, Rows, Sql},
};
use domain::value::{Raw, Value};
use futures::TryStreamExt;
use rusqlite::OpenFlags;
use sqlx::{
    Arguments, AssertSqlSafe, Column as _, Connection as _, Decode, Executor, Row as _, SqliteConnection,
    SqlitePool, TypeInfo, ValueRef as _,
    migrate::{MigrateError, Migrator},
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow,
        SqliteSynchronous,
    },
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// An open SQLite file.
#[derive(Clone)]
pub(super) struct Sqlite {
    /// One connection: writers queue here, inside the process, instead of at the file lock.
    writer: SqlitePool,
    pub(super) readers: SqlitePool,
    path: PathBuf,
    patience: Duration,
}

impl Sqlite {
    pub(super) async fn open(path: &str, patience: Duration, readers: Option<u32>) -> Result<Self> {
        let path = PathBuf::from(path.split('?').next().unwrap_or(path));
        make_folder(&path)?;
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .busy_timeout(patience)
            .foreign_keys(true)
            .pragma("temp_store", "MEMORY")
            .pragma("trusted_schema", "OFF")
            .pragma("cell_size_check", "ON")
            // Rows that the thread of the connection hands over before it waits to be asked for more.
            .row_buffer_size(500)
            .analysis_limit(400);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(patience)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            // SQLite ends a transaction by itself where the disk is full, and sqlx does not hear of it: such a
            // connection is closed, and the next one begins anew.
            .before_acquire(|writer, _| Box::pin(async move { Ok(!writer.is_in_transaction()) }))
            .connect_with(
                options
                    .clone()
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    // What is deleted is overwritten.
                    .pragma("secure_delete", "ON")
                    .pragma("cache_size", "-12288")
                    // A bulk write touches the same index pages again and again: less to copy back.
                    .pragma("wal_autocheckpoint", "4000")
                    .pragma("journal_size_limit", "67108864"),
            )
            .await
            .map_err(error)?;
        let cores = std::thread::available_parallelism().map_or(4, |n| n.get().max(4));
        let readers = SqlitePoolOptions::new()
            .max_connections(readers.unwrap_or(u32::try_from(cores).unwrap_or(4)))
            .acquire_timeout(patience)
            .test_before_acquire(false)
            // The patience of whoever asked last is not that of the next one.
            .after_release(|reader, _| {
                Box::pin(async move {
                    reader.lock_handle().await?.remove_progress_handler();
                    Ok(true)
                })
            })
            .connect_lazy_with(
                options
                    .read_only(true)
                    .pragma("query_only", "ON")
                    // Each has its own; the system keeps the file's pages for all of them.
                    .pragma("cache_size", "-12288"),
            );
        Ok(Self {
            writer,
            readers,
            path,
            patience,
        })
    }

    pub(super) async fn migrate(&self) -> Result<()> {
        MIGRATIONS
            .run(&self.writer)
            .await
            .map_err(|failure| match failure {
                MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => error(e),
                other => Error::Database(other.to_string()),
            })
    }

    pub(super) async fn begin(&self) -> Result<sqlx::Transaction<'static, sqlx::Sqlite>> {
        // Never deferred: a read that turns into a write fails at once when somebody wrote in between.
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(error)
    }

    /// What goes on in it for longer than `patience` is stopped.
    pub(super) async fn snapshot(
        &self,
        patience: Option<Duration>,
    ) -> Result<sqlx::Transaction<'static, sqlx::Sqlite>> {
        let mut tx = self.readers.begin().await.map_err(error)?;
        if let Some(patience) = patience {
            let end = Instant::now() + patience;
            let mut handle = tx.lock_handle().await.map_err(error)?;
            handle.set_progress_handler(STEPS, move || Instant::now() < end);
        }
        Ok(tx)
    }

    pub(super) async fn settle(&self) -> Result<()> {
        for statement in ["PRAGMA optimize = 0x10002", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            self.writer.execute(statement).await.map_err(error)?;
        }
        Ok(())
    }

    /// Over a connection of its own, which waits for others only for a moment.
    pub(super) async fn empty_log(&self) -> Result<bool> {
        let path = self.path.clone();
        let emptied = tokio::task::spawn_blocking(move || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let db = rusqlite::Connection::open_with_flags(path, flags)?;
            db.busy_timeout(MOMENT)?;
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        });
        match emptied.await.map_err(Error::of_panic)? {
            Ok(busy) => Ok(busy == 0),
            Err(failure) => match bulk_error(failure) {
                Error::Busy => Ok(false),
                other => Err(other),
            },
        }
    }

    /// Is the log short, or can it be made so?
    pub(super) async fn log_has_room(&self) -> Result<bool> {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        let bytes = tokio::fs::metadata(log).await.map_or(0, |log| log.len());
        Ok(bytes < LONG_LOG || self.empty_log().await?)
    }

    /// Looks at every page of the file, as a check says that ends with `ok`. By a connection of its own: one that has
    /// looked before still has the parts of the index of the searched text that there were then.
    pub(super) fn look_over(&self, check: &str) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = rusqlite::Connection::open_with_flags(&self.path, flags).map_err(bulk_error)?;
        db.busy_timeout(self.patience).map_err(bulk_error)?;
        db.pragma_update(None, "cache_size", -2_048).map_err(bulk_error)?;
        let said: String = db.query_row(check, [], |row| row.get(0)).map_err(bulk_error)?;
        match said.as_str() {
            "ok" => Ok(()),
            _ => Err(Error::Damaged),
        }
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A bulk read. rusqlite hands out cells without copying them, which makes it several times faster here.
    pub(super) fn stream<F>(&self, first: Option<First>, sql: &Sql, each: F) -> Result<u64>
    where
        F: FnMut(&[Raw<'_>]) -> std::io::Result<()>,
    {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = rusqlite::Connection::open_with_flags(&self.path, flags).map_err(bulk_error)?;
        db.busy_timeout(self.patience).map_err(bulk_error)?;
        // Pages are read once each: a larger cache would only cost memory.
        db.pragma_update(None, "cache_size", -2_048).map_err(bulk_error)?;
        if let Some(First { sql, look }) = first {
            // Ends with its connection.
            db.execute_batch("BEGIN").map_err(bulk_error)?;
            hand_out(&db, &sql, look)?;
        }
        hand_out(&db, sql, each)
    }
}

/// A value for each cell of each row, and few texts, so that they stay prepared.
pub(super) const SIZES: Sizes = Sizes::Fixed(&[64, 8, 1]);
/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 10_000;
/// Bytes of the log that nothing large is added to.
const LONG_LOG: u64 = 256 << 20;
/// How long emptying the log waits for readers and writers.
const MOMENT: Duration = Duration::from_millis(250);

fn make_folder(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|e| Error::Database(format!("{} cannot be made: {e}", folder.display()))),
        _ => Ok(()),
    }
}

/// The rows of a statement.
pub(super) async fn fetch<'e, E>(executor: E, sql: Sql) -> Result<Vec<Row>>
where
    E: Executor<'e, Database = sqlx::Sqlite>,
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
pub(super) async fn execute(connection: &mut SqliteConnection, sql: Sql) -> Result<u64> {
    connection.run(SqliteConnection::ready(sql)?).await
}

impl Runs for SqliteConnection {
    type Ready = (String, SqliteArguments);

    fn ready(sql: Sql) -> Result<Self::Ready> {
        Ok((text(&sql), arguments(sql.binds)?))
    }

    async fn run(&mut self, (text, arguments): Self::Ready) -> Result<u64> {
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        Ok(query.execute(self).await.map_err(error)?.rows_affected())
    }
}

/// The text with lists unfolded; plain placeholders stay as they are, since named ones are slow to bind.
pub(super) fn text(sql: &Sql) -> String {
    let mut out = String::with_capacity(sql.text.len());
    let mut parts = sql.text.split('?');
    out.push_str(parts.next().unwrap_or_default());
    for (part, bind) in parts.zip(&sql.binds) {
        match bind {
            Bind::Int(_) | Bind::Text(_) | Bind::NoInt => out.push('?'),
            Bind::Ints(_) | Bind::Texts(_) => out.push_str("(SELECT value FROM json_each(?))"),
            Bind::Word(word) => push_word(&mut out, word),
            Bind::Rows(rows) => push_rows(&mut out, rows),
        }
        out.push_str(part);
    }
    out
}

fn push_rows(out: &mut String, rows: &Rows) {
    out.push_str("VALUES ");
    for row in 0..rows.cells.len() / rows.width {
        out.push_str(if row == 0 { "(?" } else { ", (?" });
        (1..rows.width).for_each(|_| out.push_str(", ?"));
        out.push(')');
    }
}

pub(super) fn json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

fn arguments(binds: Vec<Bind>) -> Result<SqliteArguments> {
    let mut out = SqliteArguments::default();
    out.reserve(binds.len(), 0);
    binds.into_iter().try_for_each(|bind| add(&mut out, bind))?;
    Ok(out)
}

fn add(out: &mut SqliteArguments, bind: Bind) -> Result<()> {
    let added = match bind {
        Bind::Word(word) => word_binds(&word).try_for_each(|text| Arguments::add(out, text)),
        Bind::Int(n) => Arguments::add(out, n),
        Bind::Text(s) => Arguments::add(out, s),
        Bind::NoInt => Arguments::add(out, None::<i64>),
        Bind::Ints(list) => Arguments::add(out, json(&list)),
        Bind::Texts(list) => Arguments::add(out, json(&list)),
        Bind::Rows(rows) => {
            out.reserve(rows.cells.len(), 0);
            return rows.cells.into_iter().try_for_each(|cell| add(out, cell));
        }
    };
    added.map_err(|e| Error::Database(e.to_string()))
}

fn read(row: &SqliteRow) -> Result<Row> {
    let cell = |column: &sqlx::sqlite::SqliteColumn| {
        let cell = row.try_get_raw(column.ordinal()).map_err(error)?;
        if cell.is_null() {
            return Ok(Value::Null);
        }
        // Decoded without asking its type again, which costs as much as the rest.
        let decoded = match cell.type_info().name() {
            "INTEGER" => <i64 as Decode<'_, sqlx::Sqlite>>::decode(cell).map(Value::Int),
            "REAL" => <f64 as Decode<'_, sqlx::Sqlite>>::decode(cell).map(|n| Value::Text(n.to_string())),
            // Lossy as in a read of everything: see [`odd_cell`].
            _ => <&[u8] as Decode<'_, sqlx::Sqlite>>::decode(cell).map(|bytes| Value::Text(lossy(bytes))),
        };
        decoded.map_err(|e| Error::Database(e.to_string()))
    };
    row.columns().iter().map(cell).collect::<Result<_>>().map(Row)
}

const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const INTERRUPTED: i32 = 9;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const NOT_A_DATABASE: i32 = 26;

pub(super) fn error(error: sqlx::Error) -> Error {
    match error {
        sqlx::Error::PoolTimedOut => Error::Busy,
        sqlx::Error::Database(e) => {
            // The low byte is the result; what stands above it only details the cause.
            let code = e
                .code()
                .and_then(|code| code.parse::<i32>().ok())
                .map(|code| code & 0xff);
            match code {
                Some(BUSY | LOCKED) => Error::Busy,
                Some(INTERRUPTED) => Error::Slow,
                Some(FULL) => Error::Full,
                Some(CORRUPT | NOT_A_DATABASE) => Error::Damaged,
                _ if e.is_unique_violation() => Error::Clash {
                    what: unique(e.message()),
                },
                _ => Error::Database(e.to_string()),
            }
        }
        other => Error::Database(other.to_string()),
    }
}

pub(super) fn bulk_error(error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase};
    match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked) => Error::Busy,
        Some(DatabaseCorrupt | NotADatabase) => Error::Damaged,
        Some(DiskFull) => Error::Full,
        _ => Error::Database(error.to_string()),
    }
}

fn unique(message: &str) -> Unique {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let known = UNIQUE.iter().find(|(_, known, _)| *known == columns);
    known.map_or(Unique::Other, |(what, ..)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// What SQLite answers on each kind of connection: writer, readers, and that of a read of everything.
    async fn on_each(db: &Sqlite, pragma: &str) -> [i64; 3] {
        let one = async |pool| {
            let rows = fetch(pool, Sql::new(pragma)).await.unwrap();
            rows.into_iter().next().unwrap().single().unwrap()
        };
        let (writer, reader) = (one(&db.writer).await, one(&db.readers).await);
        let told = Arc::new(Mutex::new(-1));
        let (db, sql, sink) = (db.clone(), Sql::new(pragma), Arc::clone(&told));
        let each = move |cells: &[Raw<'_>]| {
            if let [Raw::Int(n)] = cells {
                *sink.lock().unwrap() = *n;
            }
            Ok(())
        };
        tokio::task::spawn_blocking(move || db.stream(None, &sql, each))
            .await
            .unwrap()
            .unwrap();
        let bulk = *told.lock().unwrap();
        [writer, reader, bulk]
    }

    #[tokio::test]
    async fn each_kind_of_connection_is_set_as_it_must_be() {
        const FULL_SYNC: i64 = 2;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let db = Sqlite::open(path.to_str().unwrap(), Duration::from_secs(5), None)
            .await
            .unwrap();
        // What was said to be saved is on the disk.
        assert_eq!(on_each(&db, "PRAGMA synchronous").await, [FULL_SYNC; 3]);
        assert_eq!(on_each(&db, "PRAGMA foreign_keys").await[..2], [1, 1]);
        assert_eq!(on_each(&db, "PRAGMA query_only").await[..2], [0, 1]);
        assert_eq!(on_each(&db, "PRAGMA secure_delete").await[0], 1);
    }
}
