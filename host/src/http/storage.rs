//! The storage of this server, for its edges (`edge/storage-protocol` describes the requests).

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Response, StatusCode, header},
    routing::post,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::json;
use subtle::ConstantTimeEq;
use tokio::time::timeout;
use vestibule_storage_protocol::{
    Answer, Commit, Count, Get, MAX_REQUEST, Operation, PREFIX, Scan, Sweep,
    conversions::{all, each},
};

use super::{limits::REQUEST_DEADLINE, response};
use crate::{
    settings::SecretText,
    storage::{Storage, StoreError},
};

/// Time limit of an operation of the store.
const DEADLINE: Duration = REQUEST_DEADLINE;

struct Offer {
    storage: Arc<dyn Storage>,
    token: SecretText,
}

/// A store, for edges that know the token ([`Remote`](crate::storage::Remote), or any host that sends the same
/// requests). Whoever knows the token can read and change all that is stored, so it belongs on a
/// listener of its own that only edges reach.
pub fn storage_router(storage: Arc<dyn Storage>, token: SecretText) -> Router {
    Router::new()
        .route(&path::<Get>(), post(handle::<Get>))
        .route(&path::<Scan>(), post(handle::<Scan>))
        .route(&path::<Count>(), post(handle::<Count>))
        .route(&path::<Commit>(), post(handle::<Commit>))
        .route(&path::<Sweep>(), post(handle::<Sweep>))
        .with_state(Arc::new(Offer { storage, token }))
}

fn path<O: Operation>() -> String {
    format!("{PREFIX}{}", O::NAME)
}

async fn handle<O: Offered>(State(offer): State<Arc<Offer>>, request: Request) -> Response<Body> {
    if !is_authorized(request.headers(), &offer.token) {
        return refused(
            StatusCode::UNAUTHORIZED,
            "the token is not the one of [storage] token",
        );
    }
    let input = match timeout(REQUEST_DEADLINE, read(request.into_body())).await {
        Ok(Ok(input)) => input,
        Ok(Err((status, why))) => return refused(status, &why),
        Err(_) => {
            return refused(
                StatusCode::BAD_REQUEST,
                "the request did not arrive in time",
            );
        }
    };
    let operation: O = match serde_json::from_slice(&input) {
        Ok(operation) => operation,
        // The position only: the message could contain what was to be stored.
        Err(error) => {
            let why = format!("not a {} request: column {}", O::NAME, error.column());
            return refused(StatusCode::BAD_REQUEST, &why);
        }
    };
    let answer = match timeout(DEADLINE, operation.run(&*offer.storage)).await {
        Ok(Ok(output)) => Answer::Ok(output),
        Ok(Err(error)) => Answer::Error(error.into()),
        Err(_) => Answer::Error(too_late::<O>().into()),
    };
    response::json(StatusCode::OK, &json!(answer))
}

/// A commit that began runs to its end.
fn too_late<O: Operation>() -> StoreError {
    if O::NAME == Commit::NAME {
        StoreError::Unknown
    } else {
        StoreError::Unavailable("the store took too long".to_owned())
    }
}

fn is_authorized(headers: &HeaderMap, token: &SecretText) -> bool {
    let given = headers.get(header::AUTHORIZATION);
    let given = given.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    given.is_some_and(|given| given.ct_eq(token.0.as_bytes()).into())
}

async fn read(body: Body) -> Result<Vec<u8>, (StatusCode, String)> {
    match Limited::new(body, MAX_REQUEST).collect().await {
        Ok(collected) => Ok(collected.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => Err((
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("at most {MAX_REQUEST} bytes are accepted"),
        )),
        Err(_) => Err((
            StatusCode::BAD_REQUEST,
            "the request is incomplete".to_owned(),
        )),
    }
}

fn refused(status: StatusCode, why: &str) -> Response<Body> {
    response::json(status, &json!({"refused": why}))
}

/// An operation that this server offers.
trait Offered: Operation + Send {
    fn run(
        self,
        storage: &dyn Storage,
    ) -> impl Future<Output = Result<Self::Output, StoreError>> + Send;
}

impl Offered for Get {
    async fn run(self, storage: &dyn Storage) -> Result<Self::Output, StoreError> {
        storage.get(self.keys).await.map(each)
    }
}

impl Offered for Scan {
    async fn run(self, storage: &dyn Storage) -> Result<Self::Output, StoreError> {
        let (range, filter, page) = (self.range.into(), all(self.filter), self.page.into());
        storage.scan(range, filter, page).await.map(all)
    }
}

impl Offered for Count {
    async fn run(self, storage: &dyn Storage) -> Result<Self::Output, StoreError> {
        let (range, filter) = (self.range.into(), all(self.filter));
        storage.count(range, filter, self.live_at).await
    }
}

impl Offered for Commit {
    async fn run(self, storage: &dyn Storage) -> Result<Self::Output, StoreError> {
        storage.commit(all(self.checks), all(self.writes)).await
    }
}

impl Offered for Sweep {
    async fn run(self, storage: &dyn Storage) -> Result<Self::Output, StoreError> {
        storage.sweep(self.now).await
    }
}
