//! Sends a message to a URL. Redirects are not followed, and of the response only the status counts.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::http::{Request, StatusCode, Uri, header};
use http_body_util::Full;
use hyper::body::Bytes;

use super::signature::Secret;
use crate::{
    client::{Client, USER_AGENT},
    types::Callback,
};

/// Signs and sends messages.
pub(super) struct Sender {
    secret: Secret,
    client: Client,
}

impl Sender {
    pub(super) fn new(secret: Secret) -> Self {
        Self {
            secret,
            client: Client::default(),
        }
    }

    /// Sends one message. An error contains neither the URL's query nor the message.
    pub(super) async fn send(&self, url: &str, callback: &Callback, now: Duration) -> Result<()> {
        let url: Uri = url.parse().ok().context("not a URL")?;
        let request = self.request(&url, callback, now)?;
        let host = url.host().unwrap_or_default();
        let connection = self.client.connect(&url).await?;
        let status = connection.status(request).await;
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
