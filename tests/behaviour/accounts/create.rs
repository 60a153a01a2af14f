//! Super-users make accounts.

use serde_json::{Value, json};

use super::{create, get, is_sound, with};
use crate::kit::{PASSWORD, World, edit_user, observed, user_document};

#[tokio::test]
async fn an_account_has_every_field_a_super_user_sees() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let by = get(&world, &boss, None).await.text("user_id");
    let input = json!({
        "username": "my.user", "password": PASSWORD, "display_name": " My User ",
        "first_name": "My", "middle_name": "M", "last_name": "User", "email": "me@example.com",
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
    is_sound(&world).await;
}

#[tokio::test]
async fn what_is_not_given_has_a_default() {
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
async fn a_made_account_waits_for_a_decision_unless_none_is_needed() {
    for (is_needed, auto_approve, status) in [
        (true, json!(null), "before_decision"),
        (true, json!("yes"), "approved"),
        (false, json!(false), "approved"),
    ] {
        let world = World::with(|settings| {
            settings.signup.is_approval_needed = Some(is_needed);
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
            let approve = with(&boss, json!({"user_id": made.text("user_id")}));
            world.post("/user/approve", approve).await.ok();
            assert!(world.waiting().await.is_empty());
        }
        world.login("ann").await.ok();
        is_sound(&world).await;
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
    is_sound(&world).await;
}

#[tokio::test]
async fn only_super_users_make_accounts() {
    let world = World::new().await;
    world.super_user().await;
    world.approved("ann").await;
    let ann = world.ust("ann").await;
    let before = world.stored().await;
    let input = json!({"username": "ben", "is_super_user": true});
    create(&world, &ann, input.clone()).await.refused("E005001");
    create(&world, "garbage", input.clone())
        .await
        .refused("E007001");
    let without_ust = json!({"username": "ben", "current_app": "CRM"});
    world.call("POST", "/user", without_ust).await.bad_request();
    let without_app = json!({"username": "ben", "ust": ann});
    world.call("POST", "/user", without_app).await.bad_request();
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_super_user_makes_no_super_users() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let input = json!({"username": "ben", "is_super_user": true, "is_active": false,
                       "user_id": "zusr1", "is_internal": true});
    let made = create(&world, &boss, input).await.ok();
    assert_eq!(made.json["is_super_user"], false);
    assert_eq!(made.json["is_internal"], false);
    assert_ne!(made.text("user_id"), "zusr1");
    assert_eq!(world.keys("super-user/").await.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let world = World::new().await;
    let boss = world.super_user().await;
    create(&world, &boss, json!({"username": "ann"})).await.ok();
    let before = world.stored().await;
    let long = "x".repeat(251);
    for (input, codes) in [
        (json!({}), "E001001"),
        (json!({"username": null}), "E001001"),
        (json!({"username": ""}), "E001001"),
        (json!({"username": "a b"}), "E001004"),
        (json!({"username": "a\u{200d}b"}), "E001001"),
        (json!({"username": long}), "E001003"),
        (json!({"username": "ANN"}), "E001002"),
        (json!({"username": "ben", "password": "short"}), "E003002"),
        (
            json!({"username": "ben", "password": "x".repeat(257)}),
            "E003003",
        ),
        (
            json!({"username": "ben", "password": "myPassword1"}),
            "E003001",
        ),
        (
            json!({"username": "ben", "email": "x".repeat(255)}),
            "E002003",
        ),
        (
            json!({"username": "ben", "display_name": "x".repeat(192)}),
            "E008002",
        ),
        (
            json!({"username": "ben", "totp_label": "x".repeat(192)}),
            "E008002",
        ),
        (
            json!({"username": "ben", "rate_limit_def": "x".repeat(2_001)}),
            "E008002",
        ),
        (
            json!({"username": "ben", "sign_up_status": "to_approve"}),
            "E008002",
        ),
        (
            json!({"username": "ben", "rate_limit_def": "*=often"}),
            "E008002",
        ),
        (json!({"username": "ben", "totp_key": "1"}), "E008002"),
    ] {
        create(&world, &boss, input).await.refused(codes);
    }
    for input in [
        json!({"username": "ben", "is_locked": "maybe"}),
        json!({"username": ["ben"]}),
    ] {
        create(&world, &boss, input).await.bad_request();
    }
    assert_eq!(world.stored().await, before);
    let longest = json!({"username": "admin.zato", "display_name": "é".repeat(191),
                         "rate_limit_def": format!("*=1/d # {}", "x".repeat(1_992))});
    create(&world, &boss, longest).await.ok();
}

#[tokio::test]
async fn an_address_that_is_none_is_shown_and_nothing_else() {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    let boss = world.super_user().await;
    for (name, email) in [
        ("one", "no address"),
        ("two", "no address"),
        ("three", "x\r\nBcc: a@b.c"),
    ] {
        let made = create(&world, &boss, json!({"username": name, "email": email}))
            .await
            .ok();
        assert_eq!(made.json["email"], email);
        assert_eq!(made.json["email_verified"], false);
        let approve = with(&boss, json!({"user_id": made.text("user_id")}));
        world.post("/user/approve", approve).await.ok();
    }
    assert!(world.keys("email").await.is_empty());
    assert!(world.mails().await.is_empty());
    let stored = format!("{:?}", world.stored().await);
    assert!(!stored.contains("no address"), "it is sealed");
    is_sound(&world).await;
}

#[tokio::test]
async fn a_proper_address_is_the_accounts_own() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let one = json!({"username": "one", "email": "One@Example.com"});
    create(&world, &boss, one).await.ok();
    assert_eq!(world.keys("email/").await.len(), 1);
    let two = json!({"username": "two", "email": "one@EXAMPLE.com"});
    create(&world, &boss, two).await.refused("E002002");
}

/// One who is flagged while a login with an outdated hash commits has to change all the same.
#[tokio::test]
async fn an_outdated_hash_is_no_way_around_a_change() {
    use crate::kit::{Gate, login_input};
    use std::sync::Arc;
    let gate = Arc::new(Gate::new());
    let old = World::builder(|builder| builder.storage = gate.clone());
    let old = old.build().await;
    let user_id = old.approved("ann").await;
    let new = World::builder(|builder| {
        builder.storage = gate.clone();
        builder.settings.password.argon2_iterations = Some(2);
        builder.seed = 2;
    });
    let new = Arc::new(new.build().await);
    let (slow, shared) = (new.clone(), gate.clone());
    let login = async move {
        let mut input = login_input("ann");
        input["new_password"] = json!("quite another long text");
        slow.post("/user/login", input).await
    };
    let flag = async {
        let faulty = crate::kit::Faulty::over(shared.clone());
        edit_user(&faulty, &user_id, [("password_must_change", json!(true))]).await;
    };
    gate.overtake(login, "session/", flag).await.ok();
    new.login("ann").await.refused("E005001");
    let mut input = login_input("ann");
    input["password"] = json!("quite another long text");
    new.post("/user/login", input).await.ok();
}
