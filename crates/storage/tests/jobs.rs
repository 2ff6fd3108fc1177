//! Jobs are claimed once, fenced off from workers that lost them, and stopped when asked.

use domain::{
    ids::{JobId, SegmentId},
    imports::{Behavior, FileKind, OnError},
    jobs::{Progress, State, Task},
};
use storage::{
    Store,
    jobs::{MAX_ATTEMPTS, cancel, claim, enqueue, finish, get, progress, recent},
};

const LEASE: i64 = 30;

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
            behavior: Behavior::Replace, on_error: OnError::Skip,
        };
        assert_eq!(claim(&store, "w", 1, LEASE).await.unwrap(), None);
        let first = queued(&store, &import).await;
        let second = queued(&store, &refresh(7)).await;
        let (job, epoch, attempt) = claim(&store, "w", 2, LEASE).await.unwrap().unwrap();
        assert_eq!((job.id, job.task, job.state, epoch, attempt), (first, import, State::Running, 1, 1));
        let step = Progress { done: 5, total: 10 };
        assert!(progress(&store, first, epoch, step, 3, LEASE).await.unwrap());
        assert_eq!(get(&store, first).await.unwrap().unwrap().progress, step);
        assert!(finished(&store, first, epoch, State::Done).await);
        let ended = get(&store, first).await.unwrap().unwrap();
        assert_eq!((ended.state, ended.ended_at, ended.report.as_str()), (State::Done, Some(99), "{}"));
        assert!(!finished(&store, first, epoch, State::Failed).await, "what ended has ended");
        assert_eq!(claim(&store, "w", 4, LEASE).await.unwrap().unwrap().0.id, second);
        assert_eq!(claim(&store, "w", 4, LEASE).await.unwrap(), None);
        let ids = async |kind| recent(&store, kind, 10).await.unwrap().iter().map(|j| j.id).collect::<Vec<_>>();
        assert_eq!(ids(None).await, [second, first]);
        assert_eq!(ids(Some("import")).await, [first]);
        assert_eq!(get(&store, JobId(77)).await.unwrap(), None);
    }

    async fn a_silent_worker_loses_its_job(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        let (_, old, _) = claim(&store, "slow", 0, LEASE).await.unwrap().unwrap();
        assert_eq!(claim(&store, "fast", LEASE, LEASE).await.unwrap(), None, "the lease still runs");
        let (_, new, attempt) = claim(&store, "fast", LEASE + 1, LEASE).await.unwrap().unwrap();
        assert_eq!((new, attempt), (old + 1, 2));
        assert!(!progress(&store, id, old, Progress::default(), LEASE + 2, LEASE).await.unwrap());
        assert!(!finished(&store, id, old, State::Done).await);
        assert_eq!(get(&store, id).await.unwrap().unwrap().state, State::Running);
        assert!(finished(&store, id, new, State::Done).await);
    }

    async fn progress_prolongs_the_lease(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        let (_, epoch, _) = claim(&store, "w", 0, LEASE).await.unwrap().unwrap();
        assert!(progress(&store, id, epoch, Progress::default(), 20, LEASE).await.unwrap());
        assert_eq!(claim(&store, "other", 45, LEASE).await.unwrap(), None);
    }

    async fn a_job_that_silences_its_workers_is_given_up(store: Store) {
        let id = queued(&store, &refresh(1)).await;
        for attempt in 0..MAX_ATTEMPTS {
            assert!(claim(&store, "w", attempt * 100, LEASE).await.unwrap().is_some());
        }
        assert_eq!(claim(&store, "w", MAX_ATTEMPTS * 100, LEASE).await.unwrap(), None);
        let job = get(&store, id).await.unwrap().unwrap();
        assert_eq!((job.state, job.error.as_str()), (State::Failed, "Its worker went silent 5 times."));
    }

    async fn cancelling_stops_at_once_or_at_the_next_step(store: Store) {
        let waiting = queued(&store, &refresh(1)).await;
        assert!(cancelled(&store, waiting).await);
        let job = get(&store, waiting).await.unwrap().unwrap();
        assert_eq!((job.state, job.ended_at), (State::Cancelled, Some(50)));
        assert!(!cancelled(&store, waiting).await, "it has ended");

        let running = queued(&store, &refresh(2)).await;
        let (_, epoch, _) = claim(&store, "w", 0, LEASE).await.unwrap().unwrap();
        assert!(cancelled(&store, running).await);
        assert!(!progress(&store, running, epoch, Progress::default(), 1, LEASE).await.unwrap());
        assert!(finished(&store, running, epoch, State::Cancelled).await);

        let silent = queued(&store, &refresh(3)).await;
        claim(&store, "w", 0, LEASE).await.unwrap().unwrap();
        assert!(cancelled(&store, silent).await);
        assert_eq!(claim(&store, "w", 100, LEASE).await.unwrap(), None, "nobody takes up what shall stop");
        assert_eq!(get(&store, silent).await.unwrap().unwrap().state, State::Cancelled);
    }

    async fn two_workers_never_get_the_same_job(store: Store) {
        for n in 0..20 {
            queued(&store, &refresh(n)).await;
        }
        let worker = |name: &'static str| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some((job, ..)) = claim(&store, name, 0, LEASE).await.unwrap() {
                    mine.push(job.id);
                }
                mine
            })
        };
        let (a, b) = (worker("a"), worker("b"));
        let mut all = [a.await.unwrap(), b.await.unwrap()].concat();
        all.sort_unstable();
        all.dedup();
        // A worker may go home while the other still holds the row it looked at.
        while let Some((job, ..)) = claim(&store, "c", 0, LEASE).await.unwrap() {
            all.push(job.id);
        }
        assert_eq!(all.len(), 20);
    }
}
