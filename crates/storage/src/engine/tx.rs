//! Write transactions, and statements that are made while the database is at the one before them.

use super::{health, postgres, sqlite};
use crate::{Error, Result, insert::Sizes, row::Row, sql::Sql};
use futures::future;
use std::sync::Arc;

/// A write transaction; dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx {
    pub(super) inner: Inner,
    pub(super) state: Arc<health::State>,
}

pub(super) enum Inner {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Tx {
    /// Makes everything done in it permanent, all at once.
    pub async fn commit(self) -> Result<()> {
        self.state.seen(match self.inner {
            Inner::Sqlite(tx) => tx.commit().await.map_err(sqlite::error),
            Inner::Postgres(tx) => tx.commit().await.map_err(postgres::error),
        })
    }

    /// The rows of one statement.
    pub(crate) async fn fetch(&mut self, sql: Sql) -> Result<Vec<Row>> {
        self.state.seen(match &mut self.inner {
            Inner::Sqlite(tx) => sqlite::fetch(&mut **tx, sql).await,
            Inner::Postgres(tx) => postgres::fetch(&mut **tx, sql).await,
        })
    }

    /// The first row of one statement.
    pub(crate) async fn fetch_one(&mut self, sql: Sql) -> Result<Option<Row>> {
        Ok(self.fetch(sql).await?.into_iter().next())
    }

    /// Runs one statement; how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<u64> {
        self.state.seen(match &mut self.inner {
            Inner::Sqlite(tx) => sqlite::execute(tx, sql).await,
            Inner::Postgres(tx) => postgres::execute(tx, sql).await,
        })
    }

    /// How many rows a statement of a bulk write has.
    pub(crate) fn sizes(&self) -> Sizes {
        match &self.inner {
            Inner::Sqlite(_) => sqlite::SIZES,
            Inner::Postgres(_) => postgres::SIZES,
        }
    }

    /// Runs statements one after the other, the next of which is made while the database is at one; `look` hears of each
    /// how many rows it touched.
    pub(crate) async fn execute_each<T: Send>(
        &mut self,
        statements: Sqls<'_, T>,
        look: fn(T, u64) -> Result<()>,
    ) -> Result<()> {
        self.state.seen(match &mut self.inner {
            Inner::Sqlite(tx) => one_ahead(&mut **tx, statements, look).await,
            Inner::Postgres(tx) => postgres::execute_each(tx, statements, look).await,
        })
    }

    /// The first of `count` fresh ids for rows of `table`.
    pub(crate) async fn next_ids(&mut self, table: &str, count: usize) -> Result<i64> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let sql = Sql::with(
            "UPDATE id_counter SET next = next + ? WHERE name = ? RETURNING next",
            [count.into(), table.into()],
        );
        match self.fetch_one(sql).await? {
            Some(row) => Ok(row.single()? - count),
            None => Err(Error::Inconsistent {
                table: "id_counter",
                column: "name",
                row: table.to_owned(),
            }),
        }
    }
}

/// A connection that runs statements.
pub(super) trait Runs {
    /// A statement as it takes it.
    type Ready: Send;

    fn ready(sql: Sql) -> Result<Self::Ready>;

    /// How many rows it touched.
    fn run(&mut self, statement: Self::Ready) -> impl Future<Output = Result<u64>> + Send;
}

/// Statements, each with what is to be known of it once it has run.
pub(super) type Sqls<'a, T> = Box<dyn Iterator<Item = (Sql, T)> + Send + 'a>;

pub(super) async fn one_ahead<C: Runs, T>(
    connection: &mut C,
    mut statements: Sqls<'_, T>,
    look: fn(T, u64) -> Result<()>,
) -> Result<()> {
    let mut make = || match statements.next() {
        Some((sql, what)) => C::ready(sql).map(|ready| Some((ready, what))),
        None => Ok(None),
    };
    let mut next = make()?;
    while let Some((ready, what)) = next {
        // The first one is on its way to the database before the second begins.
        let (touched, made) = future::join(connection.run(ready), async { make() }).await;
        look(what, touched?)?;
        next = made?;
    }
    Ok(())
}
