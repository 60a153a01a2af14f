//! Sign-ups, and what becomes of them.

use serde_json::json;
use vestibule::types::Authority;

use super::{Client, keep, one_of};
use crate::kit::{PASSWORD, caller};

/// Spellings of which some are the same name, and some are none.
const SPELLINGS: [&str; 8] = [
    "ann",
    "Ann",
    "ANN",
    "änn",
    "ＡＮＮ",
    "straße",
    "STRASSE",
    "a b",
];

impl Client<'_> {
    pub(super) fn new_name(&mut self) -> String {
        match self.dice.below(3) {
            0 => (*self.dice.one_of(&SPELLINGS)).to_owned(),
            _ => format!("user{}", self.dice.below(60)),
        }
    }

    pub(super) async fn sign_up(&mut self) {
        let name = self.new_name();
        let email = self.email();
        let email = (self.dice.below(5) > 0).then_some(email);
        let input = json!({
            "username": name, "password": PASSWORD, "email": email,
            "current_app": "CRM", "app_list": ["CRM"],
        });
        let reply = self.rest("POST", "/user/signup", input).await;
        if let Some(token) = reply.json["confirm_token"].as_str() {
            self.tokens.push(token.to_owned());
            self.names.push(name);
        }
    }

    pub(super) async fn confirm(&mut self) {
        let input = json!({"confirm_token": one_of(&mut self.dice, &self.tokens)});
        match self.dice.below(3) {
            0 => self.rest("PATCH", "/user/signup", input).await,
            _ => self.rest("POST", "/user/signup/confirm", input).await,
        };
    }

    pub(super) async fn disown(&mut self) {
        let input = json!({"confirm_token": one_of(&mut self.dice, &self.tokens)});
        self.rest("POST", "/user/signup/disown", input).await;
    }

    pub(super) async fn pending(&mut self) {
        let ust = self.super_user.clone();
        let mut input = json!({"ust": ust, "status": "to-confirm"});
        if self.is() {
            input["cur_page"] = json!(self.dice.below(4));
            input["page_size"] = json!(self.dice.below(10));
        }
        let reply = self.rest("GET", "/user/signup", input).await;
        for person in reply.json.as_array().into_iter().flatten() {
            keep(&mut self.user_ids, person["user_id"].as_str().unwrap());
        }
        if reply.status != 200 {
            self.come_back().await;
        }
    }

    pub(super) async fn decide(&mut self) {
        let user_id = one_of(&mut self.dice, &self.user_ids);
        let is_approval = self.dice.below(3) > 0;
        let paths = match is_approval {
            true => ["/user/signup/approve", "/user/approve"],
            false => ["/user/signup/reject", "/user/reject"],
        };
        if self.dice.below(3) > 0 {
            let path = *self.dice.one_of(&paths);
            let input = json!({
                "user_id": user_id, "ust": self.super_user, "reason": "no", "current_app": "CRM",
            });
            self.rest("POST", path, input).await;
            return;
        }
        let operator = Authority::Operator;
        let decided = self.three.typed(async |world| match is_approval {
            true => world.sso.approve(&caller(), &operator, &user_id).await,
            false => {
                let (caller, reason) = (caller(), Some("no"));
                let rejected = world.sso.reject(&caller, &operator, &user_id, reason);
                rejected.await
            }
        });
        let is_ok = decided.await.is_ok();
        self.count(is_ok);
    }
}
