//! The SSO over HTTP: a router for any axum server, and a server.

mod address;
mod headers;
mod limits;
mod response;
mod router;
mod server;
mod storage;

pub use address::{TrustedNetworks, parse_network};
pub use router::{RouterOptions, router, standalone_router};
pub use server::{Limits, serve};
pub use storage::storage_router;

use axum::{Router, routing::get};

use crate::sso::Sso;

/// The description of the REST API: OpenAPI 3.1, as JSON. [`standalone_router`] serves it at
/// `/openapi.json`; [`router`] does not serve it.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// `/metrics`, for a listener of its own.
pub fn metrics_router(sso: Sso) -> Router {
    let metrics = move || async move {
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        ([("content-type", kind)], sso.services().metrics.render())
    };
    Router::new().route("/metrics", get(metrics))
}
