//! Telling callbacks of sign-ups.
//!
//! The component queues a message in the commit of the sign-up, so none is lost and no sign-up
//! waits for a callback. Whoever delivers claims messages for longer than an attempt can take, so
//! two hosts never send the same one at the same time; a crash in between sends it once more, with
//! the same message ID.

mod http;
mod signature;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::future::join_all;
use tokio::time::{MissedTickBehavior, interval, timeout};

use self::{http::Sender, signature::Secret};
use crate::{
    error::Error,
    settings::{SecretText, Settings},
    sso::Sso,
    types::{Callback, Problem},
};

/// Messages that are sent at the same time.
const AT_ONCE: u32 = 32;
/// For one attempt.
const DEADLINE: Duration = Duration::from_secs(10);
/// Seconds for which messages are ours: more than they need.
const LEASE: u32 = 60;
/// How often the queue is looked at.
const INTERVAL: Duration = Duration::from_secs(5);

/// An embedder's own callback.
#[async_trait]
pub trait SignupCallback: Send + Sync + 'static {
    /// Takes one message within 10 seconds; `callback.body` says who signed up. The same message
    /// may come more than once, and then has the same `message_id`.
    ///
    /// # Errors
    /// The message comes again later: after a minute, then after twice the time before, 10 times
    /// in all. The error is logged, so it should name nobody.
    async fn signed_up(&self, callback: &Callback) -> anyhow::Result<()>;
}

/// What became of the messages of one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Deliveries {
    /// Taken.
    pub delivered: u32,
    /// Not taken; most come again later.
    pub failed: u32,
}

/// Whom this host tells.
pub(crate) struct Callbacks {
    own: Option<Arc<dyn SignupCallback>>,
    urls: Vec<String>,
    sender: Option<Sender>,
}

impl Callbacks {
    /// What is needed where there are URLs has to be there, and usable.
    pub(crate) fn new(
        settings: &Settings,
        secret: Option<SecretText>,
        own: Option<Arc<dyn SignupCallback>>,
    ) -> Result<Self, Problem> {
        let problem = |message: &str| Problem {
            stanza: "callbacks".to_owned(),
            key: "secret".to_owned(),
            message: message.to_owned(),
        };
        let urls = settings.signup.callback_url_list.clone();
        let urls = urls.unwrap_or_default();
        let sender = match secret {
            Some(secret) => {
                let secret = Secret::parse(&secret.0);
                let secret = secret.ok_or_else(|| {
                    problem("has to be whsec_ and 24 to 64 bytes in standard Base64")
                })?;
                Some(Sender::new(secret))
            }
            None if urls.is_empty() => None,
            None => return Err(problem("is missing: [signup] callback_url_list needs it")),
        };
        Ok(Self { own, urls, sender })
    }

    /// Whether there is an embedder's callback.
    pub(crate) fn has_own(&self) -> bool {
        self.own.is_some()
    }

    fn is_any(&self) -> bool {
        self.has_own() || !self.urls.is_empty()
    }

    /// A URL that is no longer configured is told nothing more; another host may know a new one.
    async fn send(&self, callback: &Callback, now: Duration) -> anyhow::Result<()> {
        match (&callback.url, &self.own, &self.sender) {
            (None, Some(own), _) => own.signed_up(callback).await,
            (Some(url), _, Some(sender)) if self.urls.contains(url) => {
                sender.send(url, callback, now).await
            }
            _ => anyhow::bail!("this callback is not configured here"),
        }
    }
}

impl Sso {
    /// Tells callbacks of the sign-ups that they have not been told of, until nothing is due.
    ///
    /// # Errors
    /// If storage cannot be reached. What callbacks answer is no error here.
    pub async fn deliver_callbacks(&self) -> Result<Deliveries, Error> {
        let mut total = Deliveries::default();
        loop {
            let some = self.deliver_some().await?;
            if some == Deliveries::default() {
                return Ok(total);
            }
            total.delivered += some.delivered;
            total.failed += some.failed;
        }
    }

    /// The same every few seconds, if there are callbacks at all, until `stop` is ready; then it
    /// finishes what it is sending, which takes 10 seconds at most.
    pub async fn deliver_callbacks_until(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        if !self.services().callbacks.is_any() {
            return stop.await;
        }
        let mut interval = interval(INTERVAL);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return,
                _ = interval.tick() => {}
            }
            match self.deliver_some().await {
                Ok(some) if some == Deliveries::default() => {}
                // There may be more.
                Ok(_) => interval.reset_immediately(),
                Err(error) => tracing::warn!(%error, "cannot tell callbacks of sign-ups"),
            }
        }
    }

    async fn deliver_some(&self) -> Result<Deliveries, Error> {
        let claimed = self.claim_callbacks(AT_ONCE, LEASE).await?;
        let sent = join_all(claimed.iter().map(|callback| self.deliver(callback))).await;
        let mut deliveries = Deliveries::default();
        for is_taken in sent {
            match is_taken? {
                true => deliveries.delivered += 1,
                false => deliveries.failed += 1,
            }
        }
        Ok(deliveries)
    }

    async fn deliver(&self, callback: &Callback) -> Result<bool, Error> {
        let services = self.services();
        let sending = services.callbacks.send(callback, services.clock.now());
        let sent = timeout(DEADLINE, sending).await;
        let sent = sent.unwrap_or_else(|_| Err(anyhow::anyhow!("no answer in time")));
        let message_id = &callback.message_id;
        match sent {
            Ok(()) => {
                services.metrics.callback("delivered");
                tracing::debug!(message_id, "a callback was told of a sign-up");
                self.message_done(&callback.id, &callback.claim).await?;
                Ok(true)
            }
            Err(error) => {
                services.metrics.callback("failed");
                let attempts = callback.attempts + 1;
                tracing::warn!(message_id, attempts, %error, "a callback was not told of a sign-up");
                self.message_failed(&callback.id, &callback.claim).await?;
                Ok(false)
            }
        }
    }
}
