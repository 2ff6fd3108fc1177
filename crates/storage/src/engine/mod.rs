//! The two databases behind one door: this folder is the only place in which they differ.
//!
//! Both run the same statements over the same columns (numbers and text only), so that what is written and
//! read is the same to the byte. `sqlite.rs` and `postgres.rs` know how to open, bind, read and stream; `words.rs` and
//! `handed.rs` are parts of SQLite's.

mod handed;
mod health;
mod postgres;
mod sqlite;
mod tx;
mod words;

pub use health::Health;
pub use tx::Tx;

#[cfg(feature = "testing")]
use crate::customers::milestones::Spacing;
use crate::{
    Error, Result, Unique, aside,
    customers::{loading, milestones::Milestones, read},
    row::Row,
    sql::Sql,
};
use domain::value::Raw;
use std::{sync::Arc, time::Duration};
use tx::Inner;

/// An open database; clones share its connections.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    state: Arc<health::State>,
    milestones: Arc<Milestones>,
    /// How long a question of a reader takes at most.
    longest: Duration,
}

#[derive(Clone)]
enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// How much of what matches is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The first rows in some order.
    First,
    /// Everything.
    All,
}

/// A number that another set of migrations of PostgreSQL does not have.
#[cfg(feature = "testing")]
pub(crate) fn postgres_shape() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for migration in postgres::MIGRATIONS.iter() {
        migration.checksum.hash(&mut hasher);
    }
    hasher.finish()
}

/// What is looked at before a bulk read; an error ends it.
pub(crate) struct First {
    pub(crate) sql: Sql,
    pub(crate) look: Look,
}

/// Hears a row.
pub(crate) type Look = Box<dyn FnMut(&[Raw<'_>]) -> std::io::Result<()> + Send>;

/// How long a question of a reader takes at most: whoever asked has gone by then, and others wait behind it.
const LONGEST: Duration = Duration::from_secs(5);

/// How long a statement waits for a lock or a connection before the database counts as busy.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Opens `sqlite://path` (made with its folder where missing) or `postgres://...`.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, PATIENCE).await
    }

    /// Like [`Self::open`], waiting at most `patience` for a lock or a connection.
    pub async fn open_with(url: &str, patience: Duration) -> Result<Self> {
        Self::open_pool(url, patience, None).await
    }

    /// Like [`Self::open`], with one connection to share, and on SQLite one more to write by: where a single one that is
    /// not given back stops everything.
    #[cfg(feature = "testing")]
    pub async fn open_narrow(url: &str) -> Result<Self> {
        Self::open_pool(url, PATIENCE, Some(1)).await
    }

    /// The same database, with milestones of its own that stand otherwise.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn spaced(mut self, spacing: Spacing) -> Self {
        self.milestones = Arc::new(Milestones::spaced(spacing));
        self
    }

    /// The same database, where questions may take so long.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn hurried(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// With as many connections as the engine is best off with, where nothing is said.
    async fn open_pool(url: &str, patience: Duration, connections: Option<u32>) -> Result<Self> {
        let engine = match url.split_once(':') {
            Some(("sqlite", path)) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Engine::Sqlite(sqlite::Sqlite::open(path, patience, connections).await?)
            }
            Some(("postgres" | "postgresql", _)) => {
                Engine::Postgres(postgres::Postgres::open(url, patience, connections).await?)
            }
            _ => {
                let what = "a database address starts with sqlite:// or postgres://";
                return Err(Error::Database(what.to_owned()));
            }
        };
        Ok(Self {
            engine,
            state: Arc::default(),
            milestones: Arc::default(),
            longest: LONGEST,
        })
    }

    /// Brings the tables up to date, builds the indexes that a load which was cut off left out, and counts again.
    pub async fn migrate(&self) -> Result<()> {
        self.bring_up_to_date().await?;
        self.put_in_order().await
    }

    /// Builds the indexes that a load which was cut off left out, and counts again; the tables are up to date.
    pub async fn put_in_order(&self) -> Result<()> {
        loading::finish(self).await?;
        read::recount(self).await
    }

    /// Brings the tables up to date and nothing else: what a load goes without, it may still be at.
    pub async fn bring_up_to_date(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.migrate().await,
            Engine::Postgres(db) => db.migrate().await,
        }
    }

    /// The indexes of a table, its primary key aside, and the triggers that keep one: kind and name, as `DROP` takes
    /// them, and the statement that makes them.
    pub(crate) async fn indexes_of(&self, table: &str) -> Result<Vec<Row>> {
        let catalogue = match &self.engine {
            Engine::Sqlite(_) => {
                "SELECT type || ' ' || name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') \
                 AND sql IS NOT NULL AND tbl_name = ?"
            }
            Engine::Postgres(_) => {
                "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                 AND indexname NOT LIKE '%\\_pkey' AND tablename = ?"
            }
        };
        self.fetch(Sql::with(catalogue, [table.into()])).await
    }

    /// The statement that fills the index of the searched text anew; nothing where that is an index like others.
    pub(crate) fn search_fill(&self) -> Option<&'static str> {
        match &self.engine {
            Engine::Sqlite(_) => Some(words::SEARCH_FILL),
            Engine::Postgres(_) => None,
        }
    }

    /// Decides by which of its words a condition finds rows, where the engine does not do that by itself.
    pub(crate) async fn weigh(&self, condition: &mut Sql, wanted: Wanted) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => words::weigh(&db.readers, &mut condition.binds, wanted).await,
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// How long a question of a reader takes at most.
    pub(crate) fn longest(&self) -> Duration {
        self.longest
    }

    /// What is known of lists that were read.
    pub(crate) fn milestones(&self) -> &Milestones {
        &self.milestones
    }

    /// How the database fares, by what has happened so far.
    pub fn health(&self) -> Health {
        self.state.health()
    }

    /// Like [`Self::health`]; where the disk was found full, it is tried whether it still is.
    pub async fn look(&self) -> Result<Health> {
        if self.health() == Health::Full {
            match health::try_room(self).await {
                Ok(()) => self.state.room(),
                Err(Error::Full | Error::Busy) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.health())
    }

    /// Like [`Self::look`], trying once in a `pause` however many ask; the others hear what was found last.
    pub async fn look_now_and_then(&self, pause: Duration) -> Result<Health> {
        match self.health() {
            Health::Full if self.state.worth_a_try(pause) => self.look().await,
            health => Ok(health),
        }
    }

    /// Starts a write transaction. On SQLite there is one at a time.
    pub async fn begin(&self) -> Result<Tx> {
        if self.health() == Health::Damaged {
            return Err(Error::Damaged);
        }
        let engine = self.engine.clone();
        self.begun(async move {
            match engine {
                Engine::Sqlite(db) => db.begin().await.map(Inner::Sqlite),
                Engine::Postgres(db) => db.begin().await.map(Inner::Postgres),
            }
        })
        .await
    }

    /// Starts a read transaction: everything in it comes from one state of the database.
    pub(crate) async fn snapshot(&self) -> Result<Tx> {
        self.limited(None).await
    }

    /// Like [`Self::snapshot`], to read by conditions that somebody has made up: what takes too long is stopped with
    /// [`Error::Slow`], on PostgreSQL statement by statement.
    pub(crate) async fn snapshot_in_time(&self) -> Result<Tx> {
        self.limited(Some(self.longest)).await
    }

    async fn limited(&self, patience: Option<Duration>) -> Result<Tx> {
        let engine = self.engine.clone();
        self.begun(async move {
            match engine {
                Engine::Sqlite(db) => db.snapshot(patience).await.map(Inner::Sqlite),
                Engine::Postgres(db) => db.snapshot(patience).await.map(Inner::Postgres),
            }
        })
        .await
    }

    async fn begun(&self, start: impl Future<Output = Result<Inner>> + Send + 'static) -> Result<Tx> {
        // A task of its own: a caller that goes away in the middle must not leave a connection half begun.
        let begun = tokio::spawn(start).await;
        let begun = begun.map_err(Error::of_panic)?;
        Ok(Tx {
            inner: self.state.seen(begun)?,
            state: Arc::clone(&self.state),
        })
    }

    /// Asks the database whether it answers.
    pub async fn ping(&self) -> Result<()> {
        self.fetch(Sql::new("SELECT 1")).await.map(drop)
    }

    /// Tidies up after a bulk change, so that the next queries are planned well.
    pub async fn settle(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.settle().await,
            Engine::Postgres(db) => db.settle().await,
        }
    }

    /// Is the index of the searched text in many parts?
    pub(crate) async fn search_is_scattered(&self) -> Result<bool> {
        match &self.engine {
            Engine::Sqlite(db) => db.search_is_scattered().await,
            Engine::Postgres(_) => Ok(false),
        }
    }

    /// Merges a part of the index of the searched text, which leaves out what was deleted; false once all are one.
    pub(crate) async fn merge_search(&self, first: bool) -> Result<bool> {
        match &self.engine {
            Engine::Sqlite(db) => db.merge_search(first).await,
            Engine::Postgres(_) => Ok(false),
        }
    }

    /// Moves what is in the log to the file, and empties the log; false where a reader is in the way.
    pub(crate) async fn empty_log(&self) -> Result<bool> {
        match &self.engine {
            Engine::Sqlite(db) => db.empty_log().await,
            Engine::Postgres(_) => Ok(true),
        }
    }

    /// May something large be written? Not while the log is long already because somebody still reads from before it:
    /// it would grow for as long as they read.
    pub async fn takes_much(&self) -> Result<bool> {
        match &self.engine {
            Engine::Sqlite(db) => db.log_has_room().await,
            Engine::Postgres(_) => Ok(true),
        }
    }

    /// Looks for damage in all that is stored, aside from what people wait for; where there is some,
    /// [`health`](Self::health) says so from then on. PostgreSQL looks after its own.
    ///
    /// # Errors
    /// [`Error::Damaged`], and what keeps the database from being read.
    pub async fn look_over(&self) -> Result<()> {
        self.look_over_by("PRAGMA quick_check(1)").await
    }

    /// Like [`look_over`](Self::look_over), by a check that may take longer.
    pub(crate) async fn look_over_by(&self, check: &'static str) -> Result<()> {
        match self.engine.clone() {
            Engine::Sqlite(db) => {
                let looked = aside(move || db.look_over(check)).await;
                self.state.seen(looked.map_err(Error::of_panic)?)
            }
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Closes every connection; what runs ends first.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(db) => db.close().await,
            Engine::Postgres(db) => db.close().await,
        }
    }

    /// Is it SQLite? Only tests of the engines themselves may ask.
    #[cfg(feature = "testing")]
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    /// The rows of one statement, outside of any transaction.
    pub(crate) async fn fetch(&self, sql: Sql) -> Result<Vec<Row>> {
        self.state.seen(match &self.engine {
            Engine::Sqlite(db) => sqlite::fetch(&db.readers, sql).await,
            Engine::Postgres(db) => postgres::fetch(&db.pool, sql).await,
        })
    }

    /// The rows of one statement that only reads, or nothing where it takes longer than `patience`, or its turn does
    /// not come: it is stopped then.
    pub(crate) async fn fetch_within(&self, sql: Sql, patience: Duration) -> Result<Option<Vec<Row>>> {
        let read = async { self.limited(Some(patience)).await?.fetch(sql).await };
        match read.await {
            Err(Error::Slow | Error::Busy) => Ok(None),
            rows => rows.map(Some),
        }
    }

    /// The rows of one statement whose conditions somebody has made up; too slow ones are stopped.
    ///
    /// # Errors
    /// [`Error::Slow`], and what there is of others.
    pub(crate) async fn fetch_in_time(&self, sql: Sql) -> Result<Vec<Row>> {
        self.snapshot_in_time().await?.fetch(sql).await
    }

    /// The first row of one statement, outside of any transaction.
    pub(crate) async fn fetch_one(&self, sql: Sql) -> Result<Option<Row>> {
        Ok(self.fetch(sql).await?.into_iter().next())
    }

    /// Hands the rows of one statement to `each`, in constant memory, aside from what people wait for. Where something is
    /// to be looked at first, both come from one state of the database. Reading ends where nobody waits for its end any
    /// more.
    pub(crate) async fn stream<F>(&self, first: Option<First>, sql: Sql, mut each: F) -> Result<u64>
    where
        F: FnMut(&[Raw<'_>]) -> std::io::Result<()> + Send + 'static,
    {
        let asker = Arc::new(());
        let waiting = Arc::downgrade(&asker);
        let each = move |cells: &[Raw<'_>]| match waiting.strong_count() {
            0 => Err(std::io::Error::other("nobody waits for the rows")),
            _ => each(cells),
        };
        let engine = self.engine.clone();
        let runtime = tokio::runtime::Handle::current();
        let read = aside(move || match engine {
            Engine::Sqlite(db) => db.stream(first, &sql, each),
            Engine::Postgres(db) => runtime.block_on(db.stream(first, sql, each)),
        });
        let read = read.await.map_err(Error::of_panic)?;
        drop(asker);
        self.state.seen(read)
    }
}

/// Unique keys: what they are to people, the columns SQLite names, and the index PostgreSQL names.
const UNIQUE: [(Unique, &str, &str); 6] = [
    (
        Unique::CustomerEmail,
        "customer.email_lower, customer.website_id",
        "customer_by_email",
    ),
    (
        Unique::CompanyAdmin,
        "customer.company_id",
        "customer_by_company_admin",
    ),
    (Unique::UserEmail, "app_user.email_lower", "app_user_by_email"),
    (Unique::WebsiteCode, "website.code", "website_by_code"),
    (Unique::StoreViewCode, "store_view.code", "store_view_by_code"),
    (
        Unique::OrderNumber,
        "customer_order.increment",
        "customer_order_by_increment",
    ),
];
