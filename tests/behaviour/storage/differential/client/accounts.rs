//! Accounts, by whom they belong to and by super-users.

use serde_json::{Value, json};
use vestibule::types::{Authority, ListPage};

use super::{Client, OTHER_PASSWORD, keep, one_of};
use crate::{
    kit::{PASSWORD, caller},
    totp,
};

/// What names are searched by, some of them in full.
const NAME_PARTS: [&str; 6] = ["änn", "OF THE", "Hill", "e", "ben of the valley", "%"];

impl Client<'_> {
    pub(super) async fn create_account(&mut self) {
        let name = self.new_name();
        let mut input = json!({
            "ust": self.super_user, "current_app": "CRM", "username": name,
            "auto_approve": self.dice.below(4) > 0,
        });
        let optional = [
            ("password", json!(PASSWORD), 3),
            ("email", json!(self.email()), 1),
            ("display_name", json!(" Änn of the Hill "), 1),
            ("first_name", json!("Änn"), 1),
            ("sign_up_status", json!("before_confirmation"), 0),
            ("is_totp_enabled", json!(true), 0),
            ("is_locked", json!(true), 0),
            ("is_rate_limit_active", json!(true), 1),
            ("rate_limit_def", json!("192.0.2.0/24=9/h"), 1),
        ];
        for (key, value, weight) in optional {
            if self.dice.below(4) <= weight {
                input[key] = value;
            }
        }
        let reply = self.rest("POST", "/user", input).await;
        if let Some(user_id) = reply.json["user_id"].as_str() {
            keep(&mut self.user_ids, user_id);
            self.names.push(name);
        }
    }

    pub(super) async fn update_account(&mut self) {
        let mut input = self.about();
        for _ in 0..=self.dice.below(3) {
            let (key, value) = match self.dice.below(10) {
                0 => ("username", json!(self.new_name())),
                1 => ("email", json!(self.email())),
                2 => ("email", Value::Null),
                3 => ("display_name", json!("Ben of the Valley")),
                4 => ("last_name", Value::Null),
                5 => ("is_totp_enabled", json!(self.is())),
                6 => ("is_locked", json!(self.is())),
                7 => ("password_expiry", json!("2099-01-01T00:00:00")),
                8 => ("approval_status", json!("approved")),
                _ => ("password_must_change", json!(self.is())),
            };
            input[key] = value;
        }
        let name = input["username"].as_str().map(ToOwned::to_owned);
        let reply = self.rest("PATCH", "/user", input).await;
        if let (200, Some(name)) = (reply.status, name) {
            self.names.push(name);
        }
    }

    pub(super) async fn lock_or_unlock(&mut self) {
        let input = self.by_super_user();
        match self.dice.below(2) {
            0 => self.rest("POST", "/user/lock", input).await,
            _ => self.rest("DELETE", "/user/lock", input).await,
        };
    }

    pub(super) async fn delete_account(&mut self) {
        let input = self.by_super_user();
        self.rest("DELETE", "/user", input).await;
    }

    fn by_super_user(&mut self) -> Value {
        let user_id = one_of(&mut self.dice, &self.user_ids);
        json!({"ust": self.super_user, "current_app": "CRM", "user_id": user_id})
    }

    pub(super) async fn change_password(&mut self) {
        let mut input = self.about();
        let passwords = [PASSWORD, PASSWORD, OTHER_PASSWORD];
        input["new_password"] = json!(*self.dice.one_of(&passwords));
        input["old_password"] = json!(*self.dice.one_of(&passwords));
        if self.dice.below(4) == 0 {
            input["must_change"] = json!(true);
        }
        self.rest("PATCH", "/user/password", input).await;
    }

    pub(super) async fn reset_totp(&mut self) {
        let mut input = self.about();
        if self.dice.below(3) == 0 {
            input["totp_key"] = json!("JBSWY3DPEHPK3PXP");
            input["totp_label"] = json!("the telephone");
        }
        let reply = self.rest("PATCH", "/user/totp", input).await;
        if let (Some(key), Some(uri)) = (
            reply.json["totp_key"].as_str(),
            reply.json["totp_uri"].as_str(),
        ) {
            let label = uri.trim_start_matches("otpauth://totp/");
            let name = label.split(['?', ':']).nth(1).unwrap_or_default();
            self.totp_keys.push((name.to_owned(), key.to_owned()));
        }
    }

    /// What an authenticator of this name shows.
    pub(super) fn code_of(&mut self, name: &str) -> Option<String> {
        let mut known = self.totp_keys.iter().rev();
        let (_, key) = known.find(|(of, _)| of == name)?;
        Some(totp::code(self.three.one(), key))
    }

    pub(super) async fn look_up(&mut self) {
        let mut input = self.about();
        match self.dice.below(4) {
            0 => self.typed_look_up().await,
            1 => {
                let ust = input["ust"].as_str().unwrap().to_owned();
                let bearer = format!("Bearer {ust}");
                input.as_object_mut().unwrap().remove("ust");
                let headers = [("authorization", &*bearer)];
                self.rest_with(&headers, "GET", "/user", input).await;
            }
            _ => {
                self.rest("GET", "/user", input).await;
            }
        }
    }

    async fn typed_look_up(&mut self) {
        let user_id = one_of(&mut self.dice, &self.user_ids);
        let (authority, user_id) = match self.dice.below(4) {
            0 => (Authority::Operator, Some(user_id)),
            1 => (Authority::Session(self.super_user.clone()), Some(user_id)),
            2 => (Authority::Session(self.some_ust()), Some(user_id)),
            _ => (Authority::Session(self.some_ust()), None),
        };
        let user_id = user_id.as_deref();
        let found = self
            .three
            .typed(async |world| world.sso.user(&caller(), &authority, user_id).await)
            .await;
        self.count(found.is_ok());
        let page = ListPage {
            cur_page: 1,
            page_size: 100,
        };
        let operator = Authority::Operator;
        let waiting = self
            .three
            .typed(async |world| world.sso.pending(&caller(), &operator, page).await)
            .await;
        for person in waiting.unwrap() {
            keep(&mut self.user_ids, &person.user_id);
        }
    }

    pub(super) async fn search(&mut self) {
        let mut input = json!({"ust": self.super_user, "current_app": "CRM"});
        for _ in 0..self.dice.below(3) {
            let (key, value) = match self.dice.below(8) {
                0 => ("username", json!(one_of(&mut self.dice, &self.names))),
                1 => ("user_id", json!(one_of(&mut self.dice, &self.user_ids))),
                2 => ("email", json!(self.email())),
                3 => ("approval_status", json!("before_decision")),
                4 => ("sign_up_status", json!("before_confirmation")),
                5 => ("last_name", json!("")),
                6 => ("username", json!("user")),
                _ => ("first_name", json!(*self.dice.one_of(&NAME_PARTS))),
            };
            input[key] = value;
        }
        if self.is() {
            input["display_name"] = json!(*self.dice.one_of(&NAME_PARTS));
            input["is_name_exact"] = json!(self.is());
        }
        if self.is() {
            input["name_op"] = json!(*self.dice.one_of(&["and", "or"]));
        }
        if self.dice.below(3) > 0 {
            input["cur_page"] = json!(self.dice.below(4));
            input["page_size"] = json!(self.dice.below(10));
        }
        let method = *self.dice.one_of(&["GET", "POST"]);
        let reply = self.rest(method, "/user/search", input).await;
        for person in reply.json["result"].as_array().into_iter().flatten() {
            keep(&mut self.user_ids, person["user_id"].as_str().unwrap());
        }
    }
}
