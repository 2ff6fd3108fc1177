//! Saved views and the place where somebody left the grid, on both engines.

use domain::{
    access::Role,
    customers::{query::GridQuery, view::Document},
    ids::{UserId, ViewId},
};
use storage::{Error, Store, Unique, customers::views, testing::spoil_views, users};

async fn user(store: &Store, email: &str) -> UserId {
    let mut tx = store.begin().await.unwrap();
    let id = users::add(&mut tx, email, Role::Viewer, "", 1).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn document(query: &str) -> Document {
    Document::of(&GridQuery::parse(query).0)
}

async fn added(store: &Store, owner: UserId, name: &str) -> ViewId {
    let mut tx = store.begin().await.unwrap();
    let id = views::add(&mut tx, owner, name, &document("f.country=NL"), 1)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

storage::both_engines! {
    async fn views_are_ones_own_or_ones_roles(store: Store) {
        let (ann, bob) = (user(&store, "ann@example.com").await, user(&store, "bob@example.com").await);
        let zebra = added(&store, ann, "Zebra").await;
        let apple = added(&store, ann, "Äpple").await;
        let mine = added(&store, bob, "Mine").await;
        let mut tx = store.begin().await.unwrap();
        views::share(&mut tx, zebra, Some(Role::Viewer), 2).await.unwrap();
        views::share(&mut tx, apple, Some(Role::Contributor), 2).await.unwrap();
        tx.commit().await.unwrap();
        let ids = async |user, role| {
            let found = views::list(&store, user, role).await.unwrap();
            found.iter().map(|view| view.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(ann, Role::Viewer).await, [apple, zebra]);
        assert_eq!(ids(bob, Role::Viewer).await, [mine, zebra]);
        assert_eq!(ids(bob, Role::Contributor).await, [mine, apple]);
        let found = views::list(&store, bob, Role::Viewer).await.unwrap();
        assert_eq!((found[1].owner, &*found[1].owner_email), (ann, "ann@example.com"));
        assert_eq!((found[1].shared, found[1].version), (Some(Role::Viewer), 2));
        assert_eq!(found[1].document, Some(document("f.country=NL")));
    }

    async fn a_view_is_changed_and_deleted(store: Store) {
        let ann = user(&store, "ann@example.com").await;
        let id = added(&store, ann, "Dutch").await;
        let mut tx = store.begin().await.unwrap();
        views::change(&mut tx, id, "Belgian", &document("f.country=BE"), 2).await.unwrap();
        let held = views::hold(&mut tx, id).await.unwrap().unwrap();
        assert_eq!((&*held.name, held.version), ("Belgian", 2));
        assert_eq!(held.document, Some(document("f.country=BE")));
        assert_eq!(views::names(&mut tx, ann, ViewId::DEFAULT).await.unwrap(), ["belgian"]);
        assert_eq!(views::names(&mut tx, ann, id).await.unwrap(), [""; 0]);
        views::delete(&mut tx, id).await.unwrap();
        assert_eq!(views::hold(&mut tx, id).await.unwrap(), None);
        tx.commit().await.unwrap();
    }

    async fn one_owner_gives_a_name_once(store: Store) {
        let ann = user(&store, "ann@example.com").await;
        added(&store, ann, "Dutch").await;
        let mut tx = store.begin().await.unwrap();
        let clash = views::add(&mut tx, ann, "DUTCH", &document(""), 1).await;
        assert!(matches!(clash, Err(Error::Clash { what: Unique::Other })), "{clash:?}");
    }

    async fn a_document_that_is_none_takes_no_other_view_with_it(store: Store) {
        let ann = user(&store, "ann@example.com").await;
        added(&store, ann, "Dutch").await;
        let mut tx = store.begin().await.unwrap();
        views::keep_place(&mut tx, ann, &document("q=x")).await.unwrap();
        tx.commit().await.unwrap();
        spoil_views(&store, "not a document").await.unwrap();
        added(&store, ann, "Fresh").await;
        let found = views::list(&store, ann, Role::Viewer).await.unwrap();
        let usable: Vec<_> = found.iter().map(|view| (&*view.name, view.document.is_some())).collect();
        assert_eq!(usable, [("Dutch", false), ("Fresh", true)]);
        assert_eq!(views::place(&store, ann).await.unwrap(), None);
    }

    async fn a_place_is_kept_per_person(store: Store) {
        let (ann, bob) = (user(&store, "ann@example.com").await, user(&store, "bob@example.com").await);
        assert_eq!(views::place(&store, ann).await.unwrap(), None);
        for words in ["q=x", "q=y"] {
            let mut tx = store.begin().await.unwrap();
            views::keep_place(&mut tx, ann, &document(words)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(views::place(&store, ann).await.unwrap(), Some(document(words)));
        }
        assert_eq!(views::place(&store, bob).await.unwrap(), None);
    }
}
