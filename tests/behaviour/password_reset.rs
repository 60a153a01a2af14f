//! Password reset: a mailed token, its exchange for a reset key, the new password.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::{
    settings::Settings,
    types::{Content, Message},
};

use crate::kit::{Reply, World};

mod begin;
mod overtaken;
mod races;
mod same_work;
mod steps;
mod voided;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MOMENT: Duration = Duration::from_micros(1);

const NEW_PASSWORD: &str = "quite another long text";

fn with_mail(settings: &mut Settings) {
    settings.is_delivery_configured = true;
}

/// A world with ann, whose address is proven.
async fn world() -> (World, String) {
    with(|_| {}).await
}

async fn with(change: impl FnOnce(&mut Settings)) -> (World, String) {
    let world = World::with(|settings| {
        with_mail(settings);
        change(settings);
    });
    let world = world.await;
    let ann = world.member("ann").await;
    (world, ann)
}

impl World {
    async fn begin(&self, credential: &str) -> Reply {
        self.post("/password/reset", asking(credential)).await
    }

    /// The mails with tokens that are due; they count as sent.
    async fn reset_mails(&self) -> Vec<Message> {
        let mut mails = self.mails().await;
        mails.retain(|mail| matches!(mail.content, Content::PasswordReset(_)));
        for mail in &mails {
            self.sso.message_done(&mail.id, &mail.claim).await.unwrap();
        }
        mails
    }

    /// Asks for a token, and reads the one mail there is.
    async fn token(&self, credential: &str) -> String {
        self.begin(credential).await.ok();
        let mails = self.reset_mails().await;
        let [mail] = &mails[..] else {
            panic!("{mails:?}");
        };
        token_of(mail)
    }

    /// As far as the key.
    async fn key(&self, credential: &str) -> (String, String) {
        let token = self.token(credential).await;
        let key = self.exchange(&token).await.ok().text("reset_key");
        (token, key)
    }

    async fn login_with(&self, name: &str, password: &str) -> Reply {
        self.log_in(name, json!({"password": password})).await
    }
}

fn asking(credential: &str) -> Value {
    json!({"credential": credential, "current_app": "CRM"})
}

fn completing(token: &str, reset_key: &str, password: &str) -> Value {
    json!({
        "token": token,
        "reset_key": reset_key,
        "password": password,
        "current_app": "CRM",
    })
}

fn token_of(mail: &Message) -> String {
    match &mail.content {
        Content::PasswordReset(reset) => reset.token.clone(),
        other => panic!("{other:?}"),
    }
}
