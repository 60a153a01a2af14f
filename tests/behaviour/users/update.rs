//! Changing an account: who may change what.

use serde_json::{Value, json};

use super::{create, get, update, updated};
use crate::kit::{World, merged, observed, user_document};

const ADMINISTRATION: [&str; 5] = [
    "is_locked",
    "password_expiry",
    "password_must_change",
    "sign_up_status",
    "approval_status",
];

#[tokio::test]
async fn users_change_their_own_names() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let names = json!({"display_name": " Ann C. ", "first_name": "Ann", "middle_name": "B",
                       "last_name": "Clark", "totp_label": "phone"});
    for target in [
        json!({}),
        json!({"user_id": ""}),
        json!({"user_id": user_id}),
    ] {
        let mut input = names.clone();
        input = merged(input, target.clone());
        let reply = update(&world, &ust, input).await.ok();
        assert_eq!(reply.json.as_object().unwrap().len(), 2, "status and cid");
    }
    let seen = get(&world, &ust, None).await;
    for (key, value) in [
        ("display_name", "Ann C."),
        ("last_name", "Clark"),
        ("totp_label", "phone"),
    ] {
        assert_eq!(seen.json[key], value);
    }
    let nulls =
        json!({"display_name": null, "first_name": "", "middle_name": " ", "totp_label": null});
    updated(&world, &ust, nulls).await;
    let seen = get(&world, &ust, None).await;
    for (key, value) in [
        ("display_name", Value::Null),
        ("first_name", Value::Null),
        ("middle_name", Value::Null),
        ("last_name", json!("Clark")),
        ("totp_label", json!("")),
    ] {
        assert_eq!(seen.json[key], value, "{key}");
    }
    world.is_sound().await;
}

#[tokio::test]
async fn the_event_of_an_update_has_actor_and_target() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let by = world.last_target();
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    updated(&world, &ust, json!({"first_name": "A"})).await;
    let event = world.events.last();
    assert_eq!(event.operation, "user.update_current_user");
    assert_eq!(
        (event.actor, event.target),
        (Some(user_id.clone()), Some(user_id.clone()))
    );
    updated(
        &world,
        &boss,
        json!({"user_id": user_id, "first_name": "B"}),
    )
    .await;
    let event = world.events.last();
    assert_eq!(event.operation, "user.update_user_by_id");
    assert_eq!((event.actor, event.target), (Some(by), Some(user_id)));
}

#[tokio::test]
async fn without_anything_to_change_there_is_nothing_to_do() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let unknown = json!({"totp_key": "x", "is_approved": true, "is_rate_limit_active": true,
                         "is_super_user": true, "password": "x", "user_id": "zusrnobody"});
    for ust in [&*boss, "garbage"] {
        update(&world, ust, json!({})).await.refused("E008003");
        update(&world, ust, unknown.clone())
            .await
            .refused("E008003");
    }
    update(&world, "garbage", json!({"first_name": "A"}))
        .await
        .refused("E007001");
    let no_app = json!({"ust": boss, "first_name": "A"});
    world.call("PATCH", "/user", no_app).await.bad_request();
    let no_ust = json!({"current_app": "CRM", "first_name": "A"});
    world.call("PATCH", "/user", no_ust).await.bad_request();
}

#[tokio::test]
async fn unknown_keys_of_an_update_are_ignored() {
    let (world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let input = json!({"first_name": "A", "totp_key": "x", "is_approved": false,
                       "is_rate_limit_active": true, "rate_limit_def": "*=1/d",
                       "is_super_user": true, "email_verified": true});
    updated(&world, &ust, input).await;
    let stored = user_document(&storage, &user_id).await;
    assert_eq!(stored["is_super_user"], false);
    assert_eq!(stored["totp_key"], Value::Null);
    assert_eq!(stored["is_rate_limit_active"], false);
    assert_eq!(stored["email_verified"], false);
}

#[tokio::test]
async fn only_the_body_names_the_user_and_the_changes() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let path = format!("/zato/sso/user?ust={boss}&current_app=CRM&first_name=Q&user_id={user_id}");
    world.raw("PATCH", &path, "").await.refused("E008003");
    let body = json!({"last_name": "Body"}).to_string();
    world.raw("PATCH", &path, body).await.ok();
    let own = get(&world, &boss, None).await;
    assert_eq!(own.json["last_name"], "Body");
    assert_eq!(own.json["first_name"], Value::Null);
    let body = json!({"user_id": user_id, "last_name": "Clark"}).to_string();
    let path = format!("/zato/sso/user?ust={boss}&current_app=CRM&last_name=Q");
    world.raw("PATCH", &path, body).await.ok();
    let ann = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(ann.json["last_name"], "Clark");
    world.raw("PATCH", &path, "[]").await.bad_request();
}

#[tokio::test]
async fn regular_users_do_not_administer_themselves() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let before = world.stored().await;
    for key in ADMINISTRATION {
        for value in [
            json!(null),
            json!(false),
            json!("approved"),
            json!("2030-01-01"),
        ] {
            let mut input = json!({"first_name": "A", "user_id": user_id});
            input[key] = value;
            let reply = update(&world, &ust, input).await;
            if reply.status != 400 {
                reply.refused("E008002");
            }
        }
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn an_unacceptable_update_changes_nothing() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let before = world.stored().await;
    for member in [
        json!({"username": null}),
        json!({"sign_up_status": "to_approve"}),
        json!({"sign_up_status": null}),
        json!({"approval_status": "Approved"}),
        json!({"approval_status": null}),
        json!({"approval_status": ""}),
        json!({"password_expiry": "tomorrow"}),
        json!({"password_expiry": ""}),
        json!({"password_expiry": "10000-01-01"}),
        json!({"display_name": "x".repeat(192)}),
        json!({"totp_label": "x".repeat(192)}),
    ] {
        let mut input = json!({"user_id": user_id, "first_name": "A"});
        input = merged(input, member.clone());
        update(&world, &boss, input).await.refused("E008002");
    }
    for (member, code) in [
        (json!({"username": ""}), "E001001"),
        (json!({"username": "a b"}), "E001004"),
        (json!({"username": "x".repeat(251)}), "E001003"),
        (json!({"username": "BOSS"}), "E001002"),
        (json!({"email": "x".repeat(255)}), "E002003"),
    ] {
        let mut input = json!({"user_id": user_id, "first_name": "A"});
        input = merged(input, member.clone());
        update(&world, &boss, input).await.refused(code);
    }
    for member in [json!({"is_locked": "maybe"}), json!({"username": {"a": 1}})] {
        update(&world, &boss, member).await.bad_request();
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_super_user_sets_the_expiry_of_passwords() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    for (text, shown) in [
        ("2345-12-27T11:22:33", "2345-12-27T11:22:33"),
        ("2345-12-27 13:22:33.5+02:00", "2345-12-27T11:22:33.500000"),
        ("2030-01-02", "2030-01-02T00:00:00"),
    ] {
        let input = json!({"user_id": user_id, "password_expiry": text});
        updated(&world, &boss, input).await;
        let seen = get(&world, &boss, Some(&user_id)).await;
        assert_eq!(seen.json["password_expiry"], shown);
    }
    let left = json!({"user_id": user_id, "password_expiry": null});
    updated(&world, &boss, left).await;
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["password_expiry"], "2030-01-02T00:00:00");
    let past = json!({"user_id": user_id, "password_expiry": "1999-01-01"});
    updated(&world, &boss, past).await;
    world.login("ann").await.refused("E005001");
}

#[tokio::test]
async fn a_password_may_have_to_be_changed() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let must = json!({"user_id": user_id, "password_must_change": "yes"});
    updated(&world, &boss, must).await;
    world.login("ann").await.refused("E003007");
    let need_not = json!({"user_id": user_id, "password_must_change": null});
    updated(&world, &boss, need_not).await;
    world.login("ann").await.ok();
}

#[tokio::test]
async fn nothing_is_put_back_into_an_erased_account() {
    let (world, storage) = observed(|_| {}).await;
    let boss = world.super_user().await;
    let eve = world.confirmed("eve").await;
    world
        .ask(&boss, "POST", "/user/reject", json!({"user_id": eve}))
        .await
        .ok();
    let before = user_document(&storage, &eve).await;
    for member in [
        json!({"approval_status": "approved"}),
        json!({"first_name": "Eve"}),
        json!({"username": "eve"}),
    ] {
        let mut input = json!({"user_id": eve});
        input = merged(input, member.clone());
        update(&world, &boss, input).await.refused("E008001");
    }
    assert_eq!(user_document(&storage, &eve).await, before);
}

#[tokio::test]
async fn totp_is_switched_on_with_a_key_if_need_be_and_off() {
    let (world, storage) = observed(|_| {}).await;
    let boss = world.super_user().await;
    let made = create(&world, &boss, json!({"username": "ann"})).await.ok();
    let user_id = made.text("user_id");
    let on = json!({"user_id": user_id, "is_totp_enabled": true});
    assert_eq!(
        user_document(&storage, &user_id).await["totp_key"],
        json!(null)
    );
    updated(&world, &boss, on.clone()).await;
    let key = user_document(&storage, &user_id).await["totp_key"].clone();
    assert!(key.is_string());
    updated(&world, &boss, on.clone()).await;
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["is_totp_enabled"], true);
    let off = json!({"user_id": user_id, "is_totp_enabled": null});
    updated(&world, &boss, off).await;
    let stored = user_document(&storage, &user_id).await;
    assert_eq!(stored["is_totp_enabled"], false);
    updated(&world, &boss, on).await;
    assert_eq!(stored["totp_key"], key);
    world.is_sound().await;
}
