//! Values from answers, for use in later requests.
//!
//! In a request `$ust` is the last `ust` that an answer had, `$ust1` the one before, and so on for
//! every key. Any other `$` is kept literally. Mailed tokens are `$mailed` (to confirm an address) and
//! `$reset`; `$code` is the current TOTP code of the last `totp_key`.

use std::collections::BTreeMap;

use serde_json::Value;
use totp_rs::{Builder, Secret};

/// Keys whose values no audit event may have.
const SECRETS: [&str; 7] = [
    "ust",
    "confirm_token",
    "mailed",
    "reset",
    "reset_key",
    "totp_key",
    "password",
];

/// The mark in secrets that a script invents. No event may contain it, whatever field had it.
const MADE_UP: &str = "hushhush";

/// Texts by their key in the answer, the latest last.
#[derive(Clone, Default)]
pub(crate) struct Memory(BTreeMap<String, Vec<String>>);

impl Memory {
    pub(crate) fn learn(&mut self, key: &str, text: &str) {
        let known = self.0.entry(key.to_owned()).or_default();
        known.push(text.to_owned());
    }

    /// Learns all texts of an answer, at any depth.
    pub(crate) fn learn_from(&mut self, answer: &Value) {
        match answer {
            Value::Array(values) => values.iter().for_each(|value| self.learn_from(value)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match value {
                        Value::String(text) => self.learn(key, text),
                        other => self.learn_from(other),
                    }
                }
            }
            _ => {}
        }
    }

    /// `$code`: the current TOTP codes of the keys, in their order.
    pub(crate) fn tell_time(&mut self, seconds: u64) {
        let keys = self.0.get("totp_key").into_iter().flatten();
        let codes = keys.filter_map(|key| {
            let secret = Secret::try_from_base32(key).ok()?;
            let totp = Builder::new().with_secret(secret).build_noncompliant();
            Some(totp.generate(seconds).to_string())
        });
        let codes = codes.collect();
        self.0.insert("code".to_owned(), codes);
    }

    /// The latest text of a key.
    pub(crate) fn last(&self, key: &str) -> Option<&str> {
        Some(self.0.get(key)?.last()?)
    }

    /// The secret that a text contains, if any.
    pub(crate) fn secret_in(&self, text: &str) -> Option<&str> {
        let known = SECRETS.iter().filter_map(|key| self.0.get(*key));
        let mut known = known.flatten().map(String::as_str);
        if text.to_lowercase().contains(MADE_UP) {
            return Some(MADE_UP);
        }
        // A short secret may be part of any text by chance.
        known.find(|secret| secret.len() >= 8 && text.contains(secret))
    }

    pub(crate) fn fill_in(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.fill_in_bytes(text.as_bytes())).into_owned()
    }

    pub(crate) fn fill_in_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let mut filled = Vec::with_capacity(bytes.len());
        let mut parts = bytes.split(|byte| *byte == b'$');
        filled.extend_from_slice(parts.next().unwrap_or_default());
        for part in parts {
            match self.find(part) {
                Some((text, rest)) => {
                    filled.extend_from_slice(text.as_bytes());
                    filled.extend_from_slice(rest);
                }
                None => {
                    filled.push(b'$');
                    filled.extend_from_slice(part);
                }
            }
        }
        filled
    }

    fn find<'a>(&self, bytes: &'a [u8]) -> Option<(&str, &'a [u8])> {
        let is_name = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
        let length = bytes.iter().take_while(|byte| is_name(byte)).count();
        let (name, rest) = bytes.split_at_checked(length)?;
        let known = self.0.get(std::str::from_utf8(name).ok()?)?;
        let (before, rest) = match rest.split_first() {
            Some((digit, rest)) if digit.is_ascii_digit() => (usize::from(digit - b'0'), rest),
            _ => (0, rest),
        };
        Some((known.iter().rev().nth(before)?, rest))
    }
}
