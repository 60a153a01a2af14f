//! The router: passes requests to the component. The correlation ID is made here, so that a response
//! of the host itself can be found in the log, too.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, Response, StatusCode, header, request::Parts},
    routing::{any, get},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{
    OPENAPI,
    address::{TrustedNetworks, client},
    headers,
    limits::{MAX_BODY, REQUEST_DEADLINE},
    response,
};
use crate::{
    error::Error,
    sso::Sso,
    types::{self, Caller},
};

/// Networks the router trusts.
#[derive(Clone, Debug, Default)]
pub struct RouterOptions {
    /// Proxies whose `X-Forwarded-For` header is trusted. Default: none.
    pub trusted_proxies: TrustedNetworks,
    /// Clients that may send login metadata on an end user's behalf. Default: none.
    pub trusted_clients: TrustedNetworks,
}

struct Front {
    sso: Sso,
    options: RouterOptions,
}

/// The REST API below `/zato/sso/`, to merge into any axum server. Serve it with
/// `into_make_service_with_connect_info::<SocketAddr>()`; otherwise the addresses of clients are
/// unknown.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use vestibule::{
///     Sso,
///     http::{RouterOptions, TrustedNetworks, parse_network, router},
/// };
///
/// fn app(sso: Sso) -> anyhow::Result<Router> {
///     let options = RouterOptions {
///         trusted_proxies: TrustedNetworks::from_iter([parse_network("10.0.0.0/8")?]),
///         ..RouterOptions::default()
///     };
///     let own = Router::new().route("/hello", get(|| async { "Hello" }));
///     Ok(own.merge(router(sso, options)))
/// }
/// ```
pub fn router(sso: Sso, options: RouterOptions) -> Router {
    Router::new()
        .route("/zato/sso/{*path}", any(handle))
        .with_state(Arc::new(Front { sso, options }))
}

/// A whole server: the REST API, `/healthz` (the process runs), `/readyz` (storage answers) and
/// `/openapi.json` (the description of the API). Every other path gets a 404 in the format of the
/// REST API.
///
/// # Examples
///
/// ```no_run
/// use tokio::net::TcpListener;
/// use vestibule::{
///     Sso,
///     http::{self, Limits, RouterOptions},
/// };
///
/// async fn serve(sso: Sso) -> anyhow::Result<()> {
///     let listener = TcpListener::bind("127.0.0.1:17010").await?;
///     let router = http::standalone_router(sso, RouterOptions::default());
///     let stop = async {
///         let _ = tokio::signal::ctrl_c().await;
///     };
///     http::serve(listener, router, Limits::default(), stop).await
/// }
/// ```
pub fn standalone_router(sso: Sso, options: RouterOptions) -> Router {
    let ready = sso.clone();
    let is_ready = move || async move {
        if ready.is_ready().await {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    Router::new()
        .route("/healthz", get(|| async { StatusCode::OK }))
        .route("/readyz", get(is_ready))
        .route("/openapi.json", get(openapi))
        .fallback(handle)
        .with_state(Arc::new(Front { sso, options }))
}

async fn openapi() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}

async fn handle(State(front): State<Arc<Front>>, request: Request) -> Response<Body> {
    let began = Instant::now();
    let metrics = &front.sso.services().metrics;
    let _in_flight = metrics.request_begins();
    let cid = response::new_cid(&*front.sso.services().randomness);
    let (parts, body) = request.into_parts();
    let response = match tokio::time::timeout(REQUEST_DEADLINE, read(body)).await {
        Ok(Ok(body)) => {
            let left = REQUEST_DEADLINE.saturating_sub(began.elapsed());
            front.answer(&cid, &parts, body, left).await
        }
        Ok(Err(status)) => response::refusal(&cid, status),
        Err(_) => response::refusal(&cid, StatusCode::REQUEST_TIMEOUT),
    };
    metrics.response(response.status().as_u16(), began.elapsed());
    response
}

async fn read(body: Body) -> Result<Bytes, StatusCode> {
    // Refused before it is sent, if the length is announced.
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

impl Front {
    async fn answer(
        &self,
        cid: &str,
        parts: &Parts,
        body: Bytes,
        left: Duration,
    ) -> Response<Body> {
        let http_header = self.sso.services().settings.get("apps.http_header");
        let http_header = http_header.and_then(|name| name.as_str());
        let request = types::Request {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(ToOwned::to_owned),
            headers: headers::passed_on(&parts.headers, http_header),
            body: body.into(),
            caller: self.caller(cid, parts),
            signup_verdict: None,
        };
        match tokio::time::timeout(left, self.sso.handle(request)).await {
            Ok(Ok(answer)) => response::of_component(answer),
            Ok(Err(Error::Component(error))) => {
                tracing::error!(cid, ?error, "the component failed");
                response::fault(cid, StatusCode::INTERNAL_SERVER_ERROR)
            }
            Ok(Err(error)) => {
                tracing::warn!(cid, %error, "a request failed");
                response::fault(cid, StatusCode::SERVICE_UNAVAILABLE)
            }
            Err(_) => {
                tracing::warn!(cid, "a request took too long");
                response::fault(cid, StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }

    fn caller(&self, cid: &str, parts: &Parts) -> Caller {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| *peer);
        let address = client(peer, &parts.headers, &self.options.trusted_proxies);
        let clients = &self.options.trusted_clients;
        Caller {
            cid: Some(cid.to_owned()),
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
