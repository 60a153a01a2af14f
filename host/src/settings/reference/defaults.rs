//! What the component says is in force where nothing is configured.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    settings::{Main, SecretText, Settings},
    sso::Sso,
    storage::Memory,
};

/// Values by stanza and key.
pub(super) type Defaults = BTreeMap<(String, String), Value>;

pub(super) async fn of_the_component() -> Defaults {
    let key = SecretText("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned());
    let settings = Settings {
        main: Main {
            keys: Some(vec![key]),
        },
        ..Settings::default()
    };
    let sso = Sso::builder()
        .storage(Memory::default())
        .settings(settings)
        .build()
        .await
        .unwrap();
    let effective = sso.effective_settings().await.unwrap();
    effective
        .into_iter()
        .map(|setting| {
            let value = serde_json::from_str(&setting.value).unwrap();
            ((setting.stanza, setting.key), value)
        })
        .collect()
}

/// How people write a value in a comment, so that comments can be compared with it.
pub(super) fn in_words(value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let digits = number.to_string();
            let mut text = String::new();
            for (place, digit) in digits.chars().enumerate() {
                if place > 0 && (digits.len() - place) % 3 == 0 {
                    text.push(',');
                }
                text.push(digit);
            }
            text
        }
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => "none".to_owned(),
        Value::Array(list) if list.len() > 20 => format!("{} common ones", list.len()),
        Value::Array(list) => {
            let texts = list.iter().map(in_words);
            texts.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
