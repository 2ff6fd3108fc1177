//! Users, their sessions and failed attempts, on both engines.

use domain::access::Role;
use storage::{Error, Store, Unique, sessions, users};

async fn added(store: &Store, email: &str) -> users::User {
    let mut tx = store.begin().await.unwrap();
    users::add(&mut tx, email, Role::Contributor, "$argon2id$...", 1)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    users::by_email(store, email).await.unwrap().unwrap()
}

storage::both_engines! {
    async fn users_are_known_by_address_in_any_case(store: Store) {
        assert_eq!(users::count(&store).await.unwrap(), 0);
        let jon = added(&store, "Jon@example.com").await;
        assert_eq!((jon.email.as_str(), jon.role, jon.active), ("Jon@example.com", Role::Contributor, true));
        assert_eq!(users::by_email(&store, "JON@EXAMPLE.COM").await.unwrap(), Some(jon.clone()));
        assert_eq!(users::by_email(&store, "other@example.com").await.unwrap(), None);
        assert_eq!(users::count(&store).await.unwrap(), 1);
        let mut tx = store.begin().await.unwrap();
        let clash = users::add(&mut tx, "jon@EXAMPLE.com", Role::Viewer, "", 1).await;
        assert!(matches!(clash, Err(Error::Clash { what: Unique::UserEmail })), "{clash:?}");
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        users::set_profile(&mut tx, jon.id, "nl", "dark").await.unwrap();
        tx.commit().await.unwrap();
        let jon = users::by_email(&store, "jon@example.com").await.unwrap().unwrap();
        assert_eq!((jon.locale.as_str(), jon.theme.as_str()), ("nl", "dark"));
    }

    async fn a_session_lasts_until_it_ends(store: Store) {
        let jon = added(&store, "jon@example.com").await;
        let mut tx = store.begin().await.unwrap();
        sessions::create(&mut tx, "one", &jon, 10, 20).await.unwrap();
        sessions::create(&mut tx, "two", &jon, 10, 20).await.unwrap();
        tx.commit().await.unwrap();
        let find = async |hash, now| sessions::find(&store, hash, now).await.unwrap();
        assert_eq!(find("one", 19).await, Some(jon.clone()));
        assert_eq!(find("one", 20).await, None);
        assert_eq!(find("three", 19).await, None);
        let mut tx = store.begin().await.unwrap();
        assert!(sessions::touch(&mut tx, "one", 15, 30).await.unwrap());
        assert!(!sessions::touch(&mut tx, "one", 30, 50).await.unwrap(), "it has run out");
        sessions::end(&mut tx, "two").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(find("one", 29).await, Some(jon));
        assert_eq!(find("two", 15).await, None);
    }

    async fn attempts_are_counted_until_cleared(store: Store) {
        let mut tx = store.begin().await.unwrap();
        for at in [1, 5, 9] {
            users::note_attempt(&mut tx, "jon", at).await.unwrap();
        }
        users::note_attempt(&mut tx, "ann", 9).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(users::attempts(&store, "jon", 5).await.unwrap(), 2);
        let mut tx = store.begin().await.unwrap();
        users::clear_attempts(&mut tx, "jon").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(users::attempts(&store, "jon", 0).await.unwrap(), 0);
        assert_eq!(users::attempts(&store, "ann", 0).await.unwrap(), 1);
    }
}
