//! A database that somebody else holds is busy, not broken, and free again afterwards.

use std::time::Duration;
use storage::{Error, Store, customers::operation, testing};

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

#[tokio::test]
async fn an_address_of_no_database_is_refused() {
    let refused = Store::open("mysql://localhost/cohort").await;
    assert!(matches!(refused, Err(Error::Database(_))));
}
