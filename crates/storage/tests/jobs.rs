//! Jobs are claimed once, fenced off from workers that lost them, and stopped when asked.

use domain::{
    ids::{JobId, SegmentId},
    imports::{
        Behavior, FileKind, OnError,
        header::{Field, Reading},
    },
    jobs::{Progress, State, Task},
};
use storage::{
    Store,
    jobs::{Claim, Lane, cancel, enqueue, finish, get, hold, keep, progress, recent, release, unfinished},
    testing::rewrite_task,
};

const LEASE: i64 = 30;

async fn claim(store: &Store, worker: &str, now: i64) -> Option<Claim> {
    storage::jobs::claim(store, Lane::Any, worker, now, LEASE)
        .await
        .unwrap()
}

fn refresh(segment: i64) -> Task {
    Task::RefreshSegment {
        segment: SegmentId(segment),
    }
}

async fn queued(store: &Store, task: &Task) -> JobId {
    let mut tx = store.begin().await.unwrap();
    let id = enqueue(&mut tx, task, "jon@example.com", 1).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn finished(store: &Store, id: JobId, epoch: i64, state: State) -> bool {
    let mut tx = store.begin().await.unwrap();
    let ended = finish(&mut tx, id, epoch, state, "{}", "", 99).await.unwrap();
    tx.commit().await.unwrap();
    ended
}

async fn cancelled(store: &Store, id: JobId) -> bool {
    let mut tx = store.begin().await.unwrap();
    let stopped = cancel(&mut tx, id, 50).await.unwrap();
    tx.commit().await.unwrap();
    stopped
}

storage::both_engines! {
    async fn a_job_runs_from_queue_to_end(store: Store) {
        let import = Task::Import {
            file_name: "é'.csv".to_owned(), spool: "1".to_owned(), file_kind: FileKind::Composite,
            behavior: Behavior::Replace, on_error: OnError::Skip, allowed: 10, check: true,
            reading: Reading { columns: vec![("Köp".to_owned(), Some(Field::Zip)), ("x".to_owned(), None)], ..Reading::PLAIN },
        };
        assert_eq!(claim(&store, "w", 1).await, None);
        let first = queued(&store, &import).await;
        let second = queued(&store, &refresh(7)).await;
        let Claim { job, epoch, attempt } = claim(&store, "w", 2).await.unwrap();
        assert_eq!(job.started_at, Some(2));
        assert_eq!((job.id, &job.task, job.state, epoch, attempt), (first, &import, State::Running, 1, 1));
        assert!(!job.cancel_asked);
        let step = Progress { done: 5, total: 10 };
        assert!(progress(&store, first, epoch, step, 3, LEASE).await.unwrap());
        assert_eq!(get(&store, first).await.unwrap().unwrap().progress, step);
        assert!(finished(&store, first, epoch, State::Done).await);
        let ended = get(&store, first).await.unwrap().unwrap();
        assert_eq!((ended.state, ended.ended_at, ended.report.as_str()), (State::Done, Some(99), "{}"));
        assert!(!finished(&store, first, epoch, State::Failed).await, "what ended has ended");
        assert_eq!(claim(&store, "w", 4).await.unwrap().job.id, second);
        assert_eq!(claim(&store, "w", 4).await, None);
        let ids = async |kind| recent(&store, kind, None, 10).await.unwrap().iter().map(|j| j.id).collect::<Vec<_>>();
        assert_eq!(ids(None).await, [second, first]);
        assert_eq!(ids(Some("import")).await, [first]);
        assert_eq!(get(&store, JobId(77)).await.unwrap(), None);
    }

    async fn a_silent_worker_loses_its_job(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        let old = claim(&store, "slow", 0).await.unwrap().epoch;
        assert_eq!(claim(&store, "fast", LEASE).await, None, "the lease still runs");
        let Claim { epoch: new, attempt, .. } = claim(&store, "fast", LEASE + 1).await.unwrap();
        assert_eq!((new, attempt), (old + 1, 2));
        assert!(!progress(&store, id, old, Progress::default(), LEASE + 2, LEASE).await.unwrap());
        assert!(!finished(&store, id, old, State::Done).await);
        assert_eq!(get(&store, id).await.unwrap().unwrap().state, State::Running);
        assert!(finished(&store, id, new, State::Done).await);
    }

    async fn what_a_job_keeps_is_for_its_next_worker_and_for_its_end(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        let old = claim(&store, "slow", 0).await.unwrap().epoch;
        let kept = async |epoch, report| {
            let mut tx = store.begin().await.unwrap();
            let on = keep(&mut tx, id, epoch, report, Progress { done: 5, total: 10 }).await.unwrap();
            tx.commit().await.unwrap();
            on
        };
        assert!(kept(old, "{\"rows\":5}").await);
        let Claim { job, epoch: new, .. } = claim(&store, "fast", LEASE + 1).await.unwrap();
        assert_eq!((job.report.as_str(), job.progress.done), ("{\"rows\":5}", 5));
        assert!(!kept(old, "{}").await);
        assert!(cancelled(&store, id).await);
        assert!(!kept(new, "{\"rows\":9}").await, "it shall stop");
        let mut tx = store.begin().await.unwrap();
        assert!(finish(&mut tx, id, new, State::Cancelled, "", "", 60).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(get(&store, id).await.unwrap().unwrap().report, "{\"rows\":9}");
    }

    async fn progress_prolongs_the_lease(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        let epoch = claim(&store, "w", 0).await.unwrap().epoch;
        assert!(progress(&store, id, epoch, Progress::default(), 20, LEASE).await.unwrap());
        assert_eq!(claim(&store, "other", 45).await, None);
    }

    async fn whoever_has_lost_a_job_cannot_hold_it(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        let old = claim(&store, "slow", 0).await.unwrap().epoch;
        let mut tx = store.begin().await.unwrap();
        assert!(hold(&mut tx, id, old, 20, LEASE).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "fast", 45).await, None, "holding it prolongs the lease");
        let new = claim(&store, "fast", 51).await.unwrap().epoch;
        let mut tx = store.begin().await.unwrap();
        assert!(!hold(&mut tx, id, old, 52, LEASE).await.unwrap());
        assert!(hold(&mut tx, id, new, 52, LEASE).await.unwrap());
        assert!(finish(&mut tx, id, new, State::Done, "", "", 53).await.unwrap());
        assert!(!hold(&mut tx, id, new, 54, LEASE).await.unwrap(), "it has ended");
        tx.commit().await.unwrap();
    }

    async fn a_job_that_silences_its_workers_is_handed_out_with_its_tries(store: Store) {
        queued(&store, &refresh(1)).await;
        for attempt in 1..=9 {
            let claimed = claim(&store, "w", attempt * 100).await.unwrap();
            assert_eq!((claimed.attempt, claimed.epoch), (attempt, attempt));
        }
    }

    async fn a_job_that_gets_on_has_all_its_tries_again(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        for round in 0..3 {
            for attempt in 1..=2 {
                let now = (2 * round + attempt) * 100;
                let Claim { epoch, attempt: tried, .. } = claim(&store, "w", now).await.unwrap();
                // One that was killed after a step counts as the first try of the next.
                assert_eq!(tried, if round > 0 { attempt + 1 } else { attempt });
                if attempt == 2 {
                    let mut tx = store.begin().await.unwrap();
                    assert!(keep(&mut tx, id, epoch, "{}", Progress::default()).await.unwrap());
                    tx.commit().await.unwrap();
                }
            }
        }
        // A server that stops in between takes no try away, and gives none.
        let Claim { epoch, .. } = claim(&store, "w", 1_000).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(keep(&mut tx, id, epoch, "{}", Progress::default()).await.unwrap());
        assert!(release(&mut tx, id, epoch, false).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, "w", 1_001).await.unwrap().attempt, 1);
    }

    async fn a_worker_takes_the_jobs_of_its_lane(store: Store) {
        let import = Task::Import {
            file_name: "a.csv".to_owned(), spool: "1".to_owned(), file_kind: FileKind::Main,
            behavior: Behavior::AddUpdate, on_error: OnError::Skip, allowed: 0, check: false, reading: Reading::PLAIN,
        };
        let long = [queued(&store, &import).await, queued(&store, &import).await];
        let short = queued(&store, &refresh(1)).await;
        let next = async |lane| {
            let claimed = storage::jobs::claim(&store, lane, "w", 1, LEASE).await.unwrap();
            claimed.map(|claim| claim.job.id)
        };
        assert_eq!(next(Lane::AllBut("import")).await, Some(short));
        assert_eq!(next(Lane::AllBut("import")).await, None);
        assert_eq!(next(Lane::Only("import")).await, Some(long[0]));
        assert_eq!(next(Lane::Any).await, Some(long[1]));
        assert_eq!(next(Lane::Only("import")).await, None);
    }

    async fn a_job_that_cannot_be_read_is_handed_out_to_be_ended(store: Store) {
        let id = queued(&store, &refresh(7)).await;
        for (json, file_name) in [
            ("{\"kind\":\"fold-maps\",\"file_name\":\"é.csv\"}", "é.csv"),
            ("{\"kind\":\"refresh-segment\",\"segment\":\"seven\",\"file_name\":7}", ""),
            ("[]", ""),
            ("no JSON", ""),
        ] {
            rewrite_task(&store, id, json).await.unwrap();
            let known = Task::Unreadable { kind: "refresh-segment".to_owned(), subject: 7, file_name: file_name.to_owned() };
            assert_eq!(get(&store, id).await.unwrap().unwrap().task, known, "{json}");
            assert_eq!(known.segment(), Some(SegmentId(7)));
            assert_eq!(recent(&store, None, None, 5).await.unwrap()[0].task, known);
            assert_eq!(unfinished(&store, "refresh-segment").await.unwrap()[0].task, known);
        }
        let next = queued(&store, &refresh(8)).await;
        let claimed = claim(&store, "w", 1).await.unwrap();
        assert_eq!(claimed.job.id, id);
        assert!(finished(&store, id, claimed.epoch, State::Failed).await);
        assert_eq!(claim(&store, "w", 1).await.unwrap().job.id, next);
    }

    async fn cancelling_stops_at_once_or_at_the_next_step(store: Store) {
        let waiting = queued(&store, &refresh(1)).await;
        assert!(cancelled(&store, waiting).await);
        let job = get(&store, waiting).await.unwrap().unwrap();
        assert_eq!((job.state, job.ended_at), (State::Cancelled, Some(50)));
        assert!(!cancelled(&store, waiting).await, "it has ended");

        let running = queued(&store, &refresh(2)).await;
        let epoch = claim(&store, "w", 0).await.unwrap().epoch;
        assert!(cancelled(&store, running).await);
        assert!(!progress(&store, running, epoch, Progress::default(), 1, LEASE).await.unwrap());
        assert!(finished(&store, running, epoch, State::Cancelled).await);

        let silent = queued(&store, &refresh(3)).await;
        claim(&store, "w", 0).await.unwrap();
        assert!(cancelled(&store, silent).await);
        let taken = claim(&store, "w", 100).await.unwrap();
        assert!(taken.job.id == silent && taken.job.cancel_asked, "whoever takes it up hears that it shall stop");
    }

    async fn a_job_that_is_put_back_is_taken_up_again_with_what_it_has_kept(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        let put_back = async |epoch, counts| {
            let mut tx = store.begin().await.unwrap();
            let done = release(&mut tx, id, epoch, counts).await.unwrap();
            tx.commit().await.unwrap();
            done
        };
        let first = claim(&store, "a", 5).await.unwrap();
        assert!(put_back(first.epoch, false).await);
        assert!(!put_back(first.epoch, false).await, "it is nobody's now");
        let second = claim(&store, "b", 6).await.unwrap();
        assert_eq!((second.attempt, second.epoch, second.job.started_at), (1, 2, Some(5)));
        assert!(put_back(second.epoch, true).await);
        assert!(cancelled(&store, id).await, "its next worker tidies up after it");
        let third = claim(&store, "c", 7).await.unwrap();
        assert_eq!((third.attempt, third.job.cancel_asked), (2, true));
    }

    async fn two_workers_never_get_the_same_job(store: Store) {
        for n in 0..20 {
            queued(&store, &refresh(n)).await;
        }
        let worker = |name: &'static str| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some(claimed) = claim(&store, name, 0).await {
                    mine.push(claimed.job.id);
                }
                mine
            })
        };
        let (a, b) = (worker("a"), worker("b"));
        let mut all = [a.await.unwrap(), b.await.unwrap()].concat();
        all.sort_unstable();
        all.dedup();
        // A worker may go home while the other still holds the row it looked at.
        while let Some(claimed) = claim(&store, "c", 0).await {
            all.push(claimed.job.id);
        }
        assert_eq!(all.len(), 20);
    }
}
