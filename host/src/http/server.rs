//! The server: HTTP/1.1 with time limits, and a shutdown that finishes the requests in flight.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Result;
use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::limits::{
    HEADER_DEADLINE, MAX_CONNECTIONS, MAX_HEAD, SHUTDOWN_DEADLINE, WRITE_DEADLINE,
};

/// Pause after `accept` failed; the usual reason is too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Time limits of the server. Tests make them shorter.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until the head of a request is complete. Default: 10 seconds.
    pub header_deadline: Duration,
    /// Until the client reads the next part of a response that does not fit into its buffers. Default:
    /// 20 seconds.
    pub write_deadline: Duration,
    /// Until the requests in flight at a shutdown are finished. Default: 40 seconds.
    pub shutdown_deadline: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_deadline: HEADER_DEADLINE,
            write_deadline: WRITE_DEADLINE,
            shutdown_deadline: SHUTDOWN_DEADLINE,
        }
    }
}

/// Serves until `shutdown` is ready; then accepts nothing more and finishes the requests in flight.
///
/// # Errors
/// If requests in flight did not end in time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> Result<()> {
    let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    tokio::pin!(shutdown);
    loop {
        let permit = tokio::select! {
            permit = Arc::clone(&connections).acquire_owned() => permit?,
            () = &mut shutdown => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection =
                    connection(stream, peer, router.clone(), limits, graceful.watcher());
                tokio::spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    tokio::time::timeout(limits.shutdown_deadline, graceful.shutdown())
        .await
        .map_err(|_| anyhow::anyhow!("some requests did not end in time"))
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    watcher: Watcher,
) {
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    // Small responses are sent at once.
    let _ = stream.set_nodelay(true);
    // A client that does not read its responses is disconnected.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_deadline));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_deadline)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
