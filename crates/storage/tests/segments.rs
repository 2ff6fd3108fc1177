//! Segments hold whom a plain evaluation of their rule picks, and stay readable while they are computed.

mod rule_model;

use domain::{
    customers::{query::GridQuery, selection::Selection},
    ids::{CustomerId, SegmentId, WebsiteId},
    jobs::{State, Task},
    segments::{
        attribute::{Attribute, Operator, Subject},
        condition::{AddressScope, Condition, Group, Quantifier, Test},
        segment::{ApplyTo, Definition},
    },
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use storage::{
    Store,
    customers::{
        bulk::{Bulk, stream},
        operation,
        read::{Lens, Scope, count, page},
        record::{CustomerRecord, delete, save},
    },
    jobs,
    reference::add_website,
    segments::{
        definitions::{self, create, get, list, update},
        members::{self, Refreshed, mark_failed, memberships},
    },
    testing::{a_customer, a_segment, an_address, random_customers},
};

const NOW: i64 = 1_700_000_000_000_000;

async fn saved(store: &Store, mut records: Vec<CustomerRecord>) -> Vec<CustomerRecord> {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    save(&mut tx, operation, &mut records, NOW).await.unwrap();
    tx.commit().await.unwrap();
    records
}

async fn second_website(store: &Store) -> WebsiteId {
    let mut tx = store.begin().await.unwrap();
    let website = add_website(&mut tx, "second", "Second", false, &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    website
}

async fn created(store: &Store, definition: &Definition) -> SegmentId {
    let mut tx = store.begin().await.unwrap();
    let id = create(&mut tx, definition, NOW).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn refreshed(store: &Store, id: SegmentId) -> Refreshed {
    let found = members::find(store, id).await.unwrap().unwrap();
    let mut tx = store.begin().await.unwrap();
    let refreshed = members::refresh(&mut tx, found, NOW).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    refreshed
}

/// Without a filter neither the day nor the zone matters.
fn lens() -> Lens<'static> {
    Lens {
        now: NOW,
        today: chrono::NaiveDate::MIN,
        clock: &|_| 0..0,
        sight: domain::customers::present::Births::Year.into(),
    }
}

async fn members_of(store: &Store, id: SegmentId) -> Vec<CustomerId> {
    let lens = lens();
    let query = GridQuery {
        per_page: 999,
        ..Default::default()
    };
    let rows = page(store, &query, Scope::Members(id), &lens).await.unwrap();
    assert_eq!(
        count(store, &query, Scope::Members(id), &lens).await.unwrap(),
        rows.len() as u64
    );
    rows.into_iter().map(|row| row.id).collect()
}

fn leaf(attribute: Attribute, operator: Operator, value: &str) -> Condition {
    Condition::Test(Test {
        attribute,
        operator,
        value: value.to_owned(),
    })
}

fn all(children: Vec<Condition>) -> Group {
    Group {
        children,
        ..Group::default()
    }
}

const VALUES: &[&str] = &[
    "jon",
    "SØREN",
    "o",
    "%",
    "a_b",
    "smith",
    "Straße",
    "van dijk;Öberg, doe",
    "back\\",
    "x",
    "1",
    "2",
    "3",
    "0",
    "1,3",
    "2;3",
    "NL",
    "SE, FR",
    "US",
    "1970-03-01",
    "1984-05-31",
    "1990-01-01",
    "rubbish",
    "example.nl",
    "campbell",
    "95008",
    "020",
    "acme",
    "NL123",
    "",
];

fn any_test(subject: Subject) -> impl Strategy<Value = Condition> {
    let attributes: Vec<_> = Attribute::ALL
        .iter()
        .copied()
        .filter(|a| a.subject() == subject)
        .collect();
    prop::sample::select(attributes).prop_flat_map(|attribute| {
        let operator = prop::sample::select(attribute.kind().operators());
        (Just(attribute), operator, prop::sample::select(VALUES))
            .prop_map(|(attribute, operator, value)| leaf(attribute, operator, value))
    })
}

fn any_group(children: impl Strategy<Value = Condition>) -> impl Strategy<Value = Group> {
    let quantifier = prop::sample::select(vec![Quantifier::All, Quantifier::Any]);
    (quantifier, any::<bool>(), prop::collection::vec(children, 1..4)).prop_map(
        |(quantifier, expected, children)| Group {
            quantifier,
            expected,
            children,
        },
    )
}

fn any_address() -> impl Strategy<Value = Condition> {
    let scopes = vec![
        AddressScope::Any,
        AddressScope::DefaultBilling,
        AddressScope::DefaultShipping,
    ];
    let inner = any_test(Subject::Address)
        .prop_recursive(2, 6, 3, |inner| any_group(inner).prop_map(Condition::Combination));
    (prop::sample::select(scopes), any_group(inner))
        .prop_map(|(scope, group)| Condition::Address { scope, group })
}

fn any_rule() -> impl Strategy<Value = Group> {
    let leaf = prop_oneof![2 => any_test(Subject::Customer), 1 => any_address()];
    any_group(leaf.prop_recursive(3, 12, 3, |inner| {
        any_group(inner).prop_map(Condition::Combination)
    }))
}

storage::both_engines! {
    async fn random_rules_pick_whom_the_model_picks(store: Store) {
        let second = second_website(&store).await;
        let records = saved(&store, random_customers(150, 11, Some(second))).await;
        let mut runner = TestRunner::deterministic();
        let mut picky = 0;
        let mut version = 1;
        let id = created(&store, &a_segment(Group::default())).await;
        for round in 0..200 {
            let rule = any_rule().new_tree(&mut runner).unwrap().current();
            let websites = if round % 3 == 0 { vec![WebsiteId(1), second] } else { vec![second] };
            let expected: Vec<_> = records.iter()
                .filter(|r| websites.contains(&r.website) && rule_model::holds(&rule, r))
                .map(|r| r.id)
                .collect();
            let definition = Definition { websites, ..a_segment(rule.clone()) };
            let mut tx = store.begin().await.unwrap();
            assert!(update(&mut tx, id, version, &definition, NOW).await.unwrap());
            version += 1;
            tx.commit().await.unwrap();
            let refreshed = refreshed(&store, id).await;
            assert_eq!(members_of(&store, id).await, expected, "{rule:#?}");
            assert_eq!(refreshed.customers, expected.len() as u64);
            picky += usize::from(!expected.is_empty() && expected.len() < 70);
        }
        assert!(picky > 30, "only {picky} rules tell customers apart");
    }

    async fn one_address_must_fit_a_whole_group(store: Store) {
        let both = |city: &str, zip: &str| an_address().in_city(city).in_country("US", zip);
        let records = saved(&store, vec![
            a_customer().email("1@example.com").with_address(both("A", "1")).with_address(both("B", "2")).build(),
            a_customer().email("2@example.com").with_address(both("A", "2")).build(),
        ]).await;
        let conditions = vec![leaf(Attribute::City, Operator::Is, "a"), leaf(Attribute::Zip, Operator::Is, "2")];
        let rule = all(vec![Condition::Address { scope: AddressScope::Any, group: all(conditions) }]);
        let id = created(&store, &a_segment(rule)).await;
        refreshed(&store, id).await;
        assert_eq!(members_of(&store, id).await, [records[1].id]);
    }

    async fn a_refresh_counts_who_came_and_went(store: Store) {
        let named = |first: &str| a_customer().named(first, "Doe").build();
        let mut records = saved(&store, ["Ann", "Bob", "Cid", "Dan"].map(named).into()).await;
        let rule = all(vec![leaf(Attribute::FirstName, Operator::OneOf, "ann, bob, cid")]);
        let id = created(&store, &a_segment(rule)).await;
        assert_eq!(get(&store, id).await.unwrap().unwrap().data.customers, None);
        assert_eq!(refreshed(&store, id).await, Refreshed { customers: 3, added: 3, removed: 0 });
        assert_eq!(refreshed(&store, id).await, Refreshed { customers: 3, added: 0, removed: 0 });
        records[0].first_name = "Xan".to_owned();
        records[1].first_name = "Xob".to_owned();
        records[3].first_name = "Bob".to_owned();
        saved(&store, records.clone()).await;
        assert_eq!(refreshed(&store, id).await, Refreshed { customers: 2, added: 1, removed: 2 });
        let data = get(&store, id).await.unwrap().unwrap().data;
        assert_eq!((data.customers, data.added, data.removed, data.refreshed_at), (Some(2), 1, 2, Some(NOW)));
        assert_eq!(memberships(&store, records[3].id).await.unwrap(), [(id, "Some".to_owned())]);
        assert_eq!(memberships(&store, records[0].id).await.unwrap(), []);
        let mut tx = store.begin().await.unwrap();
        let operation = operation::open(&mut tx, "delete", "", "", NOW).await.unwrap();
        delete(&mut tx, operation, &[records[3].id]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(members_of(&store, id).await, [records[2].id]);
    }

    async fn old_members_are_read_until_the_commit(store: Store) {
        let records = saved(&store, vec![a_customer().build()]).await;
        let id = created(&store, &a_segment(Group::default())).await;
        let found = members::find(&store, id).await.unwrap().unwrap();
        let mut tx = store.begin().await.unwrap();
        members::refresh(&mut tx, found, NOW).await.unwrap();
        assert_eq!(members_of(&store, id).await, []);
        drop(tx);
        assert_eq!(members_of(&store, id).await, []);
        refreshed(&store, id).await;
        assert_eq!(members_of(&store, id).await, [records[0].id]);
    }

    async fn what_happens_while_members_are_found_is_heeded(store: Store) {
        let records = saved(&store, (0..3).map(|n| a_customer().email(&format!("{n}@example.com")).build()).collect()).await;
        let id = created(&store, &a_segment(Group::default())).await;
        let (first, second) = (members::find(&store, id).await.unwrap(), members::find(&store, id).await.unwrap());
        let mut tx = store.begin().await.unwrap();
        let deleting = operation::open(&mut tx, "delete", "", "", NOW).await.unwrap();
        delete(&mut tx, deleting, &[records[1].id]).await.unwrap();
        let changed = a_segment(all(vec![leaf(Attribute::Email, Operator::Is, "0@example.com")]));
        assert!(update(&mut tx, id, 1, &changed, NOW).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let done = members::refresh(&mut tx, first.unwrap(), NOW).await.unwrap();
        assert_eq!(done, Some(Refreshed { customers: 2, added: 2, removed: 0 }), "nobody who is gone");
        assert!(matches!(members::refresh(&mut tx, second.unwrap(), NOW).await, Err(storage::Error::Busy)));
        tx.commit().await.unwrap();
        assert!(get(&store, id).await.unwrap().unwrap().data.definition_changed, "it was saved after it was read");
        assert!(get(&store, id).await.unwrap().unwrap().data.customers_changed, "somebody went after they were read");
        assert_eq!(refreshed(&store, id).await, Refreshed { customers: 1, added: 0, removed: 1 });
        assert_eq!(members_of(&store, id).await, [records[0].id]);
    }

    async fn who_is_just_being_deleted_becomes_no_member(store: Store) {
        let records = saved(&store, (0..3).map(|n| a_customer().email(&format!("{n}@example.com")).build()).collect()).await;
        let id = created(&store, &a_segment(Group::default())).await;
        let found = members::find(&store, id).await.unwrap().unwrap();
        let mut deletion = store.begin().await.unwrap();
        let deleting = operation::open(&mut deletion, "delete", "", "", NOW).await.unwrap();
        delete(&mut deletion, deleting, &[records[1].id]).await.unwrap();
        let other = store.clone();
        let refresh = tokio::spawn(async move {
            let mut tx = other.begin().await.unwrap();
            let done = members::refresh(&mut tx, found, NOW).await.unwrap();
            tx.commit().await.unwrap();
            done
        });
        // Long enough for it to have written its members, if nothing kept it from that.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        deletion.commit().await.unwrap();
        assert_eq!(refresh.await.unwrap(), Some(Refreshed { customers: 2, added: 2, removed: 0 }));
        assert_eq!(members_of(&store, id).await, [records[0].id, records[2].id]);
    }

    async fn a_failure_is_told_and_keeps_the_counts(store: Store) {
        saved(&store, vec![a_customer().build()]).await;
        let id = created(&store, &a_segment(Group::default())).await;
        refreshed(&store, id).await;
        let mut tx = store.begin().await.unwrap();
        mark_failed(&mut tx, id, "disk full", NOW).await.unwrap();
        tx.commit().await.unwrap();
        let data = get(&store, id).await.unwrap().unwrap().data;
        assert_eq!((data.failure.as_str(), data.customers), ("disk full", Some(1)));
        refreshed(&store, id).await;
        assert_eq!(get(&store, id).await.unwrap().unwrap().data.failure, "");
    }

    async fn definitions_are_versioned(store: Store) {
        let second = second_website(&store).await;
        let rule = all(vec![leaf(Attribute::Email, Operator::Contains, "\"'; %")]);
        let mut wanted = Definition { apply_to: ApplyTo::Both, ..a_segment(rule) };
        let id = created(&store, &wanted).await;
        let stored = get(&store, id).await.unwrap().unwrap();
        assert_eq!((stored.version, &stored.definition), (1, &wanted));
        wanted.name = "Renamed".to_owned();
        wanted.apply_to = ApplyTo::Visitors;
        let mut tx = store.begin().await.unwrap();
        assert!(update(&mut tx, id, 1, &wanted, NOW).await.unwrap());
        assert!(!update(&mut tx, id, 1, &wanted, NOW).await.unwrap(), "stale");
        tx.commit().await.unwrap();
        let stored = get(&store, id).await.unwrap().unwrap();
        assert_eq!((stored.version, stored.definition.apply_to), (2, ApplyTo::Both), "fixed after the first save");
        assert!(!stored.data.definition_changed, "a name changes no members");
        wanted.websites = vec![second, WebsiteId(1)];
        let mut tx = store.begin().await.unwrap();
        assert!(update(&mut tx, id, 2, &wanted, NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert!(list(&store).await.unwrap()[0].data.definition_changed);
        refreshed(&store, id).await;
        assert!(!list(&store).await.unwrap()[0].data.definition_changed);
        assert!(!list(&store).await.unwrap()[0].data.customers_changed);
        saved(&store, vec![a_customer().build()]).await;
        assert!(list(&store).await.unwrap()[0].data.customers_changed);
        refreshed(&store, id).await;
        assert!(!list(&store).await.unwrap()[0].data.customers_changed);
        let mut tx = store.begin().await.unwrap();
        assert!(!definitions::delete(&mut tx, id, 1).await.unwrap(), "stale");
        assert!(definitions::delete(&mut tx, id, 3).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(list(&store).await.unwrap(), []);
        assert!(members::find(&store, id).await.unwrap().is_none());
    }

    async fn visitors_are_nobody_in_particular(store: Store) {
        saved(&store, vec![a_customer().build()]).await;
        let visitors = Definition { apply_to: ApplyTo::Visitors, ..a_segment(Group::default()) };
        let id = created(&store, &visitors).await;
        assert_eq!(refreshed(&store, id).await.customers, 0);
    }

    async fn an_unfinished_job_makes_it_refreshing(store: Store) {
        let id = created(&store, &a_segment(Group::default())).await;
        let other = created(&store, &a_segment(Group::default())).await;
        let mut tx = store.begin().await.unwrap();
        jobs::enqueue(&mut tx, &Task::RefreshSegment { segment: id }, "", NOW).await.unwrap();
        tx.commit().await.unwrap();
        let refreshing = async |id| get(&store, id).await.unwrap().unwrap().data.refreshing;
        assert!(refreshing(id).await && !refreshing(other).await);
        let jobs::Claim { job, epoch, .. } = jobs::claim(&store, jobs::Lane::Any, "w", NOW, 10).await.unwrap().unwrap();
        assert!(refreshing(id).await);
        let mut tx = store.begin().await.unwrap();
        jobs::finish(&mut tx, job.id, epoch, State::Done, "", "", NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!refreshing(id).await);
    }

    async fn a_bulk_read_of_members_has_members_only(store: Store) {
        let inside = a_customer().email("in@example.com").in_group(2).build();
        let outside = a_customer().email("out@example.com").build();
        let ids: Vec<_> = saved(&store, vec![inside, outside]).await.iter().map(|c| c.id).collect();
        let wholesale = all(vec![leaf(Attribute::Group, Operator::Is, "2")]);
        let segment = created(&store, &a_segment(wholesale)).await;
        refreshed(&store, segment).await;
        let chosen = Selection::Only { ids: ids.clone() };
        for (scope, selection, rows) in [
            (Scope::Members(segment), chosen.clone(), 1),
            (Scope::All, chosen, 2),
            (Scope::Members(segment), Selection::AllExcept { ids: vec![ids[1]] }, 1),
        ] {
            let bulk = Bulk::new(GridQuery::default(), scope, &selection, &lens());
            assert_eq!(stream(&store, bulk, |_| Ok(())).await.unwrap(), rows, "{selection:?}");
        }
    }
}
