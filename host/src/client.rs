//! HTTP requests to other servers, each on a connection of its own.

use std::{pin::pin, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use axum::http::{Request, Response, StatusCode, Uri, uri::Scheme};
use futures_util::future::{Either, select};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::OnceCell,
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// Time limit for connecting.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// Maximum size of a response's head, in bytes.
const MAX_HEAD: usize = 16 << 10;

pub(crate) const USER_AGENT: &str = concat!("vestibule/", env!("CARGO_PKG_VERSION"));

/// Connects to servers, over TLS for `https`. It trusts the certificate authorities of the operating system.
#[derive(Default)]
pub(crate) struct Client {
    /// Made for the first `https` URL.
    tls: OnceCell<TlsConnector>,
}

/// A connection that nothing was sent on.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Client {
    /// Connects to the server of a URL.
    ///
    /// # Errors
    /// If the URL has no host, or the server cannot be reached. The error contains nothing of the URL but the
    /// host.
    pub(crate) async fn connect(&self, url: &Uri) -> Result<Connection> {
        let host = url.host().context("the URL has no host")?;
        let is_tls = url.scheme() == Some(&Scheme::HTTPS);
        let port = url.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let address = host.trim_matches(['[', ']']);
        let connecting = async {
            let stream = TcpStream::connect((address, port))
                .await
                .with_context(|| format!("cannot connect to {host}"))?;
            stream.set_nodelay(true)?;
            if !is_tls {
                return anyhow::Ok(Box::new(stream) as Box<dyn Stream>);
            }
            let name = ServerName::try_from(address.to_owned())?;
            let tls = self.tls.get_or_try_init(|| async { connector() }).await?;
            let stream = tls.connect(name, stream).await;
            let stream = stream.with_context(|| format!("TLS with {host} failed"))?;
            Ok(Box::new(stream) as Box<dyn Stream>)
        };
        match timeout(CONNECT_DEADLINE, connecting).await {
            Ok(stream) => Ok(Connection { stream: stream? }),
            Err(_) => bail!("cannot connect to {host} in time"),
        }
    }
}

impl Connection {
    /// Sends a request and returns the response, whose body is read up to a size in bytes.
    ///
    /// # Errors
    /// If the connection ends before the response, or the body is larger.
    pub(crate) async fn exchange(
        self,
        request: Request<Full<Bytes>>,
        max_body: usize,
    ) -> Result<Response<Bytes>> {
        self.with_response(request, async |response| {
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, max_body).collect().await;
            let body = body.map_err(|error| anyhow!(error))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        })
        .await
    }

    /// Sends a request and returns the status of the response, without reading its body.
    ///
    /// # Errors
    /// If the connection ends before the response.
    pub(crate) async fn status(self, request: Request<Full<Bytes>>) -> Result<StatusCode> {
        self.with_response(request, async |response| Ok(response.status()))
            .await
    }

    async fn with_response<T>(
        self,
        request: Request<Full<Bytes>>,
        read: impl AsyncFnOnce(Response<Incoming>) -> Result<T>,
    ) -> Result<T> {
        let mut client = http1::Builder::new();
        client.max_buf_size(MAX_HEAD);
        let (mut sender, connection) = client.handshake(TokioIo::new(self.stream)).await?;
        let exchanging = pin!(async { read(sender.send_request(request).await?).await });
        let connection = pin!(connection);
        match select(exchanging, connection).await {
            Either::Left((response, _)) => response,
            // The response may have arrived together with the end of the connection.
            Either::Right((_, exchanging)) => exchanging.await,
        }
    }
}

fn connector() -> Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
