//! Tokens of every kind: each works for its purpose only, and nothing that is stored is one.

use serde_json::json;
use vestibule::types::{Content, Message};

use crate::kit::{Company, signup_input, stored};

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
        let mailed = company
            .world
            .sent()
            .await
            .iter()
            .find_map(confirm_token)
            .unwrap();
        let reset = company.forgotten("ann").await.unwrap();
        let reset_key = company.world.exchange(&reset).await.ok().text("reset_key");
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
        let exchanged = self.world.exchange(text).await;
        let completed = self.world.complete(text, text).await;
        let replies = [confirmed, looked_at, exchanged, completed];
        replies.iter().map(|reply| reply.codes()).collect()
    }
}

#[tokio::test]
async fn no_token_is_stored_and_nothing_that_is_stored_is_a_token() {
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

#[tokio::test]
async fn a_token_works_for_its_purpose_only() {
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
        company.world.exchange(token).await.refused("E010001");
        let (token, right) = (token.as_str(), &tokens);
        company
            .world
            .complete(token, &right.reset_key)
            .await
            .refused("E010001");
        company
            .world
            .complete(&right.reset, token)
            .await
            .refused("E010001");
    }
    let (reset, key) = (&tokens.reset, &tokens.reset_key);
    company.world.exchange(key).await.refused("E010001");
    company
        .world
        .complete(reset, reset)
        .await
        .refused("E010001");
    company.world.complete(key, key).await.refused("E010001");
    company.world.complete(reset, key).await.ok();
}

/// A mail scanner opens every link.
#[tokio::test]
async fn a_get_of_a_mailed_link_does_not_use_the_token() {
    let company = Company::new().await;
    let token = company
        .world
        .signup("carl")
        .await
        .ok()
        .text("confirm_token");
    let reset = company.forgotten("ann").await.unwrap();
    for method in ["GET", "HEAD"] {
        for path in [
            format!("/user/signup/confirm?confirm_token={token}"),
            format!("/user/signup/disown?confirm_token={token}"),
            format!("/user/signup?confirm_token={token}"),
            format!("/password/reset?token={reset}&current_app=CRM"),
        ] {
            let path = format!("/zato/sso{path}");
            let reply = company.world.raw(method, &path, "").await;
            assert_ne!(reply.status, 200, "{method} {path}");
        }
    }
    let confirm = json!({"confirm_token": token});
    company
        .world
        .post("/user/signup/confirm", confirm)
        .await
        .ok();
    company.world.exchange(&reset).await.ok();
}
