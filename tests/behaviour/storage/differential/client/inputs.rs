//! Inputs: those of samples, with known values in place of names in braces, and with changes.

use serde_json::{Value, json};

use super::{Client, OTHER_PASSWORD, PROGRAMS};
use crate::{kit::PASSWORD, totp};

/// Spellings of which some are the same name, and some are not a name.
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
    /// The input of a sample, for a known user.
    pub(super) fn input(&mut self, sample: &Value) -> Value {
        let mut input = json!({});
        for (key, value) in sample.as_object().unwrap() {
            input[key] = self.value(key, value);
        }
        if let Some(reset) = input.get("reset_key").and(self.known.resets.last()) {
            let (token, key) = reset;
            input["token"] = json!(token);
            input["reset_key"] = json!(key);
        }
        self.vary(&mut input);
        if let Some(code) = input["username"]
            .as_str()
            .and_then(|name| self.code_of(name))
        {
            input["totp_code"] = json!(code);
        }
        input
    }

    /// The value of `{name}`, or another value of the same kind.
    fn value(&mut self, key: &str, value: &Value) -> Value {
        let named = value.as_str();
        let named = named.and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
        let is_super_users = self.dice.below(3) > 0;
        match (named, key) {
            (Some("ust"), _) if is_super_users => json!(self.super_user),
            (Some("locked" | "pending"), _) => self.one("user_id"),
            (Some("confirm_token" | "mailed_token"), _) => self.one("confirm_token"),
            (Some("reset_token" | "exchanged_token"), _) => self.one("reset_token"),
            (Some("target_ust"), _) => self.one("ust"),
            (Some("newcomer"), _) => json!(self.new_name()),
            (Some("newcomer_email"), _) => json!(self.email()),
            (Some("free_credential" | "linked_credential"), _) => {
                json!(self.dice.one_of(&PROGRAMS))
            }
            (Some(name), _) => self.one(name),
            (None, "password" | "old_password") => self.password(),
            (None, "new_password") => json!(self.dice.one_of(&[PASSWORD, OTHER_PASSWORD])),
            (None, "name") => json!(self.dice.one_of(&["a", "b", "size"])),
            (None, _) => value.clone(),
        }
    }

    fn one(&mut self, key: &str) -> Value {
        let known = self.known.one(key, &mut self.dice);
        json!(known.unwrap_or_else(|| "nonsense".to_owned()))
    }

    fn password(&mut self) -> Value {
        match self.dice.below(8) {
            0 => json!(OTHER_PASSWORD),
            1 => json!("short"),
            _ => json!(PASSWORD),
        }
    }

    fn email(&mut self) -> String {
        format!("{}@Example.com", self.dice.below(30))
    }

    fn new_name(&mut self) -> String {
        match self.dice.below(3) {
            0 => (*self.dice.one_of(&SPELLINGS)).to_owned(),
            _ => format!("user{}", self.dice.below(60)),
        }
    }

    /// Now and then something is left out, or there is something more. What an operation does not
    /// know it ignores.
    fn vary(&mut self, input: &mut Value) {
        match self.dice.below(8) {
            0 => {
                input.as_object_mut().unwrap().remove("user_id");
            }
            1 => input["encrypt"] = json!(true),
            2 => input["expiration"] = json!(self.dice.below(100)),
            3 => {
                let (key, value) = self.more();
                input[key] = value;
            }
            4 if input.get("value").is_some() => {
                input["data"] = json!([{"name": "a", "value": [1]}, {"name": "c", "value": null}]);
                input.as_object_mut().unwrap().remove("name");
            }
            _ => {}
        }
    }

    fn more(&mut self) -> (&'static str, Value) {
        let is = self.dice.below(2) == 0;
        match self.dice.below(14) {
            0 => ("email", json!(self.email())),
            1 => ("username", json!(self.new_name())),
            2 => ("is_locked", json!(is)),
            3 => ("is_totp_enabled", json!(is)),
            4 => ("approval_status", json!("approved")),
            5 => ("password_must_change", json!(is)),
            6 => ("all_but_current", json!(is)),
            7 => ("session_id", self.one("session_id")),
            8 => ("first_name", json!(self.dice.one_of(&SPELLINGS))),
            9 => ("cur_page", json!(self.dice.below(3))),
            10 => ("page_size", json!(self.dice.below(5))),
            11 => ("is_name_exact", json!(is)),
            12 => ("new_password", json!(OTHER_PASSWORD)),
            _ => ("auto_approve", json!(is)),
        }
    }

    /// The TOTP code of a user who has a key.
    pub(super) fn code_of(&self, username: &str) -> Option<String> {
        let key = self.known.totp_key(username)?;
        Some(totp::code(self.three.one(), key))
    }
}
