//! A page for those who are logged in.

use axum::{
    extract::{FromRef, FromRequestParts, State},
    http::{StatusCode, header, request::Parts},
};
use vestibule::{
    Sso,
    types::{Caller, Session},
};

use crate::APPLICATION;

/// Greets whoever is logged in; anybody else is refused before this is called.
pub(crate) async fn greeting(State(_): State<Sso>, LoggedIn(session): LoggedIn) -> String {
    format!("Hello, {}!", session.username)
}

/// A handler that takes this is for those who send `Authorization: Bearer UST`.
pub(crate) struct LoggedIn(Session);

impl<S: Send + Sync> FromRequestParts<S> for LoggedIn
where
    Sso: FromRef<S>,
{
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let unauthorized = (StatusCode::UNAUTHORIZED, "Please log in.");
        let ust = parts.headers.get(header::AUTHORIZATION);
        let ust = ust.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let caller = Caller {
            current_app: Some(APPLICATION.to_owned()),
            ..Caller::default()
        };
        match Sso::from_ref(state)
            .verify(&caller, ust.ok_or(unauthorized)?)
            .await
        {
            Ok(session) => session.map(Self).ok_or(unauthorized),
            // The store cannot be reached: nobody knows whether the user is logged in.
            Err(_) => Err((StatusCode::SERVICE_UNAVAILABLE, "Please try again later.")),
        }
    }
}
