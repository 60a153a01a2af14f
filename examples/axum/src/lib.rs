//! Somebody's own axum server, with Vestibule inside: it has the REST API below `/zato/sso`, a page that only
//! those see who are logged in, and it sends the mails.

mod greeting;
mod mail;

use axum::{Router, routing::get};
use vestibule::{
    Sso,
    http::{RouterOptions, router},
};

pub use mail::{Console, Mail, Mailer, deliver};

/// The application that users log in to.
pub const APPLICATION: &str = "CRM";

/// The whole server. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, so that Vestibule
/// knows the addresses of clients.
pub fn app(sso: Sso) -> Router {
    Router::new()
        .route("/greeting", get(greeting::greeting))
        .with_state(sso.clone())
        .merge(router(sso, RouterOptions::default()))
}
