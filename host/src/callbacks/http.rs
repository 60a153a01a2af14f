//! Sends a message to a URL, each on a connection of its own. Redirects are not followed, and only
//! the status of the response is read.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use axum::http::{Request, StatusCode, Uri, header, uri::Scheme};
use futures_util::future::{Either, select};
use http_body_util::Full;
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

use super::signature::Secret;
use crate::types::Callback;

/// Time limit for connecting.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// Maximum size of a response's head, in bytes.
const MAX_HEAD: usize = 16 << 10;

const USER_AGENT: &str = concat!("vestibule/", env!("CARGO_PKG_VERSION"));

/// Signs and sends messages.
pub(super) struct Sender {
    secret: Secret,
    /// Made for the first `https` URL.
    tls: OnceCell<TlsConnector>,
}

impl Sender {
    pub(super) fn new(secret: Secret) -> Self {
        Self {
            secret,
            tls: OnceCell::new(),
        }
    }

    /// Sends one message. An error contains neither the URL's query nor the message.
    pub(super) async fn send(&self, url: &str, callback: &Callback, now: Duration) -> Result<()> {
        let url: Uri = url.parse().ok().context("not a URL")?;
        let host = url.host().context("the URL has no host")?;
        let is_tls = url.scheme() == Some(&Scheme::HTTPS);
        let port = url.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let request = self.request(&url, callback, now)?;
        let address = host.trim_matches(['[', ']']);
        let connecting = TcpStream::connect((address, port));
        let stream = timeout(CONNECT_DEADLINE, connecting)
            .await
            .map_err(anyhow::Error::from)
            .and_then(|stream| Ok(stream?))
            .with_context(|| format!("cannot connect to {host}"))?;
        let status = if is_tls {
            let name = ServerName::try_from(address.to_owned())?;
            let tls = self.tls.get_or_try_init(|| async { connector() }).await?;
            let stream = tls.connect(name, stream).await;
            let stream = stream.with_context(|| format!("TLS with {host} failed"))?;
            exchange(stream, request).await
        } else {
            exchange(stream, request).await
        };
        let status = status.with_context(|| format!("no response from {host}"))?;
        // 410 Gone: the receiver wants no more messages (Standard Webhooks).
        if status.is_success() || status == StatusCode::GONE {
            return Ok(());
        }
        bail!("{host} answered {}", status.as_u16())
    }

    fn request(
        &self,
        url: &Uri,
        callback: &Callback,
        now: Duration,
    ) -> Result<Request<Full<Bytes>>> {
        let timestamp = now.as_secs();
        let signature = self
            .secret
            .sign(&callback.message_id, timestamp, &callback.body)?;
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        let authority = url.authority().map_or("", |authority| authority.as_str());
        let request = Request::post(path)
            .header(header::HOST, authority)
            .header(header::USER_AGENT, USER_AGENT)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONNECTION, "close")
            .header("webhook-id", &callback.message_id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature);
        Ok(request.body(Full::from(callback.body.clone()))?)
    }
}

/// Trusts the certificate authorities of the operating system.
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

/// Sends the request and returns the status of the response, without reading its body.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode> {
    let mut client = http1::Builder::new();
    client.max_buf_size(MAX_HEAD);
    let (mut sender, connection) = client.handshake(TokioIo::new(stream)).await?;
    let sending = std::pin::pin!(sender.send_request(request));
    let connection = std::pin::pin!(connection);
    let response: axum::http::Response<Incoming> = match select(sending, connection).await {
        Either::Left((response, _)) => response?,
        // The response may have arrived together with the end of the connection.
        Either::Right((_, sending)) => sending.await?,
    };
    Ok(response.status())
}
