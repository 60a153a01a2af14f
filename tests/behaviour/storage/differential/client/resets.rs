//! Forgotten passwords.

use serde_json::json;

use super::{Client, OTHER_PASSWORD, one_of};
use crate::kit::PASSWORD;

impl Client<'_> {
    pub(super) async fn reset_password(&mut self) {
        match self.dice.below(5) {
            0 | 1 => {
                let name = self.super_user_name.clone();
                let credential = match self.dice.below(6) {
                    0 | 1 => one_of(&mut self.dice, &self.names),
                    2 => self.email(),
                    3 => format!("{name}@example.com"),
                    _ => name,
                };
                let input = json!({"credential": credential, "current_app": "CRM"});
                self.rest("POST", "/password/reset", input).await;
                // Whoever asks looks for the mail.
                self.deliver_messages(100).await;
            }
            2 | 3 => {
                let token = one_of(&mut self.dice, &self.reset_tokens);
                let input = json!({"token": token, "current_app": "CRM"});
                let reply = self.rest("PATCH", "/password/reset", input).await;
                if let Some(key) = reply.json["reset_key"].as_str() {
                    self.resets.push((token, key.to_owned()));
                    self.complete_reset().await;
                }
            }
            _ => self.complete_reset().await,
        }
    }

    async fn complete_reset(&mut self) {
        let (token, key) = one_of(&mut self.dice, &self.resets);
        let password = *self
            .dice
            .one_of(&[PASSWORD, PASSWORD, OTHER_PASSWORD, "short"]);
        let input = json!({
            "token": token, "reset_key": key, "password": password, "current_app": "CRM",
        });
        self.rest("DELETE", "/password/reset", input).await;
    }
}
