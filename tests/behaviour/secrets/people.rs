//! The users, and their secrets.

use serde_json::{Value, json};
use vestibule::types::{Content, Message};

use super::{
    conversation::Conversation,
    kept::{CALLBACK_SECRET, NAME, Secrets, TOTP_KEY},
};
use crate::kit::{Company, World, user_document};

pub(super) struct People {
    pub(super) company: Company,
    pub(super) ust: String,
    pub(super) user_id: String,
    /// The code of the moment.
    pub(super) code: String,
    /// Of unconfirmed sign-ups.
    pub(super) confirm_tokens: Vec<String>,
    /// The one that was mailed to one of them.
    pub(super) mailed: String,
    /// They wait for a decision.
    pub(super) waiting: Vec<String>,
    pub(super) reset_token: String,
    /// Another reset token, and its key.
    pub(super) exchanged: (String, String),
}

impl People {
    pub(super) async fn with(secrets: &mut Secrets) -> Self {
        let company = Company::with(|builder| {
            let urls = vec!["http://127.0.0.1:9/".to_owned()];
            builder.settings.set("signup.callback_url_list", urls);
            builder.callback_secret = Some(CALLBACK_SECRET);
            // One of everything there is, again and again, is more than a source may ask for.
            builder.settings.set("throttling.failures_per_source", 0);
            builder.settings.set("throttling.signups_per_source", 0);
            builder.settings.set("throttling.resets_per_source", 0);
        })
        .await;
        let world = &company.world;
        let user_id = world.approved(NAME).await;
        let ust = world.ust(NAME).await;
        let mut confirm_tokens = Vec::new();
        let mut waiting = Vec::new();
        for number in 0..5 {
            let signup = world.signup(&format!("{NAME}.{number}")).await;
            confirm_tokens.push(signup.ok().text("confirm_token"));
            waiting.push(world.confirmed(&format!("{NAME}-{number}")).await);
        }
        let mailed = mailed_to(&company, &format!("{NAME}.2"), secrets).await;
        let reset_token = company.forgotten("ann").await.unwrap();
        let other = company.forgotten("ben").await.unwrap();
        let key = company.world.exchange(&other).await.ok().text("reset_key");
        let code = company.code(TOTP_KEY);
        let people = Self {
            ust,
            user_id,
            code,
            confirm_tokens,
            mailed,
            waiting,
            reset_token,
            exchanged: (other, key),
            company,
        };
        people.confide(secrets).await;
        people
    }

    async fn confide(&self, secrets: &mut Secrets) {
        let (token, key) = &self.exchanged;
        let company = &self.company;
        for secret in [
            token,
            key,
            &self.reset_token,
            &self.ust,
            &company.boss,
            &company.ann,
            &company.ben,
            &self.code,
        ] {
            secrets.keep(secret);
        }
        for token in &self.confirm_tokens {
            secrets.keep(token);
        }
        let user = user_document(&company.storage, &self.user_id).await;
        let hash = user["password"].as_str().unwrap().rsplit('$').next();
        secrets.keep_but_store(hash.unwrap());
    }

    /// A conversation about these users, whose secrets are known.
    pub(super) fn conversation(&self, secrets: Secrets) -> Conversation<'_> {
        let Company { world, storage, .. } = &self.company;
        Conversation::begin(world, storage, &self.ust, secrets)
    }

    /// Her requests about herself.
    pub(super) fn own(&self, members: Value) -> Value {
        with_ust(&self.ust, members)
    }

    /// The super-user's requests.
    pub(super) fn boss(&self, members: Value) -> Value {
        with_ust(&self.company.boss, members)
    }

    /// The super-user's requests about another user.
    pub(super) fn about(&self, user_id: &str, mut members: Value) -> Value {
        members["user_id"] = json!(user_id);
        self.boss(members)
    }
}

fn with_ust(ust: &str, mut members: Value) -> Value {
    members["ust"] = json!(ust);
    members["current_app"] = json!("CRM");
    members
}

/// The mailed token of a user who signed up; all other tokens are recorded too.
async fn mailed_to(company: &Company, name: &str, secrets: &mut Secrets) -> String {
    let mails = learn_from_mails(&company.world, secrets).await;
    let token = mails.into_iter().find_map(|mail| match mail.content {
        Content::SignupConfirm(content) if mail.username == name => Some(content.confirm_token),
        _ => None,
    });
    token.expect("a mail")
}

/// Learns the secrets of all mails that are due, which are delivered.
pub(super) async fn learn_from_mails(world: &World, secrets: &mut Secrets) -> Vec<Message> {
    let mails = world.sent().await;
    for mail in &mails {
        match &mail.content {
            Content::SignupConfirm(content) => secrets.keep(&content.confirm_token),
            Content::EmailConfirm(content) => secrets.keep(&content.confirm_token),
            Content::PasswordReset(content) => secrets.keep(&content.token),
            Content::SignupWelcome | Content::SignupRejected(_) | Content::EmailChanged => {}
        }
    }
    mails
}
