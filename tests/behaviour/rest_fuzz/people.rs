//! People, and what leads somewhere in a request.

use serde_json::{Value, json};
use vestibule::types::Content;

use crate::kit::{Company, NEW_PASSWORD, PASSWORD, caller, definition};

/// A company with something of everything.
pub(super) struct People {
    pub(super) company: Company,
    pub(super) texts: Vec<String>,
    waiting: String,
    session_id: String,
    confirm_tokens: [String; 2],
    reset_token: String,
    exchanged: (String, String),
}

impl People {
    pub(super) async fn new() -> Self {
        let company = Company::new().await;
        let world = &company.world;
        company.link("pubapi", true).await.ok();
        let data = json!([{"name": "color", "value": "red"}, {"name": "size", "value": [7]}]);
        let attributes = json!({
            "data": data, "encrypt": true, "current_ust": company.ann, "target_ust": company.ann,
        });
        for path in ["/user/attr", "/session/attr"] {
            let done = company.ask(&company.ann, "POST", path, attributes.clone());
            done.await.ok();
        }
        let waiting = world.confirmed("carl").await;
        let returned = world.signup("dora").await.ok().text("confirm_token");
        let mails = company.world.sent().await;
        let mailed = mails.into_iter().find_map(|mail| match mail.content {
            Content::SignupConfirm(content) if mail.username == "dora" => {
                Some(content.confirm_token)
            }
            _ => None,
        });
        let reset_token = company.forgotten("ann").await.unwrap();
        let other = company.forgotten("ben").await.unwrap();
        let key = company.exchange(&other).await.ok().text("reset_key");
        let session = world.sso.verify(&caller(), &company.ann).await.unwrap();
        let mut people = Self {
            waiting,
            session_id: session.unwrap().session_id,
            confirm_tokens: [returned, mailed.unwrap()],
            reset_token,
            exchanged: (other, key),
            texts: Vec::new(),
            company,
        };
        people.texts = people.all_texts();
        people
    }

    fn all_texts(&self) -> Vec<String> {
        let company = &self.company;
        let theirs = [&company.boss, &company.ann, &company.ann_id, &self.waiting];
        let mut texts: Vec<String> = theirs.into_iter().cloned().collect();
        texts.extend(self.confirm_tokens.clone());
        let others = [
            "",
            " ",
            "ann",
            "boss",
            PASSWORD,
            "CRM",
            "ERP",
            "to-confirm",
            "10",
            "-1",
            "ann@example.com",
            "İ\u{345}ß",
            "\u{202e}",
            "\u{fdfa}\u{fdfa}",
            "192.0.2.1",
            "::1",
            "zusr0",
            "*",
            "a/b",
            "%",
            "\u{10ffff}",
            "'; DROP TABLE users; --",
            "{}",
            "basic_auth",
            "pubapi",
            "batch",
            "a:b",
        ];
        texts.extend(others.map(ToOwned::to_owned));
        texts.push("ß".repeat(700));
        texts.push("\u{fdfa}".repeat(250));
        texts
    }

    /// What a key has in a request that is meant well; none where nothing is better.
    pub(super) fn well_meant(&self, key: &str, route: &str, number: usize) -> Vec<Value> {
        let company = &self.company;
        let new = format!("n{number}");
        let is_new = matches!(route, "POST /user" | "POST /user/signup");
        let is_given = route.starts_with('P');
        // Whose sessions is asked in one way or in the other.
        let is_left_out = match key {
            "ust" => number.is_multiple_of(2),
            "current_ust" | "target_ust" | "user_id" => !number.is_multiple_of(2),
            _ => false,
        };
        if route == "GET /user/session/list" && is_left_out {
            return Vec::new();
        }
        match key {
            "ust" => vec![json!(company.boss), json!(company.boss), json!(company.ann)],
            "current_ust" => vec![json!(company.boss)],
            "target_ust" => vec![json!(company.ann), json!(company.ben)],
            "user_id" => [
                &company.ann_id,
                &company.ann_id,
                &company.ben_id,
                &self.waiting,
            ]
            .map(|user_id| json!(user_id))
            .to_vec(),
            "username" if is_new => vec![json!(new)],
            "username" => vec![json!("ann"), json!("ben"), json!(new)],
            "email" => vec![json!(format!("{new}@example.com"))],
            "password" | "old_password" => vec![json!(PASSWORD)],
            "new_password" => vec![json!(NEW_PASSWORD)],
            "current_app" => vec![json!("CRM")],
            "app_list" => vec![json!(["CRM"])],
            "confirm_token" => self
                .confirm_tokens
                .iter()
                .map(|token| json!(token))
                .collect(),
            "credential" => vec![json!("ann"), json!("ben")],
            "token" if route.starts_with("PATCH") => vec![json!(self.reset_token)],
            "token" => vec![json!(self.exchanged.0)],
            "reset_key" => vec![json!(self.exchanged.1)],
            "auth_type" => vec![definition("pubapi")["auth_type"].clone()],
            "auth_username" => vec![json!("pubapi"), json!("batch")],
            "session_id" => vec![json!(self.session_id)],
            "name" => vec![json!("color"), json!("size"), json!(new)],
            "data" if is_given => vec![json!([{"name": "color", "value": 1}, {"name": new}])],
            "data" => vec![json!(["color", new]), json!([{"name": "size"}])],
            "approval_status" => vec![json!("approved")],
            "sign_up_status" => vec![json!("final")],
            "status" => vec![json!("before_decision"), json!("to-confirm")],
            _ => Vec::new(),
        }
    }
}
