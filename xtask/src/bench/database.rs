//! The database under measurement, and the client of its maker, which is the yardstick.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::command;
use crate::postgres::Postgres;
use crate::workspace::Workspace;

/// One database of either kind.
pub(super) enum Database {
    /// A file, read by the `sqlite3` shell.
    Sqlite(PathBuf),
    /// An address, for `psql`; the server belongs to the run.
    Postgres { url: String, _server: Option<Postgres> },
}

impl Database {
    /// A PostgreSQL server for this run.
    pub(super) fn postgres(workspace: &Workspace) -> Result<Self> {
        let server = Postgres::start(workspace, true)?;
        Ok(Self::Postgres {
            url: server.url().to_owned(),
            _server: Some(server),
        })
    }

    /// As `cohort` is told of it.
    pub(super) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite://{}", file.display()),
            Self::Postgres { url, .. } => url.clone(),
        }
    }

    /// Whether something of an earlier run is there.
    pub(super) fn is_made(&self) -> bool {
        matches!(self, Self::Sqlite(file) if file.exists())
    }

    /// An empty one beside this, under a name of its own.
    pub(super) fn empty(&self, name: &str) -> Result<Self> {
        self.other(name, false)
    }

    /// A copy of this; nobody may be using it.
    pub(super) fn copy(&self, name: &str) -> Result<Self> {
        self.other(name, true)
    }

    fn other(&self, name: &str, copied: bool) -> Result<Self> {
        Ok(match self {
            Self::Sqlite(file) => {
                let other = file.with_file_name(format!("{name}.db"));
                for end in ["", "-wal", "-shm"] {
                    let mut old = other.clone().into_os_string();
                    old.push(end);
                    let old = Path::new(&old);
                    if old.exists() {
                        fs::remove_file(old)?;
                    }
                }
                if copied {
                    // What is still in the log would be left behind.
                    self.ask("PRAGMA wal_checkpoint(TRUNCATE)")?;
                    fs::copy(file, &other)?;
                }
                Self::Sqlite(other)
            }
            Self::Postgres { url, .. } => {
                let (server, own) = url.rsplit_once('/').context("an address without a database")?;
                // A database in use is no template, so the statement comes from a third.
                let template = if copied { own } else { "template0" };
                let mut psql = Command::new("psql");
                psql.arg(format!("{server}/template1"))
                    .args(["-qc", &format!("CREATE DATABASE {name} TEMPLATE {template}")]);
                command::run(&mut psql)?;
                Self::Postgres {
                    url: format!("{server}/{name}"),
                    _server: None,
                }
            }
        })
    }

    /// The client, with a statement to run; a table comes out as CSV without a heading.
    pub(super) fn client(&self, sql: &str) -> Command {
        match self {
            Self::Sqlite(file) => {
                let mut shell = Command::new("sqlite3");
                shell.args(["-csv", "-cmd", ".timeout 10000"]).arg(file).arg(sql);
                shell
            }
            Self::Postgres { url, .. } => {
                let mut psql = Command::new("psql");
                psql.args([url, "-q", "--csv", "--tuples-only", "-c", sql]);
                psql
            }
        }
    }

    /// The client, writing all that a query gives as fast as it can.
    pub(super) fn writer(&self, query: &str) -> Command {
        match self {
            Self::Sqlite(_) => self.client(query),
            Self::Postgres { .. } => self.client(&format!("COPY ({query}) TO STDOUT CSV")),
        }
    }

    /// The name of [`Self::writer`] in a table.
    pub(super) fn writer_name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "`sqlite3 -csv` to a file (yardstick)",
            Self::Postgres { .. } => "`COPY ... TO STDOUT CSV` to a file (yardstick)",
        }
    }

    /// What one statement prints, without the last line end.
    pub(super) fn ask(&self, sql: &str) -> Result<String> {
        Ok(command::output(&mut self.client(sql))?.trim().to_owned())
    }

    /// How long the client takes over a statement.
    pub(super) fn time(&self, sql: &str) -> Result<Duration> {
        let started = Instant::now();
        command::run(&mut self.client(sql))?;
        Ok(started.elapsed())
    }

    /// How long the shell of SQLite takes to put the customers into this database that the file `done` has and this has
    /// not, as they stand there: no file to read, nothing to compute and nothing to merge. It is set as the server's
    /// writer is. An empty one gets its indexes at the end, a full one gets so many customers in a transaction.
    pub(super) fn refill(&self, done: &Path, together: usize) -> Result<Duration> {
        let there: i64 = self.ask("SELECT COALESCE(MAX(id), 0) FROM customer")?.parse()?;
        let mut script = format!(
            ".output /dev/null\nPRAGMA synchronous = FULL; PRAGMA cache_size = -12288; PRAGMA wal_autocheckpoint = 4000; \
             PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; ATTACH '{}' AS done;\n",
            done.display()
        );
        // What customers refer to.
        script += "INSERT OR IGNORE INTO operation SELECT * FROM done.operation;\n";
        let copy = |table: &str, id: &str, from: i64, to: i64| {
            format!("INSERT INTO {table} SELECT * FROM done.{table} WHERE {id} BETWEEN {from} AND {to};\n")
        };
        let copies = |from: i64, to: i64| {
            let tables = [
                ("customer", "id"),
                ("address", "customer_id"),
                ("customer_grid", "id"),
            ];
            tables.map(|(table, id)| copy(table, id, from, to)).concat()
        };
        let last: i64 = Self::Sqlite(done.to_owned())
            .ask("SELECT MAX(id) FROM customer")?
            .parse()?;
        if there == 0 {
            let dropped = "FROM sqlite_master WHERE tbl_name = 'customer_grid' AND type IN ('index', 'trigger') \
                        AND sql IS NOT NULL";
            let list = |what: &str| {
                let mut shell = self.client(&format!("SELECT {what} || ';' {dropped}"));
                command::output(shell.arg("-list"))
            };
            script += &list("'DROP ' || type || ' ' || name")?;
            script += &copies(0, last);
            script += "INSERT INTO customer_search (rowid, search) SELECT id, search FROM customer_grid;\n";
            script += &list("sql")?;
        } else {
            for from in (there + 1..=last).step_by(together) {
                let to = last.min(from + i64::try_from(together)? - 1);
                script += &format!("BEGIN IMMEDIATE;\n{}COMMIT;\n", copies(from, to));
            }
        }
        let path = done.with_extension("sql");
        fs::write(&path, script)?;
        let took = self.time(&format!(".read {}", path.display()))?;
        let (expected, got) = (format!("{last}"), self.ask("SELECT MAX(id) FROM customer_grid")?);
        anyhow::ensure!(
            expected == got,
            "the shell has put in {got} customers of {expected}"
        );
        Ok(took)
    }
}
