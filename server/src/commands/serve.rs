//! `cohort serve`: the web server and its background worker.

use super::{Outcome, tell, visit};
use crate::{
    cli::{Common, Serve},
    listen::{self, Limits},
    proxy::Proxies,
    router::router,
    state::AppState,
};
use services::{context::Shared, imports, jobs::Worker};
use std::{process::ExitCode, sync::Arc, time::Duration};
use storage::Store;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

/// How often uploads and refused rows that nobody needs any more are looked for, and what could not be done at the start
/// is tried again.
const SWEEP: Duration = Duration::from_hours(1);

pub(super) async fn run(common: &Common, options: Serve) -> Outcome {
    let https = options
        .public_url
        .as_deref()
        .is_some_and(|url| url.starts_with("https://"));
    if !https && !options.listen.ip().is_loopback() {
        return Err(format!(
            "will not listen on {} in the clear: passwords would travel readable. Put a proxy with TLS in front \
             and give its address as --public-url https://…",
            options.listen
        ));
    }
    let shared = visit(common).await?;
    // What cannot be written now is no reason not to serve: reading goes on.
    let orderly = put_in_order(&shared.store).await;
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => format!(
                "cannot listen on {}: another program does. Stop it, or give another address by --listen",
                options.listen
            ),
            _ => format!("cannot listen on {}: {error}", options.listen),
        })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    if let Err(error) = imports::sweep(&shared).await {
        tracing::warn!(?error, "the spool folder could not be swept");
    }
    let (stop, stopping) = watch::channel(false);
    let state = AppState::new(shared.clone(), https)
        .until(stopping.clone())
        .behind(Proxies::new(options.trusted_proxy));
    let worker = Worker::new(shared.clone(), format!("{address}/{}", std::process::id()));
    let working = tokio::spawn(worker.run(stopping.clone()));
    tokio::spawn(look_over(Arc::clone(&shared)));
    if !orderly {
        tokio::spawn(put_in_order_later(shared.store.clone(), SWEEP));
    }
    // Before anybody is told that the server is there, and may ask it to stop.
    let signals = Signals::listen().map_err(|error| format!("cannot listen for signals: {error}"))?;
    tell(&format!("Cohort serves http://{address}"));
    let serving = async {
        listen::serve(
            listener,
            router(state),
            Limits::default(),
            asked_to_stop(stop, signals),
        )
        .await;
        if working.await.is_err() {
            tracing::error!("the background worker panicked");
        }
        shared.store.close().await;
    };
    tokio::select! {
        () = serving => {}
        () = imports::keep_swept(&shared, SWEEP) => {}
        () = overdue(stopping, Duration::from_secs(options.drain)) => {
            tracing::warn!("what had not ended in time is cut off");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds indexes that are missing and counts again; false where that could not be done.
async fn put_in_order(store: &Store) -> bool {
    let done = store.put_in_order().await;
    if let Err(error) = &done {
        tracing::warn!(%error, "the database could not be put in order yet");
    }
    done.is_ok()
}

/// Tries it again after every `pause`, until it is done.
async fn put_in_order_later(store: Store, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        if put_in_order(&store).await {
            return;
        }
    }
}

/// Looks for damage that nobody may come by for a long time: the sooner it is found, the younger is the backup that
/// has to be restored.
async fn look_over(shared: Arc<Shared>) {
    match shared.store.look_over().await {
        Ok(()) => {}
        // What health says and every write is answered with.
        Err(error @ storage::Error::Damaged) => tracing::error!(%error, "nothing is written any more"),
        Err(error) => tracing::warn!(%error, "the database could not be looked over"),
    }
}

/// Returns so long after the server was asked to stop. Somebody who fetches a file and does not read on would keep it
/// for ever; what the database holds stays whole however it ends.
async fn overdue(mut stopping: watch::Receiver<bool>, drain: Duration) {
    if stopping.wait_for(|stop| *stop).await.is_err() {
        return std::future::pending().await;
    }
    tokio::time::sleep(drain).await;
}

/// SIGTERM and Ctrl-C, heard from the moment this is made.
struct Signals {
    term: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            term: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Returns at the first signal, having told the worker; the second one ends the process at once.
async fn asked_to_stop(stop: watch::Sender<bool>, mut signals: Signals) {
    signals.next().await;
    tracing::info!("stopping: requests are finished first, and the jobs at hand go back into the queue");
    stop.send_replace(true);
    tokio::spawn(async move {
        signals.next().await;
        std::process::exit(1);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use storage::testing::{Engine, by_hand, hold, invariants, run_at};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_could_not_be_put_in_order_is_tried_again() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            run_at(engine, async |store, url| {
                let miscounted = "UPDATE row_count SET total = 7 WHERE name = 'customer_grid'";
                by_hand(&store, miscounted).await.unwrap();
                let hasty = Store::open_with(&url, Duration::from_millis(300)).await.unwrap();
                let held = hold(&store).await.unwrap();
                assert!(!put_in_order(&hasty).await);
                let moment = Duration::from_millis(1);
                tokio::select! {
                    () = put_in_order_later(hasty.clone(), moment) => panic!("nobody could write"),
                    () = tokio::time::sleep(Duration::from_millis(700)) => {}
                }
                drop(held);
                put_in_order_later(hasty, moment).await;
                invariants(&store).await.unwrap();
            })
            .await;
        }
    }
}
