//! PATCH /zato/sso/user/totp: whose key, and which.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::types::SubStatus;

use super::{STEP, ann, code, key_of, log_in};
use crate::kit::{
    OPERATOR, Reply, State, World, caller, edit_user, everything, gated, rejected, set_state,
    user_document,
};

const MINUTE: Duration = Duration::from_secs(60);
const GIVEN: &str = "JBSWY3DPEHPK3PXP";

async fn reset(world: &World, ust: &str, more: Value) -> Reply {
    world.ask(ust, "PATCH", "/user/totp", more).await
}

#[tokio::test]
async fn a_missing_key_is_generated() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let mut seen = Vec::new();
    for given in [
        json!({}),
        json!({"totp_key": ""}),
        json!({"totp_key": null}),
    ] {
        let reply = reset(&world, &ust, given).await.ok();
        let key = reply.text("totp_key");
        let is_base32 = |letter| matches!(letter, 'A'..='Z' | '2'..='7');
        assert!(key.len() == 32 && key.chars().all(is_base32), "{key}");
        let uri = format!("otpauth://totp/Vestibule:ann?secret={key}&issuer=Vestibule");
        assert_eq!(reply.text("totp_uri"), uri);
        let fields: Vec<&String> = reply.json.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["cid", "status", "totp_key", "totp_uri"]);
        let event = world.events.last();
        assert_eq!(event.operation, "user.reset_totp_key");
        assert_eq!(
            (event.actor, event.target),
            (Some(user_id.clone()), Some(user_id.clone()))
        );
        seen.push(key);
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn a_given_totp_key_is_stored_in_canonical_form() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    set_state(&*world.storage, &user_id, State::NeedsCodes).await;
    for text in [GIVEN, "jbswy3dpehpk3pxp", " JBSWY3DPEHPK3PXP "] {
        let reply = reset(&world, &ust, json!({"totp_key": text})).await.ok();
        assert_eq!(reply.text("totp_key"), GIVEN);
        let right = code(&world, GIVEN);
        log_in(&world, &right, json!({})).await.ok();
        // The same key begins nothing anew.
        world.advance(STEP);
    }
}

/// The same key again does not bring its used codes back; another key has none yet.
#[tokio::test]
async fn a_used_code_stays_used_as_long_as_its_key_does() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    set_state(&*world.storage, &user_id, State::NeedsCodes).await;
    let set = json!({"totp_key": GIVEN});
    reset(&world, &ust, set.clone()).await.ok();
    let used = code(&world, GIVEN);
    log_in(&world, &used, json!({})).await.ok();
    reset(&world, &ust, set.clone()).await.ok();
    log_in(&world, &used, json!({})).await.refused("E005001");
    let other = reset(&world, &ust, json!({})).await.ok().text("totp_key");
    let right = code(&world, &other);
    log_in(&world, &right, json!({})).await.ok();
}

#[tokio::test]
async fn an_invalid_key_or_label_changes_nothing() {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    let before = everything(&*world.storage).await;
    for input in [
        json!({"totp_key": "JBSWY3DPEHPK3PX"}),
        json!({"totp_key": "JBSWY3DPEHPK3PX1"}),
        json!({"totp_key": "JBSWY3DP-EHPK3PXP"}),
        json!({"totp_key": "A".repeat(129)}),
        json!({"totp_key": "A".repeat(60_000)}),
        json!({"totp_label": "é".repeat(192)}),
    ] {
        let reply = reset(&world, &ust, input).await;
        reply.refused("E008002");
    }
    reset(&world, &ust, json!({"totp_key": ["A"]}))
        .await
        .bad_request();
    for missing in [json!({"ust": ust}), json!({"current_app": "CRM"})] {
        let reply = world.call("PATCH", "/user/totp", missing).await;
        reply.bad_request();
    }
    assert_eq!(everything(&*world.storage).await, before);
    for longest in ["A".repeat(128), "A".repeat(16)] {
        let input = json!({"totp_key": longest, "totp_label": "é".repeat(191)});
        reset(&world, &ust, input).await.ok();
    }
}

#[tokio::test]
async fn a_label_is_shown_until_another_one_is_given() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    for (input, label, name) in [
        (json!({}), "", "ann"),
        (
            json!({"totp_label": "Ann: at Ä&B?"}),
            "Ann: at Ä&B?",
            "Ann%20%20at%20%C3%84%26B%3F",
        ),
        (json!({}), "Ann: at Ä&B?", "Ann%20%20at%20%C3%84%26B%3F"),
        (json!({"totp_label": ""}), "", "ann"),
        (json!({"totp_label": "  "}), "  ", "ann"),
    ] {
        let uri = reset(&world, &ust, input).await.ok().text("totp_uri");
        assert!(
            uri.starts_with(&format!("otpauth://totp/Vestibule:{name}?")),
            "{uri}"
        );
        let user = world.ask(&ust, "GET", "/user", json!({}));
        assert_eq!(user.await.ok().json["totp_label"], label);
        assert_eq!(world.account(&user_id).await.totp_label, label);
    }
    assert!(!world.account(&user_id).await.is_totp_enabled);
    set_state(&*world.storage, &user_id, State::NeedsCodes).await;
    assert!(world.account(&user_id).await.is_totp_enabled);
}

#[tokio::test]
async fn users_reset_their_own_key_and_super_users_all_keys() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let ann = world.approved("ann").await;
    let ben = world.approved("ben").await;
    let ust = world.ust("ann").await;
    reset(&world, &ust, json!({"user_id": ann})).await.ok();
    reset(&world, &ust, json!({"user_id": ""})).await.ok();
    for other in [&*ben, "zusr1nobody", "nonsense"] {
        let reply = reset(&world, &ust, json!({"user_id": other})).await;
        reply.refused("E008002");
    }
    reset(&world, &boss, json!({"user_id": ben})).await.ok();
    let event = world.events.last();
    assert_eq!(
        (event.target, event.actor.is_some()),
        (Some(ben.clone()), true)
    );

    let (caller, operator) = (caller(), OPERATOR.clone());
    let nobody = world.sso.reset_totp(&caller, &operator, None, None, None);
    assert_eq!(rejected(nobody.await), [SubStatus::CommonMissingInput]);
    let rejected_ = world.confirmed("carl").await;
    world.reject(&rejected_).await;
    let erased = world
        .sso
        .reset_totp(&caller, &operator, Some(&rejected_), None, None)
        .await;
    assert_eq!(rejected(erased), [SubStatus::CommonInvalidOperation]);
}

#[tokio::test]
async fn ones_own_key_needs_a_recent_login() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let ben = world.approved("ben").await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    world.advance(MINUTE * 15);
    reset(&world, &ust, json!({})).await.ok();
    world.advance(Duration::from_micros(1));
    world
        .ask(&ust, "PATCH", "/user/session", json!({}))
        .await
        .ok();
    for ust in [&ust, &boss] {
        reset(&world, ust, json!({})).await.refused("E005001");
        let detail = world.events.last().detail("reason").unwrap().to_owned();
        assert!(detail.contains("not recent enough"), "{detail}");
    }
    // For another user's key the age of one's own session does not matter.
    reset(&world, &boss, json!({"user_id": ben})).await.ok();
    let again = world.ust("ann").await;
    reset(&world, &again, json!({})).await.ok();
}

#[tokio::test]
async fn the_key_is_at_rest_only_sealed() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let reply = reset(&world, &ust, json!({"totp_key": GIVEN})).await.ok();
    let sealed = user_document(&*world.storage, &user_id).await["totp_key"].clone();
    assert!(sealed.as_str().unwrap().len() > 40);
    let account = world.ask(&ust, "GET", "/user", json!({}));
    assert!(account.await.json.get("totp_key").is_none());
    for (key, value) in world.stored().await {
        assert!(!value.contains(GIVEN) && !key.contains(GIVEN), "{key}");
    }
    for event in world.events.all() {
        assert!(!format!("{event:?}").contains(GIVEN));
    }
    // It does not open as another user's.
    let ben = world.approved("ben").await;
    let foreign = [("totp_key", sealed), ("is_totp_enabled", json!(true))];
    edit_user(&*world.storage, &ben, foreign).await;
    let mut input = crate::kit::login_input("ben");
    input["totp_code"] = json!(code(&world, &reply.text("totp_key")));
    assert_eq!(world.post("/user/login", input).await.status, 503);
}

#[tokio::test]
async fn sessions_of_the_old_key_end_if_codes_are_asked_for() {
    for is_enabled in [false, true] {
        let world = World::new().await;
        let user_id = world.approved("ann").await;
        let (own, other) = (world.ust("ann").await, world.ust("ann").await);
        let enabled = [("is_totp_enabled", json!(is_enabled))];
        edit_user(&*world.storage, &user_id, enabled).await;
        reset(&world, &own, json!({})).await.ok();
        let is_open = async |ust| world.is_open(ust).await;
        assert!(is_open(&own).await);
        assert_eq!(is_open(&other).await, !is_enabled);
        key_of(&world, &user_id).await;
        assert_eq!(is_open(&own).await, !is_enabled);
    }
}

#[tokio::test]
async fn a_login_that_a_new_key_overtakes_is_refused() {
    let (gate, world) = gated(|_| {}).await;
    let (user_id, key) = ann(&world).await;
    let right = code(&world, &key);
    let slow = log_in(&world, &right, json!({}));
    let fast = async { drop(key_of(&world, &user_id).await) };
    gate.overtake(slow, "session/", fast)
        .await
        .refused("E005001");
    assert!(world.keys("session/").await.is_empty());
}
