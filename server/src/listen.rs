//! Connections: each speaks HTTP/1.1 with the router, within the time that its headers may take.

use axum::{Router, serve::Listener};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{
    io::{self, IoSlice},
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Sleep, sleep},
};
use tower::Service;

/// How long clients may take to say what they want, and to read what they get. Who reads slowly costs nothing but a
/// connection and, with a file, its room on the disk; who does not read on is left.
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
    /// What is written may lie unread for so long.
    pub unread: Duration,
    /// Who fetches a file is asked for again after so long who they are by now.
    pub look: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(30),
            body: Duration::from_secs(60),
            upload_idle: Duration::from_secs(30),
            upload: Duration::from_secs(2 * 3_600),
            unread: Duration::from_secs(120),
            look: Duration::from_secs(60),
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
        let connection = http.serve_connection(
            TokioIo::new(Impatient::new(stream, limits.unread)),
            TowerToHyperService::new(service),
        );
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

/// A connection that fails once its other end has taken nothing for so long.
struct Impatient {
    stream: TcpStream,
    unread: Duration,
    /// Runs from when nothing more was taken.
    over: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    fn new(stream: TcpStream, unread: Duration) -> Self {
        Self {
            stream,
            unread,
            over: None,
        }
    }

    fn in_time<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.over = None;
            return written;
        }
        let unread = self.unread;
        let over = self.over.get_or_insert_with(|| Box::pin(sleep(unread)));
        ready!(over.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, bytes)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
