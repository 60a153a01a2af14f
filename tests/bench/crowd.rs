//! Any number of live sessions. Some began with a real login and can be checked; the others are like
//! them, but no client has their USTs.
//!
//! The real ones are made once, on a store of their own, and then written with the others, in
//! random order, to every place that is measured.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;
use vestibule::{
    Sso,
    storage::{Document, Portable, Sqlite, Write},
};

use crate::{
    data,
    place::{self, Place},
};

/// Users that are made at once.
const AT_ONCE: usize = 32;
/// Of a session, in minutes: a year.
const EXPIRY: u32 = 525_600;
/// Documents in a commit, at most.
const BATCH: usize = 500;
/// Of user IDs.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

pub(crate) struct Crowd {
    /// The documents that the logins wrote, in random order.
    documents: Vec<Document>,
    /// Of them, the sessions.
    sessions: Vec<Document>,
    others: usize,
    checks: Arc<Vec<Vec<u8>>>,
}

impl Crowd {
    /// A number of sessions with USTs, among a number of sessions.
    pub(crate) async fn make(real: usize, all: usize) -> Result<Self> {
        let nursery = tempfile::tempdir()?;
        let storage = Arc::new(Sqlite::open(nursery.path())?);
        let sso = place::sso(Arc::clone(&storage) as _, nursery.path(), |settings| {
            place::hash_cheaply(settings);
            settings.set("session.expiry", EXPIRY);
        });
        let sso = sso.await?;
        let super_user = data::ust(&sso, "boss", true).await?;
        let checks: Vec<_> = stream::iter(0..real)
            .map(|number| log_in(&sso, &super_user, number))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let mut documents = everything(&storage).await?;
        documents.sort_by_cached_key(|_| random::<8>());
        let is_session = |document: &&Document| document.key.starts_with("session/");
        let sessions: Vec<_> = documents.iter().filter(is_session).cloned().collect();
        Ok(Self {
            others: all.saturating_sub(sessions.len()),
            documents,
            sessions,
            checks: Arc::new(checks),
        })
    }

    /// A request for each session with a UST. They come in no order that a store would know.
    pub(crate) fn checks(&self) -> Arc<Vec<Vec<u8>>> {
        Arc::clone(&self.checks)
    }

    /// Writes all of them to a place, well mixed.
    pub(crate) async fn settle_in(&self, place: &Place) -> Result<()> {
        let storage = place.storage().await?;
        let commits = (self.documents.len() + self.others).div_ceil(BATCH);
        let mut patterns = self.sessions.iter().cycle();
        let (mut real, mut others) = (0, 0);
        for commit in 1..=commits {
            let mut writes = Vec::with_capacity(BATCH);
            let until = self.documents.len() * commit / commits;
            writes.extend(self.documents[real..until].iter().cloned().map(Write::Put));
            real = until;
            let until = self.others * commit / commits;
            let like = patterns.by_ref().take(until - others);
            writes.extend(like.map(another).map(Write::Put));
            others = until;
            let done = storage.commit(Vec::new(), writes).await;
            done.map_err(|error| anyhow::anyhow!("{error:?}"))?;
            if commit % 200 == 0 {
                eprintln!("{}: {commit} of {commits} commits", place.name());
            }
        }
        drop(storage);
        place.settle().await
    }
}

/// A new user's session, and the question about it.
async fn log_in(sso: &Sso, super_user: &str, number: usize) -> Result<Vec<u8>> {
    let sso = sso.clone();
    let ust = tokio::spawn(async move { data::ust(&sso, &format!("user{number}"), false).await });
    Ok(data::check(super_user, &ust.await??))
}

async fn everything(storage: &Sqlite) -> Result<Vec<Document>> {
    let (give, mut given) = mpsc::channel(1);
    let take = async {
        let mut documents = Vec::new();
        while let Some(batch) = given.recv().await {
            documents.extend(batch);
        }
        documents
    };
    let (sent, documents) = tokio::join!(storage.export(give), take);
    let sent = usize::try_from(sent?.documents)?;
    ensure!(sent == documents.len(), "not everything was sent");
    Ok(documents)
}

/// A session like another one, of a user who does not exist.
fn another(session: &Document) -> Document {
    let digits = random::<26>().map(|byte| char::from(DIGITS[usize::from(byte % 32)]));
    let user_id: String = digits.iter().collect();
    let digest = URL_SAFE_NO_PAD.encode(random::<32>());
    Document {
        key: format!("session/zusr{user_id}/{digest}"),
        ..session.clone()
    }
}

fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes)
        .context("no random bytes")
        .unwrap();
    bytes
}
