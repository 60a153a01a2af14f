//! Delivering the messages about sign-ups to the callbacks.
//!
//! The component queues a message in the commit of the sign-up, so none is lost and no sign-up
//! waits for a callback. A host claims messages for longer than an attempt can take, so two hosts
//! never send the same one at the same time. After a crash between sending and noting it, the
//! message is sent once more, with the same message ID.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::{error::Error, sso::Sso, types::Callback};

/// Messages that are sent at the same time.
const AT_ONCE: u32 = 32;
/// Time limit of one attempt.
const DEADLINE: Duration = Duration::from_secs(10);
/// Seconds a claim lasts: longer than an attempt can take.
const LEASE: u32 = 60;
/// How often the queue is read.
const INTERVAL: Duration = Duration::from_secs(5);

/// What became of the messages of one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Deliveries {
    /// Taken.
    pub delivered: u32,
    /// Not taken; most come again later.
    pub failed: u32,
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
            if is_taken? {
                deliveries.delivered += 1;
            } else {
                deliveries.failed += 1;
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
