//! Jobs on both engines: several workers on one database, stopping one, and a server that stops.

use crate::harness::{NOW, STOP, Shop, TWO};
use domain::{
    access::Role,
    error::Error,
    ids::{JobId, SegmentId},
    imports::{Behavior, OnError, header::Reading},
    jobs::{State, Task},
    segments::segment::Freshness,
};
use services::{
    context::{Actor, Clock, Ctx, Shared},
    imports::{self, Upload},
    jobs::{Worker, follow, queue, run_one},
    segments::refresh,
};
use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::{Duration, UNIX_EPOCH},
};
use storage::Store;

fn shared(store: &Store, spool: &Path) -> Arc<Shared> {
    Arc::new(Shared {
        spare: 0,
        ..Shared::new(store.clone(), Clock::System, spool.to_owned())
    })
}

fn operator(shared: &Arc<Shared>) -> Ctx {
    Ctx::new(Arc::clone(shared), Actor::operator())
}

/// Queues an import of so many new customers.
async fn queued(shared: &Arc<Shared>, name: &str, customers: u32) -> JobId {
    let mut text = "email,_website,firstname,lastname\n".to_owned();
    for n in 0..customers {
        text.push_str(&format!("{name}{n}@example.com,base,A,B\n"));
    }
    queued_file(shared, name, &text).await
}

/// Queues an import of a file with this content, which goes on behind refused rows.
async fn queued_file(shared: &Arc<Shared>, name: &str, text: &str) -> JobId {
    let spool = format!("import-{name}.csv");
    std::fs::write(shared.spool.join(&spool), text).expect("a file");
    let upload = Upload {
        file_name: format!("{name}.csv"),
        spool,
        reading: Reading::PLAIN,
        behavior: Behavior::AddUpdate,
        on_error: OnError::Skip,
        allowed: 0,
        check: false,
    };
    imports::start(operator(shared), upload).await.expect("a job")
}

/// Waits until so many rows of an import are in.
async fn rows(shared: &Arc<Shared>, id: JobId, rows: u64) {
    for _ in 0..2_000 {
        let view = imports::one(operator(shared), id).await.expect("an import");
        assert!(!view.state.ended(), "it was to be caught while it runs");
        if view.report.rows >= rows {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("nothing goes in");
}

async fn drained(shared: Arc<Shared>, worker: &'static str) {
    while run_one(&shared, worker).await.expect("a look at the queue") {}
}

const MANY: u32 = 12_000;

storage::both_engines! {
    Shop:
    whoever_has_asked_for_many_jobs_is_told_to_wait_and_others_are_not,
    who_may_not_import_may_not_stop_one,
    what_a_report_quotes_is_forgotten_after_thirty_days,
    uploads_that_nothing_waits_for_are_swept_after_a_day,
}

storage::both_engines! {
    async fn two_workers_on_one_database_do_each_job_once(store: Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (shared(&store, folder.path()), shared(&store, folder.path()));
        let mut ids = Vec::new();
        for name in ["a", "b", "c", "d", "e", "f"] {
            ids.push(queued(&one, name, 30).await);
        }
        let (first, second) = (tokio::spawn(drained(one.clone(), "1")), tokio::spawn(drained(other, "2")));
        first.await.expect("a worker");
        second.await.expect("a worker");
        // A worker may go home while the other still holds the row it looked at.
        drained(one.clone(), "3").await;
        for id in ids {
            let view = imports::one(operator(&one), id).await.expect("an import");
            assert_eq!((view.state, view.report.created, view.report.unchanged), (State::Done, 30, 0));
            assert!(view.took.is_some());
        }
        assert_eq!(follow::unfinished(&operator(&one), "import").await.expect("notes"), []);
    }

    async fn a_cancelled_import_stops_between_batches_and_says_what_is_in(store: Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let shared = shared(&store, folder.path());
        let id = queued(&shared, "a", MANY).await;
        let waiting = queued(&shared, "b", 1).await;
        follow::cancel(operator(&shared), waiting).await.expect("a stop");
        assert!(!folder.path().join("import-b.csv").exists());
        let working = tokio::spawn(drained(shared.clone(), "1"));
        rows(&shared, id, 500).await;
        let notes = follow::unfinished(&operator(&shared), "import").await.expect("notes");
        assert_eq!((notes.len(), notes[0].id, notes[0].state), (1, id, State::Running));
        assert!(notes[0].progress.total > 0);
        follow::cancel(operator(&shared), id).await.expect("a stop");
        working.await.expect("a worker");
        let view = imports::one(operator(&shared), id).await.expect("an import");
        assert_eq!(view.state, State::Cancelled);
        let report = view.report;
        assert!(report.wrote() && report.created >= 500 && report.created < u64::from(MANY), "{report:?}");
        assert_eq!((report.rows, report.refused), (report.created, 0));
        let page = services::customers::page::page(operator(&shared), String::new()).await.expect("a page");
        assert_eq!(page.total, report.created, "what is counted is in, and stays");
        assert!(!folder.path().join("import-a.csv").exists());
        let again = follow::cancel(operator(&shared), id).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    }

    async fn a_server_that_stops_puts_its_import_back_and_another_goes_on(store: Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let shared = shared(&store, folder.path());
        let id = queued(&shared, "a", MANY).await;
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let working = tokio::spawn(Worker::new(shared.clone(), "1".to_owned()).run(stopping));
        rows(&shared, id, 500).await;
        stop.send_replace(true);
        working.await.expect("a worker");
        let view = imports::one(operator(&shared), id).await.expect("an import");
        assert_eq!(view.state, State::Queued);
        assert!(view.report.rows >= 500 && view.report.rows < u64::from(MANY));
        // No lease has to run out first.
        drained(shared.clone(), "2").await;
        let view = imports::one(operator(&shared), id).await.expect("an import");
        let all = u64::from(MANY);
        assert_eq!((view.state, view.report.rows, view.report.created), (State::Done, all, all));
    }
}

async fn who_may_not_import_may_not_stop_one(shop: Shop) {
    let id = queued(&shop.shared, "a", 1).await;
    let viewer = shop.as_role(Role::Viewer);
    assert_eq!(
        follow::unfinished(&viewer, "import").await.expect("notes").len(),
        1
    );
    for id in [id, JobId(77)] {
        assert!(matches!(
            follow::cancel(viewer.clone(), id).await,
            Err(Error::Forbidden(_))
        ));
    }
    let unknown = follow::unfinished(&viewer, "shoe").await;
    assert!(matches!(unknown, Err(Error::NotFound(_))));
}

async fn uploads_that_nothing_waits_for_are_swept_after_a_day(shop: Shop) {
    let put = |name: &str, hours: u64| {
        let path = shop.shared.spool.join(name);
        std::fs::write(&path, TWO.join("\n")).unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        let now = UNIX_EPOCH + Duration::from_micros(NOW.unsigned_abs());
        file.set_modified(now - Duration::from_hours(hours)).unwrap();
        path
    };
    let (old, young) = (put("import-old.csv", 25), put("import-young.csv", 1));
    let (waiting, other) = (put("import-waiting.csv", 25), put("notes.csv", 25));
    let upload = Upload {
        file_name: "customers.csv".into(),
        spool: "import-waiting.csv".into(),
        reading: Reading::PLAIN,
        behavior: Behavior::AddUpdate,
        on_error: STOP.on_error,
        allowed: 0,
        check: false,
    };
    imports::start(shop.admin(), upload).await.unwrap();
    imports::sweep(&shop.shared).await.unwrap();
    let left = [&old, &young, &waiting, &other].map(|path| path.exists());
    assert_eq!(left, [false, true, true, true]);
    // A server that runs on does so by itself.
    let first = put("import-later.csv", 25);
    let shared = Arc::clone(&shop.shared);
    let sweeping = tokio::spawn(async move { imports::keep_swept(&shared, Duration::from_millis(5)).await });
    for path in [first, put("refused-later.csv", 31 * 24)] {
        while path.exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        put("import-later.csv", 1);
    }
    sweeping.abort();
    assert!(young.exists() && waiting.exists());
}

async fn whoever_has_asked_for_many_jobs_is_told_to_wait_and_others_are_not(shop: Shop) {
    let segment = crate::segments::with_jon_only(&shop).await;
    let second = crate::segments::with_jon_only(&shop).await;
    let upload = |n: u64| {
        let spool = format!("import-{n}.csv");
        std::fs::write(shop.shared.spool.join(&spool), TWO.join("\n")).unwrap();
        Upload {
            file_name: "customers.csv".into(),
            spool,
            reading: Reading::PLAIN,
            behavior: Behavior::AddUpdate,
            on_error: STOP.on_error,
            allowed: 0,
            check: false,
        }
    };
    let (ann, bob) = (shop.as_role(Role::Contributor), shop.admin());
    for n in 0..queue::IMPORTS {
        imports::start_once(ann.clone(), upload(n), &n.to_string())
            .await
            .unwrap();
    }
    let refused = imports::start(ann.clone(), upload(99)).await;
    assert!(matches!(refused, Err(Error::TooMany(_))), "{refused:?}");
    // What is sent again is no other wish.
    let again = imports::start_once(ann.clone(), upload(0), "0").await.unwrap();
    assert!(again.again);
    imports::start(bob.clone(), upload(99)).await.unwrap();
    let mut tx = shop.shared.store.begin().await.unwrap();
    let other = Task::RefreshSegment {
        segment: SegmentId(77),
    };
    for _ in 1..queue::REFRESHES {
        storage::jobs::enqueue(&mut tx, &other, &ann.actor.me.email, NOW)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    // Of two there is room for one, and that is begun.
    let lines = refresh::start(ann.clone(), vec![segment, second]).await.unwrap();
    let begun: Vec<_> = lines
        .iter()
        .filter(|line| line.freshness == Freshness::Refreshing)
        .collect();
    assert_eq!(begun.len(), 1, "{lines:?}");
    let refused = refresh::start(ann.clone(), vec![second]).await;
    assert!(matches!(refused, Err(Error::TooMany(_))), "{refused:?}");
    refresh::start(bob, vec![second]).await.unwrap();
    // One that ends makes room for the next.
    assert!(run_one(&shop.shared, "test").await.unwrap());
    imports::start(ann, upload(100)).await.unwrap();
}

async fn what_a_report_quotes_is_forgotten_after_thirty_days(shop: Shop) {
    let text = "email,_website,firstname,lastname\nnot an address,base,A,B\nann@example.com,base,A,B\n";
    let id = queued_file(&shop.shared, "quoted", text).await;
    assert!(run_one(&shop.shared, "test").await.unwrap());
    let Clock::Fixed(clock) = &shop.shared.clock else {
        panic!("a clock that stands still")
    };
    for (days, quoted) in [(0, 1), (29, 1), (2, 0), (1, 0)] {
        clock.fetch_add(days * 86_400_000_000, Ordering::SeqCst);
        imports::sweep(&shop.shared).await.unwrap();
        let report = imports::one(shop.admin(), id).await.unwrap().report;
        let counts = (report.refusals.len(), report.refused, report.created);
        assert_eq!(counts, (quoted, 1, 1), "{days}");
    }
}
