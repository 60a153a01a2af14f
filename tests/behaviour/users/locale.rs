//! The language of an account: shown and changed like a display name.

use serde_json::{Value, json};
use vestibule::types::{Change, CreateRequest, SubStatus, UpdateRequest};

use super::{create, get, update, updated};
use crate::kit::{OPERATOR, World, caller, create_request, rejected};

/// Texts that are not well-formed tags.
const MALFORMED: [&str; 7] = [
    "*",
    "german language",
    "de_AT",
    "x-pirate",
    "zh-yue",
    "de--AT",
    "en-a-aaaaaaaa-bbbbbbbb-cccccccc-dddd",
];

#[tokio::test]
async fn users_and_super_users_see_the_locale_in_canonical_form() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let input = json!({"username": "ann", "password": crate::kit::PASSWORD,
                       "auto_approve": true, "locale": " ZH-hant-tw "});
    let made = create(&world, &boss, input).await.ok();
    assert_eq!(made.json["locale"], "zh-Hant-TW");
    let user_id = made.text("user_id");
    let ust = world.ust("ann").await;
    assert_eq!(get(&world, &ust, None).await.json["locale"], "zh-Hant-TW");
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["locale"], "zh-Hant-TW");
    let found = world.ask(&boss, "GET", "/user/search", json!({"username": "ann"}));
    assert_eq!(found.await.ok().json["result"][0]["locale"], "zh-Hant-TW");
    assert_eq!(get(&world, &boss, None).await.json["locale"], Value::Null);
    world.is_sound().await;
}

#[tokio::test]
async fn users_change_their_own_locale_and_super_users_that_of_others() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let locale = async || get(&world, &ust, None).await.json["locale"].clone();
    for (input, expected) in [
        (json!({"locale": "DE-at"}), json!("de-AT")),
        (json!({"first_name": "Ann"}), json!("de-AT")),
        (json!({"locale": " "}), Value::Null),
        (json!({"locale": "en"}), json!("en")),
        (json!({"locale": null}), Value::Null),
    ] {
        updated(&world, &ust, input.clone()).await;
        assert_eq!(locale().await, expected, "{input}");
    }
    let input = json!({"user_id": user_id, "locale": "fr"});
    updated(&world, &boss, input).await;
    assert_eq!(locale().await, "fr");
    let others = json!({"user_id": user_id, "locale": "it"});
    let ben = world.approved("ben").await;
    let by_ben = world.ust("ben").await;
    update(&world, &by_ben, others).await.refused("E008002");
    assert_eq!(world.account(&ben).await.locale, None);
    assert_eq!(locale().await, "fr");
}

#[tokio::test]
async fn a_malformed_locale_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let boss = world.super_user().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    updated(&world, &ust, json!({"locale": "de"})).await;
    let before = but_events(&world).await;
    for malformed in MALFORMED {
        let input = json!({"display_name": "Ann", "locale": malformed});
        update(&world, &ust, input).await.refused("E008002");
        let input = json!({"username": "ben", "locale": malformed});
        create(&world, &boss, input).await.refused("E008002");
    }
    update(&world, &ust, json!({"locale": ["de"]}))
        .await
        .bad_request();
    assert_eq!(but_events(&world).await, before);
}

#[tokio::test]
async fn a_typed_locale_has_the_same_rules() {
    let world = World::new().await;
    let (sso, caller) = (&world.sso, caller());
    let ann = CreateRequest {
        locale: Some("PT-br".to_owned()),
        ..create_request("ann")
    };
    let ann = world.make(&ann).await;
    let locale = async || world.account(&ann).await.locale;
    assert_eq!(locale().await.as_deref(), Some("pt-BR"));
    let to = |change| UpdateRequest {
        locale: Some(change),
        ..UpdateRequest::default()
    };
    for malformed in MALFORMED {
        let request = to(Change::Set(malformed.to_owned()));
        let refused = sso.update_user(&caller, &OPERATOR, Some(&ann), &request);
        assert_eq!(rejected(refused.await), [SubStatus::CommonInvalidInput]);
        let ben = CreateRequest {
            locale: Some(malformed.to_owned()),
            ..create_request("ben")
        };
        let refused = sso.create_user(&caller, &OPERATOR, &ben);
        assert_eq!(rejected(refused.await), [SubStatus::CommonInvalidInput]);
    }
    assert_eq!(locale().await.as_deref(), Some("pt-BR"));
    for (change, expected) in [
        (Change::Set("en-gb".to_owned()), Some("en-GB")),
        (Change::Clear, None),
    ] {
        let request = to(change);
        let done = sso.update_user(&caller, &OPERATOR, Some(&ann), &request);
        done.await.unwrap();
        assert_eq!(locale().await.as_deref(), expected);
    }
}

/// All stored documents except audit events: a refusal has one too.
async fn but_events(world: &World) -> Vec<(String, String)> {
    let stored = world.stored().await.into_iter();
    stored
        .filter(|(key, _)| !key.starts_with("audit/"))
        .collect()
}
