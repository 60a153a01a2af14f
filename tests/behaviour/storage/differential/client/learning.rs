//! The client's knowledge from answers and mails.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kit::{Dice, Reply};

/// Keys of answers with something that a later request may name.
const LEARNED: [&str; 4] = ["ust", "user_id", "confirm_token", "session_id"];

#[derive(Default)]
pub(super) struct Known {
    /// By the key of an answer or an input, the latest last.
    texts: BTreeMap<String, Vec<String>>,
    /// Reset tokens with their keys.
    pub(super) resets: Vec<(String, String)>,
    /// Usernames by user ID, of those who have logged in.
    names: BTreeMap<String, String>,
    /// Keys of one-time codes by username.
    totp_keys: BTreeMap<String, String>,
}

impl Known {
    /// Learns something that may be named under this key.
    pub(super) fn add(&mut self, key: &str, text: &str) {
        let known = self.texts.entry(key.to_owned()).or_default();
        if !known.iter().any(|known| known == text) {
            known.push(text.to_owned());
        }
    }

    pub(super) fn count(&self, key: &str) -> usize {
        self.texts.get(key).map_or(0, Vec::len)
    }

    /// Rather something recent: older things have mostly ended.
    pub(super) fn one(&self, key: &str, dice: &mut Dice) -> Option<String> {
        let known = self.texts.get(key)?;
        let back = dice.below(known.len()).min(dice.below(known.len()));
        known.get(known.len() - 1 - back).cloned()
    }

    /// A user's TOTP key.
    pub(super) fn totp_key(&self, username: &str) -> Option<&str> {
        self.totp_keys.get(username).map(String::as_str)
    }

    /// Learns from the answer to an input.
    pub(super) fn learn(&mut self, input: &Value, reply: &Reply) {
        self.learn_from(&reply.json);
        if let Some(ust) = reply.headers.get("x-zato-sso-ust") {
            self.add("ust", ust.to_str().unwrap());
        }
        let said = |key: &str| reply.json[key].as_str().map(ToOwned::to_owned);
        let asked = |key: &str| input[key].as_str().map(ToOwned::to_owned);
        if let (Some(_), Some(name)) = (said("confirm_token"), asked("username")) {
            self.add("username", &name);
        }
        if let (Some(user_id), Some(name)) = (said("user_id"), said("username")) {
            self.add("username", &name);
            self.names.insert(user_id, name);
        }
        if let (Some(token), Some(key)) = (asked("token"), said("reset_key")) {
            self.resets.push((token, key));
        }
        if let (Some(user_id), Some(key)) = (asked("user_id"), said("totp_key"))
            && let Some(name) = self.names.get(&user_id)
        {
            self.totp_keys.insert(name.clone(), key);
        }
    }

    fn learn_from(&mut self, answer: &Value) {
        match answer {
            Value::Array(members) => members.iter().for_each(|member| self.learn_from(member)),
            Value::Object(members) => {
                for (key, member) in members {
                    match member {
                        Value::String(text) if LEARNED.contains(&&**key) => self.add(key, text),
                        member => self.learn_from(member),
                    }
                }
            }
            _ => {}
        }
    }
}
