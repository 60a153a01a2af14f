//! Tokens: what is stored of them, and what each is good for.

use serde_json::{Value, json};
use vestibule::{
    settings::SecretText,
    types::{Content, Message},
};

use crate::kit::{Company, KEY, NEW_PASSWORD, World, caller, signup_input, stored};

/// One of each kind.
struct Tokens {
    ust: String,
    returned: String,
    mailed: String,
    reset: String,
    reset_key: String,
}

impl Tokens {
    /// Of Ann, and of Carl, who signs up.
    async fn of(company: &Company) -> Self {
        let signup = company.world.post("/user/signup", signup_input("carl"));
        let returned = signup.await.ok().text("confirm_token");
        let mailed = company.sent().await.iter().find_map(confirm_token).unwrap();
        let reset = company.forgotten("ann").await.unwrap();
        let reset_key = company.exchange(&reset).await.ok().text("reset_key");
        Self {
            ust: company.ann.clone(),
            returned,
            mailed,
            reset,
            reset_key,
        }
    }

    fn all(&self) -> [&String; 5] {
        [
            &self.ust,
            &self.returned,
            &self.mailed,
            &self.reset,
            &self.reset_key,
        ]
    }
}

fn confirm_token(mail: &Message) -> Option<String> {
    match &mail.content {
        Content::SignupConfirm(confirm) => Some(confirm.confirm_token.clone()),
        _ => None,
    }
}

impl Company {
    /// Uses a text as every kind of token; returns the codes.
    async fn try_as_anything(&self, text: &str) -> Vec<String> {
        let confirm = json!({"confirm_token": text});
        let confirmed = self.world.post("/user/signup/confirm", confirm).await;
        let looked_at = self.ask(text, "GET", "/user", json!({})).await;
        let exchanged = self.exchange(text).await;
        let completed = self.complete(text, text).await;
        let replies = [confirmed, looked_at, exchanged, completed];
        replies.iter().map(|reply| reply.codes()).collect()
    }
}

/// Security 2: tokens are stored in the clear, and accepted in the clear.
#[tokio::test]
async fn no_token_is_stored_and_nothing_stored_is_one() {
    let company = Company::new().await;
    let tokens = Tokens::of(&company).await;
    for (key, value) in company.world.stored().await {
        for token in tokens.all() {
            assert!(!key.contains(token) && !value.contains(token), "{key}");
        }
    }
    for prefix in ["session/", "signup/", "reset/"] {
        let entries = stored(&company.storage, prefix).await;
        assert!(!entries.is_empty(), "{prefix}");
        for entry in entries {
            for text in [&*entry.key, entry.key.rsplit('/').next().unwrap()] {
                let codes = company.try_as_anything(text).await;
                assert_eq!(codes, ["E005006", "E007001", "E010001", "E010001"]);
            }
        }
    }
}

/// Security 2 and 15: list responses include tokens of other devices.
#[tokio::test]
async fn a_list_of_sessions_opens_none_of_them() {
    let company = Company::new().await;
    let list = company.ask(&company.ann, "GET", "/user/session/list", json!({}));
    let list = list.await.ok();
    assert!(
        !String::from_utf8(list.bytes)
            .unwrap()
            .contains(&company.ann)
    );
    let session = list.json["result"][0].as_object().unwrap();
    assert!(session.contains_key("session_id"));
    for text in session.values().filter_map(Value::as_str) {
        let reply = company.ask(text, "GET", "/user", json!({})).await;
        reply.refused("E007001");
    }
}

/// Security 14: tokens are not bound to a purpose.
#[tokio::test]
async fn a_token_is_good_for_nothing_else() {
    let company = Company::new().await;
    let tokens = Tokens::of(&company).await;
    for token in [&tokens.ust, &tokens.reset, &tokens.reset_key] {
        let confirm = json!({"confirm_token": token});
        let reply = company.world.post("/user/signup/confirm", confirm).await;
        reply.refused("E005006");
    }
    for token in [
        &tokens.returned,
        &tokens.mailed,
        &tokens.reset,
        &tokens.reset_key,
    ] {
        assert!(!company.is_open(token).await);
    }
    for token in [&tokens.ust, &tokens.returned, &tokens.mailed] {
        company.exchange(token).await.refused("E010001");
        let (token, right) = (token.as_str(), &tokens);
        company
            .complete(token, &right.reset_key)
            .await
            .refused("E010001");
        company
            .complete(&right.reset, token)
            .await
            .refused("E010001");
    }
    let (reset, key) = (&tokens.reset, &tokens.reset_key);
    company.exchange(key).await.refused("E010001");
    company.complete(reset, reset).await.refused("E010001");
    company.complete(key, key).await.refused("E010001");
    company.complete(reset, key).await.ok();
}

/// Security 14: tokens are not bound to a user.
#[tokio::test]
async fn a_key_resets_the_password_it_was_made_for() {
    let company = Company::new().await;
    let of_ann = company.forgotten("ann").await.unwrap();
    let of_ben = company.forgotten("ben").await.unwrap();
    let key_of_ann = company.exchange(&of_ann).await.ok().text("reset_key");
    let key_of_ben = company.exchange(&of_ben).await.ok().text("reset_key");
    company
        .complete(&of_ben, &key_of_ann)
        .await
        .refused("E010001");
    company
        .complete(&of_ann, &key_of_ben)
        .await
        .refused("E010001");
    company.complete(&of_ann, &key_of_ann).await.ok();
    company.log_in(json!({"password": NEW_PASSWORD})).await.ok();
    company.world.login("ben").await.ok();
}

/// Security 14: no rotation.
#[tokio::test]
async fn secret_keys_can_be_replaced() {
    let new = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";
    let company = Company::new().await;
    let host = |keys: &[&str], seed| {
        let keys = keys.iter().map(|key| SecretText((*key).to_owned()));
        let keys = keys.collect();
        World::builder(|builder| {
            builder.storage = company.world.storage.clone();
            builder.clock = company.world.clock.clone();
            builder.settings.main.keys = Some(keys);
            builder.seed = seed;
        })
    };
    let both = host(&[new, KEY], 2).build().await;
    assert!(
        both.sso
            .verify(&caller(), &company.ann)
            .await
            .unwrap()
            .is_some()
    );
    let later = both.ust("ann").await;
    assert!(
        !company.is_open(&later).await,
        "it is sealed with the new key"
    );
    let account = both.account(&company.ann_id).await;
    assert_eq!(account.email.as_deref(), Some("ann@example.com"));
}

/// Security 14: no age limit.
#[tokio::test]
async fn every_token_expires() {
    let company = Company::new().await;
    let tokens = Tokens::of(&company).await;
    let fresh = company.forgotten("ben").await.unwrap();
    company.world.advance(super::DAY * 7);
    let reply = company.ask(&tokens.ust, "GET", "/user", json!({})).await;
    reply.refused("E007001");
    for token in [&tokens.returned, &tokens.mailed] {
        let confirm = json!({"confirm_token": token});
        let reply = company.world.post("/user/signup/confirm", confirm).await;
        reply.refused("E005006");
    }
    company.exchange(&fresh).await.refused("E010001");
    let reply = company.complete(&tokens.reset, &tokens.reset_key).await;
    reply.refused("E010001");
}
