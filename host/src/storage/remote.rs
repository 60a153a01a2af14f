//! The storage that another server offers over HTTP: for an edge, which has no database of its own.
//!
//! Each operation is one request on a connection of its own. There is no retry: after a lost reply to a
//! commit the result is `unknown`, as the contract demands.

use std::{fmt, sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use axum::http::{HeaderValue, Request, Uri, header, uri::Scheme};
use http_body_util::Full;
use hyper::body::Bytes;
use tokio::time::timeout;
use vestibule_storage_protocol::{
    self as protocol, Lost, Operation,
    conversions::{all, each},
    understand, without_answer,
};

use super::{
    Storage, limits,
    types::{Check, Clause, Entry, KeyRange, Page, StoreError, Write},
};
use crate::{
    client::{Client, USER_AGENT},
    settings::SecretText,
};

/// Maximum size of a response, in bytes: 1,000 entries of the largest kind, escaped.
const MAX_RESPONSE: usize = 512 << 20;

/// Time limit of one operation, in which the server has given up long before.
const DEADLINE: Duration = Duration::from_secs(60);

/// A [`Storage`] at another server, which runs `vestibule serve --storage-listen`.
///
/// # Examples
///
/// ```
/// use vestibule::{settings::SecretText, storage::Remote};
///
/// let token = SecretText("e9hbtMAVpzMVVVnlXcXO2n8qyRR6gNUb1YvB1eNPHzI".to_owned());
/// let storage = Remote::new("https://sso.example:17012", &token)?;
/// assert!(Remote::new("http://192.0.2.1:17012", &token).is_err());
/// # Ok::<_, anyhow::Error>(())
/// ```
#[derive(Clone)]
pub struct Remote(Arc<Server>);

struct Server {
    client: Client,
    url: Uri,
    authorization: HeaderValue,
}

impl Remote {
    /// The storage of the server at a URL. Nothing is sent yet.
    ///
    /// # Errors
    /// If the URL is neither `https://` nor `http://` with a loopback address, or has a path, or the token
    /// has characters that a header cannot have.
    pub fn new(url: &str, token: &SecretText) -> Result<Self> {
        let url: Uri = url.parse().context("not a URL")?;
        let is_tls = url.scheme() == Some(&Scheme::HTTPS);
        let is_local = url.scheme() == Some(&Scheme::HTTP) && url.host().is_some_and(is_loopback);
        ensure!(
            is_tls || is_local,
            "the URL of a storage server begins with https://, or with http:// and a loopback address"
        );
        ensure!(
            url.path() == "/" && url.query().is_none(),
            "the URL of a storage server has no path"
        );
        let mut authorization = HeaderValue::try_from(format!("Bearer {}", token.0))
            .ok()
            .context("the token has characters that are not allowed in a header")?;
        authorization.set_sensitive(true);
        Ok(Self(Arc::new(Server {
            client: Client::default(),
            url,
            authorization,
        })))
    }

    async fn call<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        let answer = timeout(DEADLINE, self.0.call(&operation)).await;
        let late = || {
            Err(no_answer::<O>(
                Lost::AfterSending,
                "no answer in time".to_owned(),
            ))
        };
        answer.unwrap_or_else(|_| late()).map_err(StoreError::from)
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Remote").field(&self.0.url).finish()
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn no_answer<O: Operation>(lost: Lost, what: String) -> protocol::StoreError {
    without_answer(O::NAME, lost, what)
}

impl Server {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, protocol::StoreError> {
        let not_sent =
            |error: anyhow::Error| no_answer::<O>(Lost::BeforeSending, format!("{error:#}"));
        let request = self.request(operation).map_err(not_sent)?;
        let connection = self.client.connect(&self.url).await.map_err(not_sent)?;
        let response = connection.exchange(request, MAX_RESPONSE).await;
        let response =
            response.map_err(|error| no_answer::<O>(Lost::AfterSending, format!("{error:#}")))?;
        understand::<O>(response.status().as_u16(), response.body())
    }

    fn request<O: Operation>(&self, operation: &O) -> Result<Request<Full<Bytes>>> {
        let authority = self
            .url
            .authority()
            .map_or("", |authority| authority.as_str());
        let request = Request::post(format!("{}{}", protocol::PREFIX, O::NAME))
            .header(header::HOST, authority)
            .header(header::USER_AGENT, USER_AGENT)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONNECTION, "close")
            .header(header::AUTHORIZATION, &self.authorization);
        Ok(request.body(Full::from(serde_json::to_vec(operation)?))?)
    }
}

#[async_trait]
impl Storage for Remote {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        limits::get(&keys)?;
        let wanted = keys.len();
        let entries = self.call(protocol::Get { keys }).await?;
        if entries.len() != wanted {
            let what = "the storage server answered with another number of entries";
            return Err(StoreError::Unavailable(what.to_owned()));
        }
        Ok(each(entries))
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        limits::scan(&range, &filter, &page)?;
        let scan = protocol::Scan {
            range: range.into(),
            filter: all(filter),
            page: page.into(),
        };
        self.call(scan).await.map(all)
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        limits::count(&range, &filter)?;
        self.call(protocol::Count {
            range: range.into(),
            filter: all(filter),
            live_at,
        })
        .await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        limits::commit(&checks, &writes)?;
        let commit = protocol::Commit {
            checks: all(checks),
            writes: all(writes),
        };
        let store = self.clone();
        // A task of its own: the commit goes on if the caller is gone.
        let committing = tokio::spawn(async move { store.call(commit).await });
        committing.await.unwrap_or(Err(StoreError::Unknown))
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        self.call(protocol::Sweep { now }).await
    }
}
