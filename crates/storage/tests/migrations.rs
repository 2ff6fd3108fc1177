//! The migrations make the same tables on both engines.

use storage::{
    customers::loading,
    testing::{Engine, indexes, run, schema},
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
