//! The tour of the README, which follows the examples of Zato's documentation: `tests/cases/tour.json`.

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;

use super::routes::is_cid;
use crate::{
    kit::World,
    operations::{fill, split},
};

type Known = BTreeMap<String, String>;

#[tokio::test]
async fn sign_up_confirm_approve_reject_log_in() {
    let world = World::new().await;
    let mut known = Known::new();
    known.insert("boss".to_owned(), world.super_user().await);
    known.insert("address".to_owned(), "192.0.2.10".to_owned());
    let tour: Vec<Value> = serde_json::from_str(include_str!("../../cases/tour.json")).unwrap();
    for step in &tour {
        let (method, path) = split(step["route"].as_str().unwrap());
        let input = fill(&step["input"], |name| known.get(name).cloned());
        let reply = world.call(method, path, input).await;
        let status = step["status"].as_u64().unwrap_or(200);
        assert_eq!(u64::from(reply.status), status, "{reply:?}");
        assert!(
            is_as_documented(&reply.json, &step["answer"], &known),
            "{reply:?} is not {}",
            step["answer"]
        );
        learn(&mut known, &reply.json, &step["keep"]);
        world.advance(Duration::from_secs(1));
    }
}

/// Texts in answers are known by their keys, and values to keep by their new names.
fn learn(known: &mut Known, answer: &Value, keep: &Value) {
    let members = answer.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| (name, Some(value)));
    let kept = keep.as_object().into_iter().flatten();
    let kept = kept.map(|(name, pointer)| (name, answer.pointer(pointer.as_str().unwrap())));
    for (name, value) in members.chain(kept) {
        if let Some(text) = value.and_then(Value::as_str) {
            known.insert(name.clone(), text.to_owned());
        }
    }
}

/// Equal, or of the kind that a text such as `<time>` stands for.
fn is_as_documented(answer: &Value, documented: &Value, known: &Known) -> bool {
    match (answer, documented) {
        (Value::String(text), Value::String(documented)) => match &**documented {
            "<cid>" => is_cid(text),
            "<token>" => text.len() == 32,
            "<user id>" => text.starts_with("zusr"),
            "<time>" => text.starts_with("2026-01-01T0"),
            "<ust>" => text.len() >= 100,
            name if name.starts_with('{') => known.get(name.trim_matches(['{', '}'])) == Some(text),
            other => text == other,
        },
        (Value::Array(values), Value::Array(documented)) => {
            let mut pairs = values.iter().zip(documented);
            values.len() == documented.len()
                && pairs.all(|(value, documented)| is_as_documented(value, documented, known))
        }
        (Value::Object(members), Value::Object(documented)) => {
            members.keys().eq(documented.keys())
                && members
                    .iter()
                    .all(|(key, value)| is_as_documented(value, &documented[key], known))
        }
        _ => answer == documented,
    }
}
