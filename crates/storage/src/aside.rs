//! Long work, aside from what people wait for.

use tokio::sync::oneshot;

/// How far such work stands back: others get nine times as much of a processor that both want.
const BACK: i32 = 10;
/// Nobody stands further back.
const LAST: i32 = 19;

/// The work panicked, or could not begin; the log says where.
#[derive(Debug)]
pub struct Panicked;

/// Does `work` on a thread of its own, which may block, and which gives way to those that answer people. It goes on
/// to its end though nobody waits for it.
pub fn aside<T, F>(work: F) -> impl Future<Output = Result<T, Panicked>> + use<T, F>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let (done, told) = oneshot::channel();
    let thread = std::thread::Builder::new()
        .name("aside".to_owned())
        .spawn(move || {
            stand_back();
            // Whoever asked may have gone.
            let _ = done.send(work());
        });
    if let Err(error) = thread {
        // Its end of the line is gone with it.
        tracing::error!(%error, "no thread could be started");
    }
    async move { told.await.map_err(|_| Panicked) }
}

/// Of this thread alone, as Linux understands it; where a system refuses, it competes with the others.
fn stand_back() {
    let own = rustix::process::getpriority_process(None).unwrap_or_default();
    let _ = rustix::process::setpriority_process(None, (own + BACK).min(LAST));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn long_work_gives_way_and_leaves_other_threads_as_they_are() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let before = nice();
        assert_eq!(aside(nice).await.unwrap(), (before + BACK).min(LAST));
        assert_eq!(nice(), before);
    }

    #[tokio::test]
    async fn work_that_panics_is_told_from_work_that_is_done() {
        assert!(aside(|| panic!("as it should")).await.is_err());
    }
}
