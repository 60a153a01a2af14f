//! The callbacks that this host tells of sign-ups: the embedder's own, and URLs.
//! `delivery.rs` decides when.

mod http;
mod signature;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use self::{http::Sender, signature::Secret};
use crate::{
    settings::{SecretText, Settings},
    types::{Callback, Problem},
};

/// An embedder's own callback: it receives a message about each sign-up.
///
/// # Examples
///
/// ```
/// use async_trait::async_trait;
/// use vestibule::{SignupCallback, Sso, types::Callback};
///
/// struct Printer;
///
/// #[async_trait]
/// impl SignupCallback for Printer {
///     async fn signed_up(&self, callback: &Callback) -> anyhow::Result<()> {
///         println!("{}: {}", callback.message_id, callback.body);
///         Ok(())
///     }
/// }
///
/// let builder = Sso::builder().signup_callback(Printer);
/// ```
#[async_trait]
pub trait SignupCallback: Send + Sync + 'static {
    /// Receives one message; `callback.body` contains who signed up. It has 10 seconds. The same
    /// message may come more than once, always with the same `message_id`.
    ///
    /// # Errors
    /// After an error the message is sent again: after one minute, then after twice the time
    /// before, 10 times in all. The error is logged, so it should not contain personal data.
    async fn signed_up(&self, callback: &Callback) -> anyhow::Result<()>;
}

/// A callback that is shared with something else.
#[async_trait]
impl<C: SignupCallback + ?Sized> SignupCallback for Arc<C> {
    async fn signed_up(&self, callback: &Callback) -> anyhow::Result<()> {
        (**self).signed_up(callback).await
    }
}

/// The callbacks that are configured on this host.
pub(crate) struct Callbacks {
    own: Option<Arc<dyn SignupCallback>>,
    urls: Vec<String>,
    sender: Option<Sender>,
}

impl Callbacks {
    /// # Errors
    /// If the secret has the wrong form, or is missing although URLs are configured.
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
        let urls = settings.texts("signup.callback_url_list");
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

    /// Whether there is any callback, the embedder's or a URL.
    pub(crate) fn is_any(&self) -> bool {
        self.has_own() || !self.urls.is_empty()
    }

    /// Sends one message. A URL that is not configured on this host gets nothing: the operator has
    /// removed it, or only another host's settings have it yet.
    pub(crate) async fn send(&self, callback: &Callback, now: Duration) -> anyhow::Result<()> {
        match (&callback.url, &self.own, &self.sender) {
            (None, Some(own), _) => own.signed_up(callback).await,
            (Some(url), _, Some(sender)) if self.urls.contains(url) => {
                sender.send(url, callback, now).await
            }
            _ => anyhow::bail!("this callback is not configured here"),
        }
    }
}
