//! Entries of who did what: added by several at once, changed by nobody, and a change by force is found.

use storage::{
    Store,
    audit::{self, Chain, Entry},
    testing::{Engine, by_hand, run_at},
};

fn entry(n: i64) -> Entry {
    Entry {
        at: n,
        actor: "ann@example.com".to_owned(),
        event: "signed-in".to_owned(),
        detail: format!("{{\"n\":{n}}}"),
    }
}

async fn add(store: &Store, n: i64) {
    let mut tx = store.begin().await.unwrap();
    audit::append(&mut tx, &entry(n)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn whole(store: &Store) -> i64 {
    match audit::check(store).await.unwrap() {
        Chain::Whole { entries, .. } => entries,
        broken => panic!("{broken:?}"),
    }
}

storage::both_engines! {
    async fn entries_are_chained_and_read_back(store: Store) {
        assert_eq!(whole(&store).await, 0);
        for n in 1..=3 {
            add(&store, n).await;
        }
        let last = audit::last(&store, 2).await.unwrap();
        assert_eq!(last.iter().map(|kept| kept.id).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(last[1].entry, entry(3));
        let head = last[1].hash.clone();
        assert_eq!(audit::check(&store).await.unwrap(), Chain::Whole { entries: 3, head });
    }

    async fn one_that_was_taken_back_leaves_no_gap(store: Store) {
        add(&store, 1).await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(audit::append(&mut tx, &entry(2)).await.unwrap(), 2);
        drop(tx);
        add(&store, 3).await;
        assert_eq!(whole(&store).await, 2);
    }

    async fn nothing_is_changed_or_taken_away(store: Store) {
        for n in 1..=2 {
            add(&store, n).await;
        }
        for statement in [
            "UPDATE audit SET actor = ''",
            "DELETE FROM audit WHERE id = 2",
            "DELETE FROM audit",
        ] {
            let refused = by_hand(&store, statement).await;
            assert!(refused.is_err(), "{statement}: {refused:?}");
        }
        let again = "INSERT INTO audit (id, at, actor, event, detail, hash) VALUES (1, 1, '', '', '', '')";
        assert!(by_hand(&store, again).await.is_err());
        assert_eq!(whole(&store).await, 2);
    }
}

#[tokio::test]
async fn neither_is_anything_replaced_or_cut_off_all_at_once() {
    for (engine, statement) in [
        (
            Engine::Sqlite,
            "INSERT OR REPLACE INTO audit (id, at, actor, event, detail, hash) VALUES (1, 1, '', '', '', '')",
        ),
        (Engine::Postgres, "TRUNCATE audit"),
    ] {
        run_at(engine, async move |store, _| {
            add(&store, 1).await;
            assert!(by_hand(&store, statement).await.is_err(), "{statement}");
            assert_eq!(whole(&store).await, 1);
        })
        .await;
    }
}

#[tokio::test]
async fn a_change_past_the_triggers_is_found() {
    for (engine, past) in [
        (
            Engine::Sqlite,
            ["DROP TRIGGER audit_stays", "DROP TRIGGER audit_keeps"].as_slice(),
        ),
        (Engine::Postgres, &["DROP TRIGGER audit_stays ON audit"]),
    ] {
        for (by_force, first) in [
            ("UPDATE audit SET actor = 'bob@example.com' WHERE id = 2", 2),
            ("UPDATE audit SET at = 7 WHERE id = 3", 3),
            ("UPDATE audit SET detail = '{}' WHERE id = 1", 1),
            ("DELETE FROM audit WHERE id = 2", 2),
            ("DELETE FROM audit WHERE id = 4", 4),
            ("DELETE FROM audit", 1),
            ("UPDATE audit SET hash = 'x' WHERE id = 4", 4),
        ] {
            run_at(engine, async move |store, _| {
                for n in 1..=4 {
                    add(&store, n).await;
                }
                for statement in past {
                    by_hand(&store, statement).await.unwrap();
                }
                by_hand(&store, by_force).await.unwrap();
                let found = audit::check(&store).await.unwrap();
                assert_eq!(found, Chain::Broken(first), "{by_force}");
            })
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_who_add_at_once_stand_in_line() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        run_at(engine, async move |store, url| {
            // Two programs, and several requests in each.
            let other = Store::open(&url).await.unwrap();
            let adding = (0..40).map(|n| {
                let store = if n % 2 == 0 { store.clone() } else { other.clone() };
                tokio::spawn(async move { add(&store, n).await })
            });
            for one in adding.collect::<Vec<_>>() {
                one.await.unwrap();
            }
            assert_eq!(whole(&store).await, 40);
        })
        .await;
    }
}
