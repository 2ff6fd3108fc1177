//! Refreshing a segment in a server that is killed: its members are those of before or those of after, and so is what is
//! said of them.

use crate::process::{LONG, Place, on_both, word};
use domain::{
    ids::{JobId, SegmentId, WebsiteId},
    jobs::{Job, Task},
    segments::{
        attribute::{Attribute, Operator},
        condition::{Condition, Group, Test},
        segment::{Data, Definition},
    },
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use storage::{Store, jobs, segments::definitions, testing};

on_both! {
    a_killed_refresh_leaves_the_members_before_or_those_after: refreshes_of_killed_servers;
}

const KILLS: u32 = 16;
/// Customers by the name of Odd, and as many again by the name of Even, and one.
const EACH: usize = 3_000;
const SEGMENT: SegmentId = SegmentId(1);

fn file() -> String {
    let mut text = "email,_website,firstname,lastname\n".to_owned();
    for n in 0..=2 * EACH {
        let name = if n % 2 == 0 { "Even" } else { "Odd" };
        text.push_str(&format!("c{n}@example.com,base,{name},Number\n"));
    }
    text
}

/// A segment of all who go by a name.
fn of(name: &str) -> Definition {
    let test = Test {
        attribute: Attribute::FirstName,
        operator: Operator::Is,
        value: name.into(),
    };
    Definition {
        name: "By name".into(),
        websites: vec![WebsiteId(1)],
        active: true,
        rule: Group {
            children: vec![Condition::Test(test)],
            ..Group::default()
        },
        ..Definition::default()
    }
}

/// How many of which name are in the segment, and what is said of it.
async fn members(place: &Place, store: &Store) -> (BTreeMap<String, usize>, Data) {
    let words = ["export", "segment", "1", "--query", "columns=name", "--output"];
    let path = place.path("members.csv");
    place.run(&[&words[..], &[word(&path)]].concat());
    let mut names = BTreeMap::new();
    for line in std::fs::read_to_string(path).expect("a file").lines().skip(1) {
        *names.entry(line.replace(" Number", "")).or_default() += 1;
    }
    let segment = definitions::get(store, SEGMENT).await.expect("a look");
    (names, segment.expect("the segment").data)
}

/// Defines the segment anew and asks for its refresh.
async fn redefined(store: &Store, name: &str) -> JobId {
    let mut tx = store.begin().await.expect("a transaction");
    let found = definitions::find(&mut tx, SEGMENT).await.expect("a look");
    let found = found.expect("the segment");
    let changed = definitions::update(&mut tx, SEGMENT, found.version, &of(name), 1).await;
    assert!(changed.expect("a change"));
    let id = jobs::enqueue(&mut tx, &Task::RefreshSegment { segment: SEGMENT }, "", 1).await;
    tx.commit().await.expect("a commit");
    id.expect("a job")
}

/// Looks at a job until it is as wanted.
async fn until(store: &Store, id: JobId, wanted: impl Fn(&Job) -> bool) {
    let begun = Instant::now();
    loop {
        let job = jobs::get(store, id).await.expect("a look").expect("a job");
        if wanted(&job) {
            return;
        }
        assert!(begun.elapsed() < LONG, "{job:?}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn begun(job: &Job) -> bool {
    job.started_at.is_some()
}

fn ended(job: &Job) -> bool {
    job.state.ended()
}

/// Serves until a job has ended; how long it was at it.
async fn served_to_the_end(place: &Place, store: &Store, id: JobId) -> Duration {
    let mut server = place.serve(&[]);
    server.port();
    until(store, id, begun).await;
    let start = Instant::now();
    until(store, id, ended).await;
    start.elapsed()
}

async fn refreshes_of_killed_servers(store: Store, url: String) {
    let mut tx = store.begin().await.expect("a transaction");
    definitions::create(&mut tx, &of("nobody"), 1)
        .await
        .expect("a segment");
    tx.commit().await.expect("a commit");
    let place = Place::around(store, url).await;
    std::fs::write(place.path("all.csv"), file()).expect("a file");
    place.run(&["import", word(&place.path("all.csv"))]);
    let store = place.store().await;
    let first = redefined(&store, "Even").await;
    let took = served_to_the_end(&place, &store, first).await;
    let mut before = members(&place, &store).await;
    assert_eq!(before.0, BTreeMap::from([("Even".to_owned(), EACH + 1)]));
    let mut cut = 0;
    for round in 0..KILLS {
        let (name, count) = [("Odd", EACH), ("Even", EACH + 1)][round as usize % 2];
        let id = redefined(&store, name).await;
        let mut server = place.serve(&[]);
        server.port();
        until(&store, id, begun).await;
        tokio::time::sleep(took * round / KILLS).await;
        server.kill();
        let job = jobs::get(&store, id).await.expect("a look").expect("a job");
        cut += u32::from(!ended(&job));
        let left = members(&place, &store).await;
        if left.1.refreshed_at == before.1.refreshed_at {
            assert_eq!((&left.0, left.1.customers), (&before.0, before.1.customers));
            assert!(left.1.definition_changed && !ended(&job), "{left:?} {job:?}");
        } else {
            assert_eq!(left.0, BTreeMap::from([(name.to_owned(), count)]));
            assert_eq!(
                (left.1.customers, left.1.definition_changed),
                (Some(count as u64), false)
            );
        }
        testing::end_leases(&store).await.expect("a write");
        served_to_the_end(&place, &store, id).await;
        let after = members(&place, &store).await;
        assert_eq!(after.0, BTreeMap::from([(name.to_owned(), count)]));
        assert_eq!(after.1.customers, Some(count as u64));
        assert!(after.1.refreshed_at > before.1.refreshed_at && after.1.failure.is_empty());
        before = after;
    }
    assert!(cut > 0, "every refresh had ended before its server was killed");
    store.close().await;
}
