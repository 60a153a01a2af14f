//! Super-users make accounts.

use serde_json::{Value, json};

use super::{create, get};
use crate::kit::{PASSWORD, World, observed, user_document};

mod addresses;
mod refusals;

#[tokio::test]
async fn an_account_has_every_field_a_super_user_sees() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let by = get(&world, &boss, None).await.text("user_id");
    let input = json!({
        "username": "my.user", "password": PASSWORD, "display_name": " My User ",
        "first_name": "My", "middle_name": "M", "last_name": "User", "email": "me@example.com",
        "locale": "en-gb",
        "totp_label": "phone", "is_totp_enabled": "no", "password_must_change": "true",
        "sign_up_status": "before_confirmation",
    });
    let made = create(&world, &boss, input).await.ok();
    let expected = json!({
        "cid": made.text("cid"),
        "status": "ok",
        "user_id": made.text("user_id"),
        "username": "my.user",
        "email": "me@example.com",
        "email_verified": true,
        "display_name": "My User",
        "first_name": "My",
        "middle_name": "M",
        "last_name": "User",
        "locale": "en-GB",
        "is_totp_enabled": false,
        "totp_label": "phone",
        "is_active": true,
        "is_internal": false,
        "is_super_user": false,
        "is_approval_needed": true,
        "approval_status": "before_decision",
        "approval_status_mod_by": by,
        "approval_status_mod_time": "2026-01-01T00:00:00",
        "is_locked": false,
        "password_is_set": true,
        "password_last_set": "2026-01-01T00:00:00",
        "password_expiry": "2028-01-01T00:00:00",
        "password_must_change": true,
        "sign_up_status": "before_confirmation",
        "sign_up_time": "2026-01-01T00:00:00",
    });
    assert_eq!(made.json, expected);
    let user_id = made.text("user_id");
    assert!(user_id.starts_with("zusr"), "{user_id}");
    let event = world.events.last();
    assert_eq!(event.operation, "user.create_user");
    assert_eq!(event.actor.as_ref(), Some(&by));
    assert_eq!(event.target, Some(user_id.clone()));
    let seen = get(&world, &boss, Some(&user_id)).await;
    for (key, value) in expected.as_object().unwrap() {
        if key != "cid" {
            assert_eq!(&seen.json[key], value, "{key}");
        }
    }
    world.is_sound().await;
}

#[tokio::test]
async fn omitted_members_have_defaults() {
    let (world, storage) = observed(|_| {}).await;
    let boss = world.super_user().await;
    for input in [
        json!({"username": "one"}),
        json!({"username": "two", "password": null, "email": "", "display_name": "  ",
               "first_name": null, "sign_up_status": "", "totp_label": null}),
    ] {
        let made = create(&world, &boss, input).await.ok();
        assert!(made.json.get("email").is_none(), "{made:?}");
        for key in [
            "locked_time",
            "locked_by",
            "creation_ctx",
            "password",
            "totp_key",
        ] {
            assert!(made.json.get(key).is_none(), "{key}");
        }
        for key in ["display_name", "first_name", "middle_name", "last_name"] {
            assert_eq!(made.json[key], Value::Null, "{key}");
        }
        assert_eq!(made.json["totp_label"], "");
        assert_eq!(made.json["password_is_set"], true);
        assert_eq!(made.json["sign_up_status"], "final");
        assert_eq!(made.json["email_verified"], false);
        let stored = user_document(&storage, &made.text("user_id")).await;
        let hash = stored["password"].as_str().unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert_eq!(stored["is_rate_limit_active"], false);
    }
    world.login("one").await.refused("E005001");
}

#[tokio::test]
async fn a_display_name_is_made_of_the_other_names() {
    let world = World::new().await;
    let boss = world.super_user().await;
    for (index, (first, middle, last, display)) in [
        ("Ann", "B.", "Clark", "Ann B. Clark"),
        (" Ann ", "", "Clark", "Ann Clark"),
        ("", " ", "Clark", "Clark"),
    ]
    .into_iter()
    .enumerate()
    {
        let input = json!({"username": format!("user{index}"), "first_name": first,
                           "middle_name": middle, "last_name": last});
        let made = create(&world, &boss, input).await.ok();
        assert_eq!(made.json["display_name"], display);
    }
}

#[tokio::test]
async fn rate_limits_and_labels_are_stored_as_given() {
    let (world, storage) = observed(|_| {}).await;
    let boss = world.super_user().await;
    let input = json!({"username": "ann", "is_rate_limit_active": true, "rate_limit_def": "*=1/d",
                       "is_totp_enabled": true, "totp_label": "phone"});
    let made = create(&world, &boss, input).await.ok();
    assert_eq!(made.json["is_totp_enabled"], true);
    let stored = user_document(&storage, &made.text("user_id")).await;
    assert_eq!(stored["is_rate_limit_active"], true);
    assert_eq!(stored["rate_limit_def"], "*=1/d");
    assert_eq!(stored["totp_label"], "phone");
}

#[tokio::test]
async fn a_created_account_waits_for_approval_if_approval_is_needed() {
    for (is_needed, auto_approve, status) in [
        (true, json!(null), "before_decision"),
        (true, json!("yes"), "approved"),
        (false, json!(false), "approved"),
    ] {
        let world = World::with(|settings| {
            settings.set("signup.is_approval_needed", is_needed);
        })
        .await;
        let boss = world.super_user().await;
        let input = json!({"username": "ann", "password": PASSWORD, "auto_approve": auto_approve});
        let made = create(&world, &boss, input).await.ok();
        assert_eq!(made.json["approval_status"], status);
        let waiting = world.waiting().await;
        if status == "approved" {
            assert!(waiting.is_empty());
        } else {
            assert_eq!(waiting[0].user_id, made.text("user_id"));
            world.login("ann").await.refused("E005003");
            world
                .ask(
                    &boss,
                    "POST",
                    "/user/approve",
                    json!({"user_id": made.text("user_id")}),
                )
                .await
                .ok();
            assert!(world.waiting().await.is_empty());
        }
        world.login("ann").await.ok();
        world.is_sound().await;
    }
}

#[tokio::test]
async fn a_made_account_may_be_locked_unconfirmed_or_made_to_change_its_password() {
    let world = World::new().await;
    let boss = world.super_user().await;
    for (name, member, value, code) in [
        ("locked", "is_locked", json!(true), "E005002"),
        (
            "young",
            "sign_up_status",
            json!("before_confirmation"),
            "E005003",
        ),
        ("must", "password_must_change", json!(1), "E003007"),
    ] {
        let mut input = json!({"username": name, "password": PASSWORD, "auto_approve": true});
        input[member] = value;
        let made = create(&world, &boss, input).await.ok();
        world.login(name).await.refused(code);
        if name == "locked" {
            let user = get(&world, &boss, Some(&made.text("user_id"))).await;
            let by = get(&world, &boss, None).await.text("user_id");
            assert_eq!(user.json["locked_by"], json!(by));
            assert_eq!(user.json["locked_time"], "2026-01-01T00:00:00");
        }
    }
    world.is_sound().await;
}
