//! The migrations make the same tables on both engines.

use sqlx::{Connection, Executor, SqliteConnection};
use storage::{
    customers::{loading, operation, record::save},
    testing::{Engine, indexes, random_customers, run, run_at, schema},
};

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_have_the_same_logical_schema() {
    let (send, receive) = std::sync::mpsc::channel();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let send = send.clone();
        run(engine, async move |store| {
            send.send(schema(&store).await.unwrap()).unwrap()
        })
        .await;
    }
    let (sqlite, postgres) = (receive.recv().unwrap(), receive.recv().unwrap());
    assert!(
        sqlite.contains(&"customer.email_lower text".to_owned()),
        "{sqlite:#?}"
    );
    let only = |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).cloned().collect::<Vec<_>>();
    assert_eq!(only(&sqlite, &postgres), [""; 0], "only on SQLite");
    assert_eq!(only(&postgres, &sqlite), [""; 0], "only on PostgreSQL");
}

/// The index of the searched text as it was before, and what a load noted that was cut off then.
const EARLIER: &str = "
    DROP TABLE customer_search;
    CREATE VIRTUAL TABLE customer_search USING fts5 (search, content = '', contentless_delete = 1,
        detail = 'none', tokenize = 'trigram case_sensitive 1');
    DROP TRIGGER customer_search_in;
    DROP TRIGGER customer_search_change;
    DROP TRIGGER customer_search_out;
    INSERT INTO customer_search (rowid, search) SELECT id, search FROM customer_grid WHERE id > 10;
    INSERT OR REPLACE INTO setting (key, value) VALUES ('indexes_to_build',
        '[\"INSERT OR REPLACE INTO customer_search (rowid, search) SELECT id, search FROM customer_grid\"]');
";

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_an_earlier_version_is_made_anew() {
    run_at(Engine::Sqlite, async |store, url| {
        let mut tx = store.begin().await.unwrap();
        let operation = operation::open(&mut tx, "test", "", "", 0).await.unwrap();
        let mut records = random_customers(50, 1, None);
        save(&mut tx, operation, &mut records, 0).await.unwrap();
        tx.commit().await.unwrap();
        let mut earlier = SqliteConnection::connect(&url).await.unwrap();
        let words = async |db: &mut SqliteConnection| -> Vec<(String, i64)> {
            let vocabulary = "CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, customer_search, row); \
                              SELECT term, doc FROM temp.words; DROP TABLE temp.words";
            sqlx::query_as(vocabulary).fetch_all(db).await.unwrap()
        };
        let before = words(&mut earlier).await;
        assert!(before.len() > 100);
        let migration = include_str!("../../../migrations/sqlite/0016_search_changes.sql");
        for statements in [EARLIER, migration] {
            earlier.execute(statements).await.unwrap();
        }
        assert_eq!(words(&mut earlier).await, before);
        // What was noted is done as it is now, and nobody is in the index twice.
        store.migrate().await.unwrap();
        assert_eq!(words(&mut earlier).await, before);
        for record in &mut records {
            record.last_name = "Changed".to_owned();
        }
        let mut tx = store.begin().await.unwrap();
        save(&mut tx, operation, &mut records, 0).await.unwrap();
        let ids: Vec<_> = records.iter().map(|record| record.id).collect();
        storage::customers::record::delete(&mut tx, operation, &ids)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(words(&mut earlier).await, []);
    })
    .await;
}

storage::both_engines! {
    async fn a_load_without_indexes_leaves_them_as_they_were(store: Store) {
        let before = indexes(&store, "customer_grid").await.unwrap();
        assert!(before.len() >= 27, "{before:?}");
        loading::begin(&store).await.unwrap();
        assert!(indexes(&store, "customer_grid").await.unwrap().is_empty());
        // A second load finds none to take away, and forgets none.
        loading::begin(&store).await.unwrap();
        // The load is cut off here; whoever opens the database next builds them.
        store.migrate().await.unwrap();
        assert_eq!(indexes(&store, "customer_grid").await.unwrap(), before);
        loading::finish(&store).await.unwrap();
        assert_eq!(indexes(&store, "customer_grid").await.unwrap(), before);
    }

    async fn migrating_twice_changes_nothing(store: Store) {
        let before = schema(&store).await.unwrap();
        store.migrate().await.unwrap();
        assert_eq!(schema(&store).await.unwrap(), before);
        store.ping().await.unwrap();
    }

    async fn a_new_shop_has_what_every_shop_has(store: Store) {
        let reference = storage::reference::reference(&store).await.unwrap();
        let names = |rows: &[(i64, String)]| rows.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&reference.groups), ["NOT LOGGED IN", "General", "Wholesale", "Retailer"]);
        assert_eq!(reference.websites, [(1, "Main Website".to_owned())]);
        let shop = storage::reference::shop(&store, "2026-11-21").await.unwrap();
        assert_eq!(shop.websites, [(1, "base".to_owned())]);
        assert_eq!(shop.groups, [0, 1, 2, 3]);
        assert!(shop.store_views.contains(&(1, "default".to_owned(), "Default Store View".to_owned())));
    }

    async fn a_new_shop_has_no_account_that_anybody_could_know(store: Store) {
        let rows = storage::testing::contents(&store).await.unwrap();
        assert!(rows.iter().any(|row| row.starts_with("customer_group ")), "it was looked at: {rows:?}");
        assert!(!rows.iter().any(|row| row.starts_with("app_user ")), "{rows:?}");
    }
}
