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

/// The results of one pass over the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Deliveries {
    /// Messages that were accepted.
    pub delivered: u32,
    /// Messages that were not accepted. Each is sent again later, up to 10 times in all.
    pub failed: u32,
}

impl Sso {
    /// Sends the messages about sign-ups that are due to the callbacks, until none is left.
    ///
    /// # Errors
    /// If storage cannot be reached. A message that a callback does not accept is not an error; it
    /// is counted in [`Deliveries::failed`].
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

    /// Sends the due messages every 5 seconds until `stop` is ready, and then finishes the messages being
    /// sent, which takes at most 10 seconds. Does nothing if no callback is configured.
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
                Err(error) => tracing::warn!(%error, "cannot send messages to callbacks"),
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
        let sent = sent.unwrap_or_else(|_| Err(anyhow::anyhow!("no response within 10 seconds")));
        let message_id = &callback.message_id;
        match sent {
            Ok(()) => {
                services.metrics.callback("delivered");
                tracing::debug!(message_id, "message delivered to a callback");
                self.message_done(&callback.id, &callback.claim).await?;
                Ok(true)
            }
            Err(error) => {
                services.metrics.callback("failed");
                let attempts = callback.attempts + 1;
                tracing::warn!(message_id, attempts, %error, "message not delivered to a callback");
                self.message_failed(&callback.id, &callback.claim).await?;
                Ok(false)
            }
        }
    }
}
