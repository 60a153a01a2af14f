//! The router: every path goes to the component, except for two that ask about the host.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Response, StatusCode, header, request::Parts},
    routing::get,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{
    address::{TrustedNetworks, client},
    limits::{MAX_BODY, REQUEST_DEADLINE},
    response,
};
use crate::{
    Error, Sso,
    types::{self, Caller},
};

/// Whom the router believes.
#[derive(Clone, Debug, Default)]
pub struct RouterOptions {
    /// Proxies whose `X-Forwarded-For` is believed. Default: none.
    pub trusted_proxies: TrustedNetworks,
    /// Clients that may send login metadata on an end user's behalf. Default: none.
    pub trusted_clients: TrustedNetworks,
}

struct Front {
    sso: Sso,
    options: RouterOptions,
}

/// The REST API, `/healthz` and `/readyz`, to be mounted in any axum server. Serve it
/// `into_make_service_with_connect_info::<SocketAddr>()`, or no client will have an address.
pub fn router(sso: Sso, options: RouterOptions) -> Router {
    let ready = sso.clone();
    let is_ready = move || async move {
        match ready.is_ready().await {
            true => StatusCode::OK,
            false => StatusCode::SERVICE_UNAVAILABLE,
        }
    };
    Router::new()
        .route("/healthz", get(|| async { StatusCode::OK }))
        .route("/readyz", get(is_ready))
        .fallback(handle)
        .with_state(Arc::new(Front { sso, options }))
}

async fn handle(State(front): State<Arc<Front>>, request: Request) -> Response<Body> {
    let began = Instant::now();
    let metrics = &front.sso.services().metrics;
    let _in_flight = metrics.request_begins();
    let (parts, body) = request.into_parts();
    let response = match tokio::time::timeout(REQUEST_DEADLINE, read(body)).await {
        Ok(Ok(body)) => {
            let left = REQUEST_DEADLINE.saturating_sub(began.elapsed());
            front.answer(&parts, body, left).await
        }
        Ok(Err(status)) => front.refuse(status),
        Err(_) => front.refuse(StatusCode::REQUEST_TIMEOUT),
    };
    metrics.response(response.status().as_u16(), began.elapsed());
    response
}

async fn read(body: Body) -> Result<Bytes, StatusCode> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

impl Front {
    async fn answer(&self, parts: &Parts, body: Bytes, left: Duration) -> Response<Body> {
        let request = types::Request {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(ToOwned::to_owned),
            body: body.into(),
            caller: self.caller(parts),
            signup_verdict: None,
        };
        let randomness = &*self.sso.services().randomness;
        match tokio::time::timeout(left, self.sso.handle(request)).await {
            Ok(Ok(answer)) => response::of_component(answer),
            Ok(Err(Error::Component(error))) => {
                tracing::error!(error = ?error, "the component failed");
                response::fault(randomness, StatusCode::INTERNAL_SERVER_ERROR)
            }
            Ok(Err(_)) | Err(_) => response::fault(randomness, StatusCode::SERVICE_UNAVAILABLE),
        }
    }

    fn refuse(&self, status: StatusCode) -> Response<Body> {
        response::refusal(&*self.sso.services().randomness, status)
    }

    fn caller(&self, parts: &Parts) -> Caller {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| *peer);
        let address = client(peer, &parts.headers, &self.options.trusted_proxies);
        let clients = &self.options.trusted_clients;
        Caller {
            cid: None,
            current_app: None,
            remote_addr: address.as_ref().map(IpAddr::to_string),
            user_agent: user_agent(&parts.headers),
            is_trusted_client: address.is_some_and(|address| clients.contains(address)),
        }
    }
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(header::USER_AGENT)?;
    Some(String::from_utf8_lossy(agent.as_bytes()).into_owned())
}
