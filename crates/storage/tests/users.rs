//! Users, their sessions and failed attempts, on both engines.

use domain::access::Role;
use storage::{
    Error, Store, Unique,
    sessions::{self, Listed, Origin, Session},
    users,
};

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
        users::set_profile(&mut tx, jon.id, "nl", "dark", "compact").await.unwrap();
        tx.commit().await.unwrap();
        let jon = users::by_email(&store, "jon@example.com").await.unwrap().unwrap();
        assert_eq!((&*jon.locale, &*jon.theme, &*jon.density), ("nl", "dark", "compact"));
    }

    async fn a_session_lasts_until_it_ends(store: Store) {
        let jon = added(&store, "jon@example.com").await;
        let mut tx = store.begin().await.unwrap();
        for token in ["one", "two"] {
            sessions::create(&mut tx, token, jon.id, &Origin::default(), 10..20).await.unwrap();
        }
        tx.commit().await.unwrap();
        let find = async |hash, now| sessions::find(&store, hash, now).await.unwrap();
        let until = |expires_at| Some(Session { user: jon.clone(), created_at: 10, expires_at });
        assert_eq!(find("one", 19).await, until(20));
        assert_eq!(find("one", 20).await, None);
        assert_eq!(find("three", 19).await, None);
        let mut tx = store.begin().await.unwrap();
        assert!(sessions::prolong(&mut tx, "one", 15, 30).await.unwrap());
        assert!(!sessions::prolong(&mut tx, "one", 15, 25).await.unwrap(), "it lasts longer already");
        assert!(!sessions::prolong(&mut tx, "one", 30, 50).await.unwrap(), "it has run out");
        sessions::end(&mut tx, "two").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(find("one", 29).await, until(30));
        assert_eq!(find("two", 15).await, None);
    }

    async fn sessions_are_known_by_where_and_when_they_began(store: Store) {
        let (jon, ann) = (added(&store, "jon@example.com").await, added(&store, "ann@example.com").await);
        let from = |agent: &str| Origin { address: "192.0.2.7".into(), agent: agent.into() };
        let mut tx = store.begin().await.unwrap();
        for (token, user, agent, lasting) in [
            ("one", &jon, "Firefox, Linux", 10..30),
            ("two", &jon, "Safari, iPhone", 20..40),
            ("hers", &ann, "Edge, Windows", 10..40),
        ] {
            sessions::create(&mut tx, token, user.id, &from(agent), lasting).await.unwrap();
        }
        tx.commit().await.unwrap();
        let listed = |token: &str, created_at, agent| Listed {
            token_hash: token.into(),
            created_at,
            origin: from(agent),
        };
        let (one, two) = (listed("one", 10, "Firefox, Linux"), listed("two", 20, "Safari, iPhone"));
        assert_eq!(sessions::list(&store, jon.id, 25).await.unwrap(), [two.clone(), one]);
        assert_eq!(sessions::list(&store, jon.id, 30).await.unwrap(), [two], "the first has run out");
        let mut tx = store.begin().await.unwrap();
        assert_eq!(sessions::end_of(&mut tx, jon.id, 20).await.unwrap(), 1);
        assert_eq!(sessions::end_of(&mut tx, jon.id, 20).await.unwrap(), 0);
        assert_eq!(sessions::end_of(&mut tx, jon.id, 11).await.unwrap(), 0);
        tx.commit().await.unwrap();
        assert_eq!(sessions::list(&store, ann.id, 25).await.unwrap(), [listed("hers", 10, "Edge, Windows")]);
    }

    async fn attempts_are_counted_until_old_or_cleared(store: Store) {
        let mut tx = store.begin().await.unwrap();
        let mut note = async |key, now, since| users::note_attempt(&mut tx, key, now, since).await.unwrap();
        assert_eq!(note("jon", 1, 0).await.count, 1);
        assert_eq!(note("jon", 5, 0).await.count, 2);
        assert_eq!(note("ann", 5, 0).await.count, 1);
        let last = note("jon", 9, 5).await;
        assert_eq!((last.count, last.before), (2, Some(5)), "the first one is too old");
        users::forget_attempt(&mut tx, last.id).await.unwrap();
        let mut note = async |key, now, since| users::note_attempt(&mut tx, key, now, since).await.unwrap();
        assert_eq!(note("jon", 9, 5).await.count, 2);
        users::clear_attempts(&mut tx, "jon").await.unwrap();
        let mut note = async |key, now, since| users::note_attempt(&mut tx, key, now, since).await.unwrap();
        assert_eq!(note("jon", 9, 5).await.count, 1);
        assert_eq!(note("ann", 9, 5).await.count, 2);
        tx.commit().await.unwrap();
    }

    async fn tries_at_the_same_moment_count_each_other(store: Store) {
        let tries = (0..20).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let count = users::note_attempt(&mut tx, "jon", 1, 0).await.unwrap().count;
                tx.commit().await.unwrap();
                count
            })
        });
        let mut counts = Vec::new();
        for one in tries.collect::<Vec<_>>() {
            counts.push(one.await.unwrap());
        }
        counts.sort_unstable();
        assert_eq!(counts, (1..=20).collect::<Vec<_>>());
    }
}
