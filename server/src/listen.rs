//! Connections: each speaks HTTP/1.1 with the router, within the time that its headers may take.

use axum::{Router, serve::Listener};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{pin::pin, time::Duration};
use tokio::net::TcpListener;
use tower::Service;

/// How long clients may take to say what they want. None of it bounds an answer: who reads slowly costs nothing but
/// a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The head of a request, from the end of the one before on.
    pub headers: Duration,
    /// The whole body of anything but an upload.
    pub body: Duration,
    /// A file that is uploaded may stand still for so long,
    pub upload_idle: Duration,
    /// and be on its way for so long.
    pub upload: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(30),
            body: Duration::from_secs(60),
            upload_idle: Duration::from_secs(30),
            upload: Duration::from_secs(2 * 3_600),
        }
    }
}

/// Serves until `stop`, and what was asked by then to its end.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.headers);
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    let mut connected = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    loop {
        // Errors of single connections are dealt with inside.
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        // A page goes out in several pieces: held back until the first is acknowledged, it would come 40 ms late.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "small packets may be held back");
        }
        let Ok(service) = connected.call(peer).await;
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}
