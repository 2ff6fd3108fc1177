//! Imports that are interrupted: killed, fenced off, kept waiting, or clashing with somebody else's.

use super::{
    run::{Built, Plan, Watch, build_one, import, run_job},
    watch::JobWatch,
};
use crate::{
    context::{Actor, Clock, Ctx, Shared},
    jobs::{JobLease, Outcome, run_one},
};
use domain::{
    ids::{CustomerId, JobId, WebsiteId},
    imports::{Behavior, FileKind, OnError, header::Reading, report::Report},
    jobs::{Job, Progress, State, Task},
    time::Micros,
};
use std::{path::PathBuf, sync::Arc, time::Duration};
use storage::{
    Error, Store, Tx, Unique,
    customers::{
        loading,
        operation::{self, OperationId},
        record::{self, CustomerRecord},
    },
    jobs::{self, Lane},
    testing::{self, Engine, fill_disk},
};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};

mod killed;
mod waiting;

const SPOOL: &str = "import-1.csv";
const LEASE: Micros = 30_000_000;
const COLUMNS: &str = "email,_website,firstname,lastname";

const SKIP: Plan = Plan {
    reading: Reading::PLAIN,
    behavior: Behavior::AddUpdate,
    on_error: OnError::Skip,
    allowed: 0,
    check: false,
    refused: None,
};

struct Shop {
    shared: Arc<Shared>,
    folder: TempDir,
}

/// An empty shop over a database of either kind.
struct Empty;

impl Empty {
    async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Shop) -> T) {
        testing::run(engine, |store| {
            test(Shop::over(store, tempfile::tempdir().unwrap()))
        })
        .await;
    }
}

impl Shop {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("shop.db").display());
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        Self::over(store, folder)
    }

    /// Over a database of either kind, which is ready.
    fn over(store: Store, folder: TempDir) -> Self {
        let shared = Shared {
            spare: 0,
            ..Shared::new(
                store,
                Clock::fixed(1_795_262_400_000_000),
                folder.path().to_owned(),
            )
        };
        Self {
            shared: Arc::new(shared),
            folder,
        }
    }

    fn ctx(&self) -> Ctx {
        Ctx::new(Arc::clone(&self.shared), Actor::operator())
    }

    fn refused(&self) -> PathBuf {
        self.folder.path().join(super::refused_name(SPOOL))
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join(SPOOL);
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn queued(&self, plan: Plan) -> JobId {
        let task = Task::Import {
            file_name: "customers.csv".to_owned(),
            spool: SPOOL.to_owned(),
            file_kind: plan.reading.kind.unwrap_or(FileKind::Main),
            behavior: plan.behavior,
            on_error: plan.on_error,
            allowed: plan.allowed,
            check: plan.check,
            reading: plan.reading,
        };
        let mut tx = self.shared.store.begin().await.unwrap();
        let id = jobs::enqueue(&mut tx, &task, "", 0).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn claimed(&self) -> JobLease {
        loop {
            let now = self.shared.clock.now();
            let claim = jobs::claim(&self.shared.store, Lane::Any, "w", now, LEASE).await;
            if let Some(claim) = claim.unwrap() {
                return self.lease(claim);
            }
            // PostgreSQL holds the row until it has heard that whoever was killed is gone.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn lease(&self, claim: jobs::Claim) -> JobLease {
        JobLease {
            shared: Arc::clone(&self.shared),
            job: claim.job,
            epoch: claim.epoch,
            stop: watch::channel(false).1,
        }
    }

    async fn run(&self, plan: Plan, lease: &JobLease, watch: &mut impl Watch) -> Outcome {
        let path = self.folder.path().join(SPOOL);
        let ran = run_job(&self.ctx(), &path, plan, &lease.job, watch).await;
        ran.unwrap_or_else(|error| Outcome::Failed(format!("{error:?}")))
    }

    /// A worker that is killed in its `batch`th batch, whose lease then runs out.
    async fn killed(&self, plan: Plan, batch: u32) {
        self.killed_at(plan, batch, Step::Begun).await;
    }

    async fn killed_at(&self, plan: Plan, batch: u32, step: Step) {
        let lease = self.claimed().await;
        let silent = Arc::new(Notify::new());
        let mut watch = Fated::new(&lease, batch, Fate::Silence(Arc::clone(&silent)));
        watch.step = step;
        tokio::select! {
            _ = self.run(plan, &lease, &mut watch) => panic!("it was to be killed in batch {batch}"),
            () = silent.notified() => {}
        }
        self.shared.clock.advance(LEASE + 1);
    }

    async fn ended(&self, id: JobId) -> (Job, Report) {
        while !run_one(&self.shared, "test").await.unwrap() {
            // PostgreSQL, as above.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.job(id).await
    }

    async fn job(&self, id: JobId) -> (Job, Report) {
        let job = jobs::get(&self.shared.store, id).await.unwrap().unwrap();
        let report = serde_json::from_str(&job.report).unwrap_or_default();
        (job, report)
    }

    async fn customers(&self, count: i64) -> Vec<CustomerRecord> {
        let ids: Vec<_> = (1..=count).map(CustomerId).collect();
        let mut tx = self.shared.store.begin().await.unwrap();
        record::load(&mut tx, &ids).await.unwrap()
    }
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Its transaction has begun; the batch before it is committed.
    Begun,
    /// Its customers are written.
    Put,
    /// How far the import is, is written as well; only the commit is left.
    Kept,
}

/// What happens in a batch.
enum Fate {
    /// Nothing any more; who listens is told.
    Silence(Arc<Notify>),
    Error(fn() -> Error),
}

/// A watcher by which something happens to the import that it watches.
struct Fated {
    job: Option<JobWatch>,
    /// In these calls of `hold`, counted from 1, it happens.
    at: Vec<u32>,
    /// And then at this step of the batch.
    step: Step,
    fate: Fate,
    calls: u32,
}

impl Fated {
    fn new(lease: &JobLease, at: u32, fate: Fate) -> Self {
        Self {
            job: Some(JobWatch::new(lease.clone())),
            ..Self::alone(vec![at], fate)
        }
    }

    /// Without a job.
    fn alone(at: Vec<u32>, fate: Fate) -> Self {
        Self {
            job: None,
            at,
            step: Step::Begun,
            fate,
            calls: 0,
        }
    }

    async fn befall(&self, step: Step) -> storage::Result<()> {
        if step != self.step || !self.at.contains(&self.calls) {
            return Ok(());
        }
        match &self.fate {
            Fate::Silence(told) => {
                told.notify_one();
                std::future::pending().await
            }
            Fate::Error(why) => Err(why()),
        }
    }
}

impl Watch for Fated {
    async fn told(&mut self, progress: Progress) -> storage::Result<bool> {
        match &mut self.job {
            Some(job) => job.told(progress).await,
            None => Ok(true),
        }
    }

    async fn hold(&mut self, tx: &mut Tx) -> storage::Result<bool> {
        self.calls += 1;
        self.befall(Step::Begun).await?;
        match &mut self.job {
            Some(job) => job.hold(tx).await,
            None => Ok(true),
        }
    }

    async fn keep(&mut self, tx: &mut Tx, so_far: &Report, progress: Progress) -> storage::Result<bool> {
        self.befall(Step::Put).await?;
        let on = match &mut self.job {
            Some(job) => job.keep(tx, so_far, progress).await?,
            None => true,
        };
        self.befall(Step::Kept).await?;
        Ok(on)
    }

    fn pause(&self, tries: usize) -> Option<Duration> {
        (tries < 5).then_some(Duration::from_millis(1))
    }
}

/// A main file of `count` customers, and a row that is refused after every hundredth.
fn many(count: u32, refused: bool) -> String {
    let mut text = format!("{COLUMNS}\n");
    for n in 1..=count {
        text.push_str(&format!("c{n}@example.com,base,C,Number {n}\n"));
        if refused && n % 100 == 0 {
            text.push_str("nobody,base,No,Body\n");
        }
    }
    text
}

fn counts(report: &Report) -> [u64; 5] {
    [
        report.rows,
        report.created,
        report.updated,
        report.deleted,
        report.refused,
    ]
}

storage::both_engines! {
    Empty:
    an_import_that_breaks_off_says_what_is_in,
    an_import_whose_database_stays_busy_says_what_is_in,
    an_import_that_shall_stop_reports_what_is_in,
    a_busy_database_is_asked_again,
    nothing_is_said_to_be_in_where_nothing_is,
    a_customer_whom_somebody_else_adds_meanwhile_is_updated_or_refused,
    refused_rows_are_told_in_the_order_of_the_file,
    both_passes_see_an_address_deleted_twice,
}

async fn an_import_that_breaks_off_says_what_is_in(shop: Shop) {
    let fault = || Error::Database("database or disk is full".to_owned());
    broken_off(shop, fault, "Something went wrong on our side").await;
}

async fn an_import_whose_database_stays_busy_says_what_is_in(shop: Shop) {
    broken_off(shop, || Error::Busy, "The database was busy for too long").await;
}

async fn broken_off(shop: Shop, why: fn() -> Error, reason: &str) {
    let path = shop.file(&many(1_200, false));
    let id = shop.queued(SKIP).await;
    let lease = shop.claimed().await;
    let mut watch = Fated::new(&lease, 0, Fate::Error(why));
    watch.at = (3..20).collect();
    let Outcome::Failed(sentence) = shop.run(SKIP, &lease, &mut watch).await else {
        panic!("it was to fail")
    };
    assert!(sentence.contains(reason), "{sentence}");
    let said = "1,000 of about 1,2";
    assert!(
        sentence.starts_with(said) && sentence.contains("line 1002"),
        "{sentence}"
    );
    let (_, report) = shop.job(id).await;
    assert_eq!(counts(&report), [1_000, 1_000, 0, 0, 0]);
    assert_eq!(shop.customers(1_200).await.len(), 1_000);

    let mut watch = Fated::alone((2..20).collect(), Fate::Error(why));
    let report = import(&shop.ctx(), &path, SKIP, &mut watch).await.unwrap();
    assert_eq!((report.rows, report.unchanged), (500, 500));
    assert!(report.failure.contains(reason) && report.failure.contains("line 502"));
}

async fn an_import_that_shall_stop_reports_what_is_in(shop: Shop) {
    shop.file(&many(600, false));
    let id = shop.queued(SKIP).await;
    let lease = shop.claimed().await;
    let mut tx = shop.shared.store.begin().await.unwrap();
    assert!(jobs::cancel(&mut tx, id, 0).await.unwrap());
    tx.commit().await.unwrap();
    let outcome = shop.run(SKIP, &lease, &mut JobWatch::new(lease.clone())).await;
    assert!(matches!(outcome, Outcome::Cancelled(_)));
    let (_, report) = shop.job(id).await;
    assert_eq!(counts(&report), [500, 500, 0, 0, 0]);
    assert_eq!(shop.customers(600).await.len(), 500);
}

async fn a_busy_database_is_asked_again(shop: Shop) {
    let path = shop.file(&many(600, false));
    let mut watch = Fated::alone(vec![2, 3, 4], Fate::Error(|| Error::Busy));
    let report = import(&shop.ctx(), &path, SKIP, &mut watch).await.unwrap();
    assert_eq!(counts(&report), [600, 600, 0, 0, 0]);
    assert_eq!(report.failure, "");
}

async fn nothing_is_said_to_be_in_where_nothing_is(shop: Shop) {
    let path = shop.file(&many(3, false));
    let mut watch = Fated::alone((1..20).collect(), Fate::Error(|| Error::Busy));
    let error = import(&shop.ctx(), &path, SKIP, &mut watch).await.unwrap_err();
    assert!(matches!(error, domain::error::Error::Busy(_)), "{error:?}");
    assert!(shop.customers(3).await.is_empty());
}

const CLASH: fn() -> Error = || Error::Clash {
    what: Unique::CustomerEmail,
};

async fn a_customer_whom_somebody_else_adds_meanwhile_is_updated_or_refused(shop: Shop) {
    let path = shop.file(&many(3, false));
    let mut watch = Fated::alone(vec![1], Fate::Error(CLASH));
    let report = import(&shop.ctx(), &path, SKIP, &mut watch).await.unwrap();
    assert_eq!(counts(&report), [3, 3, 0, 0, 0]);
    // Twice as a batch, then the second of three by itself.
    let path = shop.file(&many(3, false).replace(",C,", ",D,"));
    let mut watch = Fated::alone(vec![1, 2, 4], Fate::Error(CLASH));
    let report = import(&shop.ctx(), &path, SKIP, &mut watch).await.unwrap();
    assert_eq!(counts(&report), [3, 0, 2, 0, 1]);
    let refusal = &report.refusals[0];
    assert_eq!((refusal.line, refusal.column.as_str()), (3, "email"));
    assert!(
        refusal.reason.contains("customer 2 in Main Website"),
        "{refusal:?}"
    );
}

async fn refused_rows_are_told_in_the_order_of_the_file(shop: Shop) {
    // A gap is found out when the shop is asked, a bad value as soon as it is read.
    let text = "email,_website,firstname,lastname\n\
        a@example.com,base,,A\n\
        nobody,base,B,B\n\
        c@example.com,base,C,\n";
    for check in [true, false] {
        let path = shop.file(text);
        let plan = Plan { check, ..SKIP };
        let report = import(&shop.ctx(), &path, plan, &mut |_: Progress| ())
            .await
            .unwrap();
        let lines: Vec<_> = report.refusals.iter().map(|refusal| refusal.line).collect();
        assert_eq!((report.refused, lines), (3, vec![2, 3, 4]), "check: {check}");
    }
}

async fn both_passes_see_an_address_deleted_twice(shop: Shop) {
    let mut records: Vec<_> = (1..=600)
        .map(|n| CustomerRecord {
            email: format!("c{n}@example.com"),
            website: WebsiteId(1),
            addresses: vec![record::AddressRecord::default()],
            ..CustomerRecord::default()
        })
        .collect();
    let mut tx = shop.shared.store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", 0).await.unwrap();
    record::save(&mut tx, operation, &mut records, 0).await.unwrap();
    tx.commit().await.unwrap();
    let mut text = "_email,_website,_entity_id\n".to_owned();
    for n in (1..=600).chain([1]) {
        text.push_str(&format!("c{n}@example.com,base,{n}\n"));
    }
    let path = shop.file(&text);
    for behavior in [Behavior::Delete, Behavior::Replace] {
        let text = match behavior {
            // The second row of the customer replaces what the first one left, which is address 601 and no more; it
            // lacks a street, so that it makes none.
            Behavior::Replace => format!(
                "_email,_website,_entity_id,firstname,lastname,street,city,country_id\n\
                 c1@example.com,base,,A,A,S,C,NL\n{}c1@example.com,base,1,A,A,,C,NL\n",
                (2..=600)
                    .map(|n| format!("c{n}@example.com,base,{n},A,A,S,C,NL\n"))
                    .collect::<String>()
            ),
            Behavior::Delete | Behavior::AddUpdate => text.clone(),
        };
        std::fs::write(&path, text).unwrap();
        let plan = Plan {
            behavior,
            on_error: OnError::Stop,
            ..SKIP
        };
        let report = import(&shop.ctx(), &path, plan, &mut |_: Progress| ())
            .await
            .unwrap();
        assert!(report.stopped, "{behavior:?} {report:?}");
        assert_eq!(report.refusals[0].line, 602);
        let stored = shop.customers(600).await;
        assert!(stored.iter().all(|customer| customer.addresses.len() == 1));
    }
}
