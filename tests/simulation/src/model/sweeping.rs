//! Removal of expired documents.

use crate::model::{Invariant, Model, Violation};

impl Model {
    /// The store removed keys that expired by a second. All their documents have to be expired.
    pub(crate) fn swept(&mut self, keys: &[String], by: u64) -> Result<(), Violation> {
        let by = by * 1_000_000;
        for key in keys {
            let (kind, name) = key.split_once('/').unwrap_or_default();
            let end = match kind {
                "user" => self.accounts.remove(name).map(|account| account.expires_at),
                "signup" => self.tokens.remove(name).map(|token| Some(token.expires_at)),
                "session" => self
                    .sessions
                    .remove(key)
                    .map(|session| Some(session.expires_at)),
                "user-attr" | "session-attr" => {
                    let attribute = self.attributes.remove(key);
                    attribute.map(|attribute| attribute.expires_at)
                }
                "reset" => self.token_swept(name),
                "reset-of" => self.resets.remove(name).map(|reset| Some(reset.expires_at)),
                "outbox" => {
                    let letter = key.rsplit('/').next().unwrap_or_default();
                    self.letters
                        .remove(letter)
                        .map(|letter| Some(letter.expires_at))
                }
                _ => continue,
            };
            if let Some(end) = end
                && end.is_none_or(|end| end > by)
            {
                let detail = format!("{key} was swept before its time");
                return Err(Violation::new(Invariant::AcknowledgedIsKept, detail));
            }
        }
        self.observe_all();
        Ok(())
    }

    /// A reset token is void without its key, though its reset counts letters for longer.
    fn token_swept(&mut self, token: &str) -> Option<Option<u64>> {
        let mut resets = self.resets.values_mut();
        let reset = resets.find(|reset| reset.token == token)?;
        reset.is_token_swept = true;
        Some(Some(reset.token_expires_at))
    }
}
