//! Signatures of Standard Webhooks: HMAC-SHA-256 of message ID, time and body.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const PREFIX: &str = "whsec_";

/// A secret that is shared with the callbacks.
pub(super) struct Secret(Vec<u8>);

impl Secret {
    /// `None` unless it is `whsec_` and 24 to 64 bytes in Base64, as the specification demands.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        (24..=64).contains(&bytes.len()).then_some(Self(bytes))
    }

    /// The value of `webhook-signature`.
    pub(super) fn sign(
        &self,
        message_id: &str,
        timestamp: u64,
        body: &str,
    ) -> anyhow::Result<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)?;
        mac.update(format!("{message_id}.{timestamp}.{body}").as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        Ok(format!("v1,{signature}"))
    }
}
