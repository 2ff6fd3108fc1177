//! `cohort serve`: the web server and its background worker.

use super::{Outcome, english, open, tell};
use crate::{
    cli::{Common, Serve},
    listen::{self, Limits},
    proxy::Proxies,
    router::router,
    state::AppState,
};
use services::{imports, jobs::Worker};
use std::process::ExitCode;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

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
    let shared = open(common).await?;
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", options.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    imports::sweep(&shared).await.map_err(english)?;
    let (stop, stopping) = watch::channel(false);
    let state = AppState::new(shared.clone(), https)
        .until(stopping.clone())
        .behind(Proxies::new(options.trusted_proxy));
    let worker = Worker::new(shared.clone(), format!("{address}/{}", std::process::id()));
    let working = tokio::spawn(worker.run(stopping.clone()));
    tell(&format!("Cohort serves http://{address}"));
    listen::serve(listener, router(state), Limits::default(), asked_to_stop(stop)).await;
    if let Err(error) = working.await {
        tracing::error!(%error, "the background worker ended badly");
    }
    shared.store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Returns at the first SIGTERM or Ctrl-C, having told the worker; the second one ends the process at once.
async fn asked_to_stop(stop: watch::Sender<bool>) {
    wait_for_signal().await;
    tracing::info!("stopping: requests are finished first, and an import at hand goes back into the queue");
    stop.send_replace(true);
    tokio::spawn(async {
        wait_for_signal().await;
        std::process::exit(1);
    });
}

async fn wait_for_signal() {
    let (Ok(mut term), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
}
