//! A database that somebody else holds is busy, not broken, and free again afterwards; so is one that is asked too much.

use domain::customers::{present::Births, query::GridQuery};
use std::time::Duration;
use storage::{
    Error, Store,
    customers::{
        milestones::Spacing,
        operation,
        read::{Lens, Scope, count, count_within, page_and_version},
        record::save,
    },
    testing::{self, random_customers},
};

const PATIENCE: Duration = Duration::from_secs(1);

async fn write(store: &Store) -> storage::Result<()> {
    let mut tx = store.begin().await?;
    operation::open(&mut tx, "test", "", "", 1).await?;
    tx.commit().await
}

/// Two programs on one database: while one is in the middle of a write, the other is told to wait.
async fn held_then_free(holder: &Store, other: &Store) {
    let mut held = holder.begin().await.unwrap();
    operation::open(&mut held, "test", "", "", 1).await.unwrap();
    assert!(matches!(write(other).await, Err(Error::Busy)));
    other.ping().await.unwrap();
    held.commit().await.unwrap();
    write(other).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/new/folder/test.db", folder.path().display());
    let holder = Store::open(&url).await.unwrap();
    holder.migrate().await.unwrap();
    let other = Store::open_with(&url, PATIENCE).await.unwrap();
    held_then_free(&holder, &other).await;
    // Within one program writers queue, and a queue that does not move is busy as well.
    let _held = other.begin().await.unwrap();
    assert!(matches!(write(&other).await, Err(Error::Busy)));
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    testing::run_at(testing::Engine::Postgres, async |holder, url| {
        let other = Store::open_with(&url, PATIENCE).await.unwrap();
        held_then_free(&holder, &other).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_plans_each_statement_for_its_values() {
    testing::run_at(testing::Engine::Postgres, async |store, _| {
        let asked = "SELECT 1 WHERE current_setting('plan_cache_mode') = 'force_custom_plan'";
        assert_eq!(testing::by_hand(&store, asked).await.unwrap(), 1);
    })
    .await;
}

storage::both_engines! {
    async fn a_question_that_takes_too_long_is_stopped(store: Store) {
        let mut tx = store.begin().await.unwrap();
        let operation = operation::open(&mut tx, "test", "", "", 1).await.unwrap();
        save(&mut tx, operation, &mut random_customers(3_000, 7, None), 1).await.unwrap();
        tx.commit().await.unwrap();
        let lens = Lens {
            now: 1,
            today: chrono::NaiveDate::default(),
            clock: &|_| 0..1,
            sight: Births::Day.into(),
        };
        let hurried = store.clone().hurried(Duration::ZERO);
        // Everybody has what is looked for, again and again, and all but the last are passed over.
        let (query, notices) = GridQuery::parse(&format!("q={}&page=140", ["@"; 90].join("+")));
        assert!(notices.is_empty(), "{notices:?}");
        let page = page_and_version(&hurried, &query, Scope::All, &lens).await;
        assert!(matches!(page, Err(Error::Slow)));
        assert!(matches!(count(&hurried, &query, Scope::All, &lens).await, Err(Error::Slow)));
        assert_eq!(count_within(&hurried, &query, Scope::All, &lens, None).await.unwrap(), None);
        assert_eq!(count(&store, &query, Scope::All, &lens).await.unwrap(), 3_000);
        let page = page_and_version(&store, &query, Scope::All, &lens).await.unwrap();
        assert_eq!(page.rows.len(), 20);
        // So is one far down, whose way is marked.
        let far = GridQuery::parse("sort=name&f.city.empty=0&page=140").0;
        let hurried_far = hurried.clone().spaced(Spacing { step: 20, ..Spacing::default() });
        let page = page_and_version(&hurried_far, &far, Scope::All, &lens).await;
        assert!(matches!(page, Err(Error::Slow)));
        // Nothing is left of the haste: all are put in order, over every connection there is.
        let all = GridQuery::parse("sort=-country,city").0;
        for _ in 0..16 {
            let first = page_and_version(&hurried, &all, Scope::All, &lens).await.unwrap();
            assert_eq!(first.rows.len(), 20, "the connection serves the next one");
        }
    }
}

#[tokio::test]
async fn an_address_of_no_database_is_refused() {
    let refused = Store::open("mysql://localhost/cohort").await;
    assert!(matches!(refused, Err(Error::Database(_))));
}
