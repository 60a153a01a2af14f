//! Mails and callbacks, delivered or not.

use vestibule::types::Content;

use super::Client;

const LEASE: u32 = 60;

impl Client<'_> {
    pub(super) async fn deliver_messages(&mut self) {
        let limit = *self.dice.one_of(&[2, 20, 100]);
        let claimed = self
            .three
            .typed(async |world| world.sso.claim_messages(limit, LEASE).await)
            .await;
        self.count(claimed.is_ok());
        for message in claimed.unwrap() {
            match &message.content {
                Content::SignupConfirm(confirm) => {
                    self.known.add("confirm_token", &confirm.confirm_token);
                }
                Content::EmailConfirm(confirm) => {
                    self.known.add("confirm_token", &confirm.confirm_token);
                }
                Content::PasswordReset(reset) => self.known.add("reset_token", &reset.token),
                Content::SignupWelcome | Content::SignupRejected(_) | Content::EmailChanged => {}
            }
            self.messages.push(message);
        }
        if !self.messages.is_empty() {
            let place = self.dice.below(self.messages.len());
            let message = self.messages.swap_remove(place);
            self.tell(&message.id, &message.claim).await;
        }
    }

    pub(super) async fn deliver_callbacks(&mut self) {
        let limit = u32::try_from(self.dice.below(20)).unwrap();
        let claimed = self
            .three
            .typed(async |world| world.sso.claim_callbacks(limit, LEASE).await)
            .await;
        self.count(claimed.is_ok());
        self.callbacks.extend(claimed.unwrap());
        if !self.callbacks.is_empty() {
            let place = self.dice.below(self.callbacks.len());
            let callback = self.callbacks.swap_remove(place);
            self.tell(&callback.id, &callback.claim).await;
        }
    }

    async fn tell(&mut self, id: &str, claim: &str) {
        let is_sent = self.dice.below(3) > 0;
        let told = self.three.typed(async |world| match is_sent {
            true => world.sso.message_done(id, claim).await,
            false => world.sso.message_failed(id, claim).await,
        });
        let is_ok = told.await.is_ok();
        self.count(is_ok);
    }
}
