//! Both engines for tests: every test written with [`both_engines!`] runs on SQLite and on PostgreSQL.
//!
//! The PostgreSQL half needs `COHORT_TEST_POSTGRES`, the address of a server where databases may be made and
//! dropped (`postgres://user@host:port/postgres`). Without it that half fails and says so: a green run has
//! always run both.

mod builders;
mod contents;
mod invariants;
mod schema;

pub use builders::{AddressBuilder, CustomerBuilder, a_customer, a_segment, an_address, random_customers};
pub use contents::{by_hand, contents, hold, hold_readers};
pub use invariants::invariants;
pub use schema::schema;

use crate::{Error, Result, Store, Tx, engine, sql::Sql};
use domain::{ids::JobId, time::Micros};
use futures::FutureExt;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{
    any::Any,
    future::Future,
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU32, Ordering},
};

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in a folder of its own.
    Sqlite,
    /// PostgreSQL, in a database of its own.
    Postgres,
}

/// Runs `test` on an empty, migrated database and takes the database away again.
///
/// # Panics
/// When the database cannot be made, or the test panics.
pub async fn run<T>(engine: Engine, test: impl FnOnce(Store) -> T)
where
    T: Future<Output = ()>,
{
    run_at(engine, |store, _| test(store)).await;
}

/// Like [`run`], for tests that open the database a second time: they also get its address.
///
/// # Panics
/// When the database cannot be made, or the test panics.
pub async fn run_at<T>(engine: Engine, test: impl FnOnce(Store, String) -> T)
where
    T: Future<Output = ()>,
{
    match engine {
        Engine::Sqlite => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let url = format!("sqlite://{}", folder.path().join("test.db").display());
            let store = migrated(&url).await.expect("a migrated database");
            resume(caught(test(store, url)).await);
        }
        Engine::Postgres => {
            let server = std::env::var("COHORT_TEST_POSTGRES")
                .expect("set COHORT_TEST_POSTGRES to the address of a PostgreSQL server for tests");
            let (template, name) = (template(&server).await, fresh_name());
            administer(&server, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            let url = beside(&server, &name);
            let outcome = match Store::open(&url).await {
                Ok(store) => caught(test(store, url)).await,
                Err(error) => Err(Box::new(format!("no database: {error}")) as Box<dyn Any + Send>),
            };
            administer(&server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            resume(outcome);
        }
    }
}

async fn migrated(url: &str) -> Result<Store> {
    let store = Store::open(url).await?;
    store.migrate().await?;
    Ok(store)
}

/// What became of a test; its panic waits until its database is gone.
async fn caught(test: impl Future<Output = ()>) -> std::thread::Result<()> {
    AssertUnwindSafe(test).catch_unwind().await
}

fn resume(outcome: std::thread::Result<()>) {
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The migrated database that those of tests are copies of, made by the first test that needs it: a copy takes a
/// fraction of the time of the migrations.
async fn template(server: &str) -> String {
    let name = format!("cohort_template_{:016x}", engine::postgres_shape());
    let mut connection = PgConnection::connect(server)
        .await
        .expect("the PostgreSQL server for tests");
    // One at a time, however many processes run tests; the lock ends with the connection.
    let lock = "SELECT pg_advisory_lock(7024113)";
    connection.execute(lock).await.expect("a lock");
    let there = "SELECT 1 FROM pg_database WHERE datname = $1";
    let there = sqlx::query(there)
        .bind(&name)
        .fetch_optional(&mut connection)
        .await;
    if there.expect("the databases").is_none() {
        // Under another name until it is whole.
        let draft = fresh_name();
        let made = format!("CREATE DATABASE {draft} TEMPLATE template0 ENCODING 'UTF8'");
        administer(server, made).await;
        let store = migrated(&beside(server, &draft))
            .await
            .expect("a migrated database");
        store.close().await;
        administer(server, format!("ALTER DATABASE {draft} RENAME TO {name}")).await;
    }
    connection.close().await.ok();
    name
}

/// The address of another database of this server.
fn beside(server: &str, name: &str) -> String {
    let (base, _) = server
        .rsplit_once('/')
        .expect("an address that ends in a database name");
    format!("{base}/{name}")
}

fn fresh_name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let n = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("cohort_test_{}_{n}_{:08x}", std::process::id(), fastrand::u32(..))
}

async fn administer(server: &str, statement: String) {
    let mut connection = PgConnection::connect(server)
        .await
        .expect("the PostgreSQL server for tests");
    connection
        .execute(AssertSqlSafe(statement))
        .await
        .expect("a database for the test");
    connection.close().await.ok();
}

/// The statements that make the indexes of a table, its primary key aside.
///
/// # Errors
/// When the database cannot be read.
pub async fn indexes(store: &Store, table: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for row in store.indexes_of(table).await? {
        let mut cells = row.of("index");
        cells.text("name")?;
        found.push(cells.text("statement")?);
    }
    found.sort_unstable();
    Ok(found)
}

/// How many milestones are kept of each list that was read far down.
pub fn milestones(store: &Store) -> Vec<usize> {
    store.milestones().held()
}

/// Switches an account off, as operators do by hand.
///
/// # Errors
/// When the database cannot be written.
pub async fn switch_off(store: &Store, email: &str) -> Result<()> {
    let mut tx = store.begin().await?;
    let sql = "UPDATE app_user SET active = 0 WHERE email_lower = ?";
    tx.execute(Sql::with(sql, [email.into()])).await?;
    tx.commit().await
}

/// Puts `text` in place of every stored view and place, as a bad hand at the database would.
///
/// # Errors
/// When the database cannot be written.
pub async fn spoil_views(store: &Store, text: &str) -> Result<()> {
    let mut tx = store.begin().await?;
    for table in ["saved_view", "grid_place"] {
        let sql = format!("UPDATE {table} SET document = ?");
        tx.execute(Sql::with(sql, [text.into()])).await?;
    }
    tx.commit().await
}

/// Puts `json` in place of what a job is to do, as another version of the program would.
///
/// # Errors
/// When the database cannot be written.
pub async fn rewrite_task(store: &Store, id: JobId, json: &str) -> Result<()> {
    let mut tx = store.begin().await?;
    tx.execute(Sql::with(
        "UPDATE job SET task = ? WHERE id = ?",
        [json.into(), id.0.into()],
    ))
    .await?;
    tx.commit().await
}

/// Fills the disk of a database, or makes room on it again. SQLite may not grow any more then; of PostgreSQL what it
/// would say is had by a trigger.
///
/// # Errors
/// When the database does not take the order.
pub async fn fill_disk(store: &Store, full: bool) -> Result<()> {
    let statements: &[&str] = match (store.is_sqlite(), full) {
        (true, true) => &["PRAGMA max_page_count = 1"],
        (true, false) => &["PRAGMA max_page_count = 1000000"],
        (false, true) => &[
            "DROP FUNCTION IF EXISTS no_space CASCADE",
            "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''could not extend file''; END'",
            "CREATE TRIGGER no_space BEFORE INSERT OR UPDATE ON customer FOR EACH STATEMENT EXECUTE FUNCTION no_space()",
            "CREATE TRIGGER no_space BEFORE INSERT ON setting FOR EACH STATEMENT EXECUTE FUNCTION no_space()",
            "CREATE TRIGGER no_space BEFORE UPDATE OF report ON job FOR EACH STATEMENT EXECUTE FUNCTION no_space()",
        ],
        (false, false) => &["DROP FUNCTION no_space CASCADE"],
    };
    let mut tx = store.begin().await?;
    for statement in statements {
        tx.execute(Sql::new(*statement)).await?;
    }
    tx.commit().await
}

/// Somebody who has begun to read, and goes on with that until they are dropped.
///
/// # Errors
/// When the database cannot be read.
pub async fn long_reader(store: &Store) -> Result<Tx> {
    let mut reader = store.snapshot().await?;
    reader.fetch(Sql::new("SELECT COUNT(*) FROM customer")).await?;
    Ok(reader)
}

/// Lets the leases of all jobs run out, as if their workers had been silent for long, without counting it as a try.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_leases(store: &Store) -> Result<()> {
    let mut tx = store.begin().await?;
    let sql = "UPDATE job SET lease_until = 0, attempt = 0 WHERE state = 'running'";
    tx.execute(Sql::new(sql)).await?;
    tx.commit().await
}

/// Until when the lease of a job lasts.
///
/// # Errors
/// When the database cannot be read, or there is no such job.
pub async fn lease_until(store: &Store, id: JobId) -> Result<Micros> {
    let sql = Sql::with("SELECT lease_until FROM job WHERE id = ?", [id.0.into()]);
    let row = store.fetch_one(sql).await?;
    row.ok_or(Error::Busy)?.single()
}

/// The worker that holds a job; empty for none.
///
/// # Errors
/// When the database cannot be read, or there is no such job.
pub async fn lease_owner(store: &Store, id: JobId) -> Result<String> {
    let sql = Sql::with(
        "SELECT lease_owner FROM job WHERE id = ? AND state = 'running'",
        [id.0.into()],
    );
    match store.fetch_one(sql).await? {
        Some(row) => row.of("job").text("lease_owner"),
        None => Ok(String::new()),
    }
}

/// Writes a test that takes an empty [`Store`] as two: `name::sqlite` and `name::postgres`.
///
/// What a test takes may also be made of the store: `both_engines! { Shop: one_test, another_test }` makes as many
/// of each `async fn one_test(shop: Shop)`, by way of `Shop::run(engine, one_test)`.
#[macro_export]
macro_rules! both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: Store) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn test($store: $crate::Store) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::testing::run($crate::testing::Engine::Sqlite, test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::testing::run($crate::testing::Engine::Postgres, test).await;
            }
        }
    )*};
    ($place:ident: $($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$place::run($crate::testing::Engine::Sqlite, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$place::run($crate::testing::Engine::Postgres, super::$name).await;
            }
        }
    )*};
}
