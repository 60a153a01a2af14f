//! A value is any JSON, and comes back as the same.

use serde_json::{Value, json};
use vestibule::types::SubStatus;

use super::{SIDES, input, scene};
use crate::kit::{caller, rejected};

const VALUES: [&str; 31] = [
    "null",
    "true",
    "false",
    "0",
    "-0.0",
    "1",
    "-1",
    "1.0",
    "0.1",
    "0.30000000000000004",
    "1e300",
    "5e-324",
    "1.7976931348623157e308",
    "2.2250738585072014e-308",
    "8.533333333333333e-5",
    "123456789.12345679",
    "9007199254740993",
    "18446744073709551615",
    "-9223372036854775808",
    "\"\"",
    "\"None\"",
    "\"{'k': 1}\"",
    "\"true\"",
    "\"1\"",
    "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\u2028\"",
    "\"ä 日本 🦀 \\ud83e\\udd80\"",
    "[]",
    "{}",
    "[null,[true,[{}]],\"\"]",
    "{\"\":{\"a\":[1.5]},\"b\\nc\":null,\"ö\":\"\"}",
    "[1,[2,[3,[4,[5,[6,[7]]]]]]]",
];

#[tokio::test]
async fn every_kind_of_json_survives() {
    for side in SIDES {
        for encrypt in [false, true] {
            let scene = scene().await;
            let mut data = Vec::new();
            for (number, text) in VALUES.iter().enumerate() {
                let value: Value = serde_json::from_str(text).unwrap();
                let alone = json!({"name": format!("alone{number}"), "value": value,
                    "encrypt": encrypt});
                scene.made(side, alone).await;
                data.push(json!({"name": format!("many{number}"), "value": value}));
            }
            let all = json!({"data": data, "encrypt": encrypt});
            scene.made(side, all).await;
            for (number, text) in VALUES.iter().enumerate() {
                let value: Value = serde_json::from_str(text).unwrap();
                for name in [format!("alone{number}"), format!("many{number}")] {
                    let reply = scene.get(side, &name).await;
                    let found = &reply.json["value"];
                    assert_eq!(found, &value, "{text}");
                    assert_eq!(found.to_string(), value.to_string(), "{text}");
                }
            }
        }
    }
}

/// Over the typed API not even the spelling changes, so nothing is too large for a number.
#[tokio::test]
async fn a_typed_value_is_returned_unchanged() {
    let scene = scene().await;
    let (caller, authority) = (caller(), scene.authority());
    for side in SIDES {
        let owner = side.owner(&scene.ann);
        for encrypt in [false, true] {
            for text in [
                "123456789012345678901234567890",
                "1.00",
                "1E2",
                "{\"b\": 1,\n \"a\": 2, \"b\": 3}",
                "\"\\u0041\\/\"",
                "\"\\u0000\"",
            ] {
                let mut inputs = [input("a", text)];
                inputs[0].encrypt = Some(encrypt);
                let sso = &scene.world.sso;
                let set = sso.set_attributes(&caller, &authority, &owner, &inputs);
                set.await.unwrap();
                let names = ["a".to_owned()];
                let found = sso.attributes(&caller, &authority, &owner, &names, true);
                let found = found.await.unwrap().remove(0).unwrap();
                assert_eq!(found.value_json, text);
                scene.get(side, "a").await;
            }
        }
    }
}

#[tokio::test]
async fn a_value_that_is_not_json_is_refused() {
    let scene = scene().await;
    let (caller, authority) = (caller(), scene.authority());
    for side in SIDES {
        let owner = side.owner(&scene.ann);
        let before = scene.world.stored().await;
        let deep = format!("{}{}", "[".repeat(101), "]".repeat(101));
        for text in [
            "",
            "x",
            "{",
            "1 2",
            "'a'",
            "NaN",
            "[1,]",
            "\"\\ud800\"",
            &deep,
        ] {
            let sso = &scene.world.sso;
            let made = sso
                .create_attributes(&caller, &authority, &owner, &[input("a", text)])
                .await;
            assert_eq!(rejected(made), [SubStatus::CommonInvalidInput], "{text}");
        }
        assert_eq!(scene.world.stored().await, before);
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        let sso = &scene.world.sso;
        let inputs = [input("deep", &deep)];
        let made = sso.create_attributes(&caller, &authority, &owner, &inputs);
        made.await.unwrap();
        assert_eq!(scene.value(side, "deep").await.unwrap().to_string(), deep);
    }
}
