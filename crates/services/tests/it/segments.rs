//! Defining, refreshing and reading segments, on a real database.

use crate::harness::{STOP, Shop, TWO, invalid};
use domain::{
    access::Role,
    error::Error,
    ids::{SegmentId, WebsiteId},
    imports::Behavior,
    segments::{
        attribute::{Attribute, Operator},
        condition::{AddressScope, Condition, Group, Test},
        segment::{Definition, Freshness, STALE_AFTER},
    },
};
use services::{
    imports::run::Plan,
    jobs::run_one,
    segments::{define, refresh, report},
};

storage::both_engines! {
    Shop:
    asking_twice_at_once_refreshes_once,
    a_refresh_that_waits_is_cancelled_and_leaves_the_data_as_they_were,
    a_deleted_segment_keeps_no_other_from_being_refreshed,
    save_refresh_count_and_drill_down,
    data_grows_stale_with_time_and_with_the_rule,
    bad_and_stale_definitions_are_refused,
    a_deleted_member_is_counted_no_more,
    viewers_look_and_gone_segments_are_named,
    a_new_segment_that_is_asked_for_again_is_made_once,
}

fn in_campbell() -> Definition {
    let test = Test {
        attribute: Attribute::Zip,
        operator: Operator::Is,
        value: "95008".into(),
    };
    let group = Group {
        children: vec![Condition::Test(test)],
        ..Group::default()
    };
    let address = Condition::Address {
        scope: AddressScope::DefaultBilling,
        group,
    };
    Definition {
        name: "In Campbell".into(),
        websites: vec![WebsiteId(1)],
        active: true,
        rule: Group {
            children: vec![address],
            ..Group::default()
        },
        ..Definition::default()
    }
}

async fn refreshed(shop: &Shop, id: SegmentId) {
    refresh::start(shop.admin(), vec![id]).await.expect("a start");
    assert!(run_one(&shop.shared, "test").await.expect("a run"));
}

/// A refreshed segment of the one customer in Campbell.
pub(crate) async fn with_jon_only(shop: &Shop) -> SegmentId {
    let id = define::save(shop.admin(), None, 0, in_campbell())
        .await
        .expect("a segment");
    refreshed(shop, id).await;
    id
}

async fn asking_twice_at_once_refreshes_once(shop: Shop) {
    let one = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    let other = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    let many = (0..20).map(|n| {
        let ids = match n % 2 {
            0 => vec![one, one, other],
            _ => vec![other, one],
        };
        tokio::spawn(refresh::start(shop.admin(), ids))
    });
    for started in many.collect::<Vec<_>>() {
        let lines = started.await.unwrap().unwrap();
        assert!(lines.iter().all(|line| line.freshness == Freshness::Refreshing));
    }
    for _ in [one, other] {
        assert!(run_one(&shop.shared, "test").await.unwrap());
    }
    assert!(
        !run_one(&shop.shared, "test").await.unwrap(),
        "another word about it is heard"
    );
}

async fn a_refresh_that_waits_is_cancelled_and_leaves_the_data_as_they_were(shop: Shop) {
    let one = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    let other = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    refresh::start(shop.admin(), vec![one, other]).await.unwrap();
    let viewer = shop.as_role(domain::access::Role::Viewer);
    let refused = refresh::cancel(viewer, vec![one]).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let lines = refresh::cancel(shop.admin(), vec![one]).await.unwrap();
    let states: Vec<_> = lines.iter().map(|line| (line.id, line.freshness)).collect();
    assert_eq!(
        states,
        [(one, Freshness::Missing), (other, Freshness::Refreshing)]
    );
    assert!(run_one(&shop.shared, "test").await.unwrap());
    assert!(!run_one(&shop.shared, "test").await.unwrap(), "one was left");
    // It can be asked for again.
    let lines = refresh::start(shop.admin(), vec![one]).await.unwrap();
    assert_eq!(lines[0].freshness, Freshness::Refreshing);
}

async fn a_deleted_segment_keeps_no_other_from_being_refreshed(shop: Shop) {
    let gone = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    let there = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    define::delete(shop.admin(), gone, 1).await.unwrap();
    let lines = refresh::start(shop.admin(), vec![gone, there]).await.unwrap();
    let states: Vec<_> = lines.iter().map(|line| (line.id, line.freshness)).collect();
    assert_eq!(states, [(there, Freshness::Refreshing)]);
    let none = refresh::start(shop.admin(), vec![gone]).await.unwrap();
    assert_eq!(none.len(), 1, "the report as it stands says that it is gone");
    assert!(run_one(&shop.shared, "test").await.unwrap());
    assert!(!run_one(&shop.shared, "test").await.unwrap(), "one was put in");
}

async fn a_new_segment_that_is_asked_for_again_is_made_once(shop: Shop) {
    let save = |ctx, definition, token| define::save_once(ctx, None, 0, definition, token);
    let many = (0..8).map(|_| save(shop.admin(), in_campbell(), "x"));
    let mut made: Vec<_> = futures::future::join_all(many)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    // Another word, another wish or another person is another request; so is one without a word.
    let renamed = Definition {
        name: "Another".into(),
        ..in_campbell()
    };
    for (role, definition, token) in [
        (Role::Administrator, in_campbell(), "y"),
        (Role::Administrator, renamed, "x"),
        (Role::Contributor, in_campbell(), "x"),
        (Role::Administrator, in_campbell(), ""),
        (Role::Administrator, in_campbell(), ""),
    ] {
        let id = save(shop.as_role(role), definition, token).await.unwrap();
        assert!(!made.contains(&id), "{role:?} {token}");
        made.push(id);
    }
    // Nobody comes back after a day.
    shop.shared.clock.advance(domain::time::DAY + 1);
    assert!(!made.contains(&save(shop.admin(), in_campbell(), "x").await.unwrap()));
}

async fn save_refresh_count_and_drill_down(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let id = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    let line = report::report(shop.admin()).await.unwrap().remove(0);
    assert_eq!((line.customers, line.freshness), (None, Freshness::Missing));
    let waiting = refresh::start(shop.admin(), vec![id]).await.unwrap().remove(0);
    assert_eq!(waiting.freshness, Freshness::Refreshing);
    assert!(run_one(&shop.shared, "test").await.unwrap());
    let line = report::report(shop.admin()).await.unwrap().remove(0);
    assert_eq!(
        (line.customers, line.freshness, line.added),
        (Some(1), Freshness::Fresh, 1)
    );
    let members = report::members(shop.admin(), id, String::new()).await.unwrap();
    assert_eq!(members.page.query.columns.len(), 9);
    assert_eq!(
        (members.page.total, members.page.rows[0].cells[2].display.as_str()),
        (1, "jon@example.com")
    );
}

async fn data_grows_stale_with_time_and_with_the_rule(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let id = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    refreshed(&shop, id).await;
    let state = async || report::report(shop.admin()).await.unwrap().remove(0).freshness;
    assert_eq!(state().await, Freshness::Fresh);
    shop.shared.clock.advance(STALE_AFTER + 1);
    assert_eq!(state().await, Freshness::Stale);
    refreshed(&shop, id).await;
    let stored = define::form(shop.admin(), Some(id))
        .await
        .unwrap()
        .segment
        .unwrap();
    let mut renamed = stored.definition.clone();
    renamed.name = "Campbell".into();
    define::save(shop.admin(), Some(id), stored.version, renamed.clone())
        .await
        .unwrap();
    assert_eq!(state().await, Freshness::Fresh, "a new name changes no member");
    renamed.rule = Group::default();
    renamed.everyone_confirmed = true;
    define::save(shop.admin(), Some(id), stored.version + 1, renamed)
        .await
        .unwrap();
    assert_eq!(state().await, Freshness::Stale);
    let members = report::members(shop.admin(), id, String::new()).await.unwrap();
    assert_eq!(members.page.total, 1, "old members stay until the next refresh");
    refreshed(&shop, id).await;
    let line = report::report(shop.admin()).await.unwrap().remove(0);
    assert_eq!((line.customers, line.added, line.removed), (Some(2), 1, 0));
}

async fn bad_and_stale_definitions_are_refused(shop: Shop) {
    let error = define::save(shop.admin(), None, 0, Definition::default())
        .await
        .unwrap_err();
    let keys: Vec<_> = invalid(&error).into_iter().map(|(_, key)| key).collect();
    assert_eq!(keys, ["REQUIRED", "NO_WEBSITE", "EVERYONE"]);
    let id = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    let version = define::form(shop.admin(), Some(id))
        .await
        .unwrap()
        .segment
        .unwrap()
        .version;
    define::save(shop.admin(), Some(id), version, in_campbell())
        .await
        .unwrap();
    // The same again, as a browser sends it that got no answer, and something else.
    let again = define::save(shop.admin(), Some(id), version, in_campbell()).await;
    assert_eq!(again, Ok(id));
    let renamed = Definition {
        name: "Elsewhere".into(),
        ..in_campbell()
    };
    let stale = define::save(shop.admin(), Some(id), version, renamed).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let stale = define::delete(shop.admin(), id, version).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let other = Definition {
        apply_to: domain::segments::segment::ApplyTo::Visitors,
        ..in_campbell()
    };
    let fixed = define::save(shop.admin(), Some(id), version + 1, other)
        .await
        .unwrap_err();
    assert_eq!(invalid(&fixed), [("apply_to".to_owned(), "APPLY_TO_FIXED")]);
}

async fn viewers_look_and_gone_segments_are_named(shop: Shop) {
    let id = define::save(shop.admin(), None, 0, in_campbell()).await.unwrap();
    let viewer = || shop.as_role(Role::Viewer);
    assert!(matches!(
        define::save(viewer(), None, 0, in_campbell()).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        define::delete(viewer(), id, 1).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        refresh::start(viewer(), vec![id]).await,
        Err(Error::Forbidden(_))
    ));
    assert_eq!(report::report(viewer()).await.unwrap().len(), 1);
    let nowhere = report::members(viewer(), SegmentId(99), String::new()).await;
    assert!(matches!(nowhere, Err(Error::NotFound(_))));
    let version = define::form(shop.admin(), Some(id))
        .await
        .unwrap()
        .segment
        .unwrap()
        .version;
    define::delete(shop.admin(), id, version).await.unwrap();
    assert!(report::report(viewer()).await.unwrap().is_empty());
    let again = define::delete(shop.admin(), id, version).await;
    assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
}

async fn a_deleted_member_is_counted_no_more(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    with_jon_only(&shop).await;
    let counted = async || report::report(shop.admin()).await.unwrap()[0].customers;
    assert_eq!(counted().await, Some(1));
    let delete = Plan {
        behavior: Behavior::Delete,
        ..STOP
    };
    let gone = shop.import(
        delete,
        &["email,_website", "ann@example.com,base", "jon@example.com,base"],
    );
    assert_eq!(gone.await.unwrap().deleted, 2);
    assert_eq!(counted().await, Some(0));
    storage::testing::invariants(&shop.shared.store).await.unwrap();
}
