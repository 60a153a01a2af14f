//! The rest of a rejected account: its ID, and when and by whom it was rejected.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::{settings::Settings, types::Content};

use super::{approval_status, decide, reject};
use crate::kit::{World, merged, signup_input};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn with_mail(settings: &mut Settings) {
    settings.is_delivery_configured = true;
}

/// A confirmed person with the address of the mailbox proven; the user ID.
async fn proven(world: &World, name: &str) -> String {
    let input = merged(signup_input(name), json!({"locale": "gsw-LI"}));
    world.post("/user/signup", input).await.ok();
    let user_id = world.last_target();
    for mail in world.mails().await {
        world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
        if let Content::SignupConfirm(mail) = mail.content {
            let token = &mail.confirm_token;
            world.confirm(token).await.ok();
        }
    }
    assert!(world.account(&user_id).await.email_verified);
    user_id
}

/// Every text of the account's document that could be a personal datum.
async fn personal_data(world: &World, user_id: &str) -> Vec<String> {
    let stored = world.stored().await;
    let key = format!("user/{user_id}");
    let (_, value) = stored.iter().find(|(other, _)| *other == key).unwrap();
    let account: Value = serde_json::from_str(value).unwrap();
    let mut found = Vec::new();
    for (name, value) in account.as_object().unwrap() {
        let texts = match value {
            Value::String(text) => vec![text.clone()],
            Value::Array(list) => list
                .iter()
                .map(|entry| entry.as_str().unwrap().to_owned())
                .collect(),
            _ => Vec::new(),
        };
        let is_personal = !matches!(
            &**name,
            "user_id"
                | "approval_status"
                | "approval_status_mod_by"
                | "sign_up_status"
                | "app_list"
        );
        found.extend(texts.into_iter().filter(|_| is_personal));
    }
    found
}

#[tokio::test]
async fn no_personal_datum_remains() {
    for is_delivered in [true, false] {
        let mut world = World::with(with_mail).await;
        world.super_user().await;
        world.peer = "[2001:db8::77]:5000".parse().unwrap();
        let user_id = proven(&world, "Eve.Smith").await;
        let mut data = personal_data(&world, &user_id).await;
        assert!(data.len() >= 9, "{data:?}");
        let spelt = ["Eve.Smith", "eve.smith", "Eve.Smith@", "eve.smith@"];
        data.extend(spelt.map(ToOwned::to_owned));
        data.extend(["2001:db8".to_owned(), "$argon2".to_owned() + "id$v=19$m=64"]);
        let boss = world.keys("super-user/").await;
        let boss = boss[0].trim_start_matches("super-user/");

        reject(&world, &user_id).await;
        if is_delivered {
            world.sent().await;
        }
        for (key, value) in world.stored().await {
            if key.contains(boss) {
                continue;
            }
            for datum in &data {
                assert!(!key.contains(datum), "{datum} in {key}");
                assert!(!value.contains(datum), "{datum} in {key}: {value}");
            }
        }
        let about = world.stored().await;
        let about = about.iter().filter(|(key, value)| {
            (key.contains(&user_id) || value.contains(&user_id)) && !key.starts_with("audit/")
        });
        let about: Vec<_> = about.map(|(key, _)| &**key).collect();
        assert_eq!(about, [format!("user/{user_id}")]);
        let messages = world.keys("outbox/").await.len();
        assert_eq!(messages, usize::from(!is_delivered));
        world.advance(7 * DAY);
        world.sso.sweep().await.unwrap();
        assert!(world.keys("outbox/").await.is_empty());
    }
}

#[tokio::test]
async fn a_super_user_sees_that_the_id_was_rejected_and_nulls() {
    let world = World::new().await;
    let ust = world.super_user().await;
    let boss = world.last_target();
    let eve = world.confirmed("eve").await;
    world.advance(Duration::from_secs(5));
    decide(&world, "/user/reject", &ust, &eve).await.ok();
    let reply = approval_status(&world, &ust, &eve).await;
    let expected = json!({
        "cid": reply.text("cid"),
        "status": "ok",
        "user_id": eve,
        "approval_status": "rejected",
        "approval_status_mod_by": boss,
        "approval_status_mod_time": "2026-01-01T00:00:05",
        "username": null,
        "email": null,
        "email_verified": false,
        "display_name": null,
        "first_name": null,
        "middle_name": null,
        "last_name": null,
        "locale": null,
        "is_totp_enabled": false,
        "totp_label": "",
        "is_active": true,
        "is_internal": false,
        "is_super_user": false,
        "is_approval_needed": false,
        "is_locked": false,
        "locked_time": null,
        "locked_by": null,
        "creation_ctx": "null",
        "password_is_set": false,
        "password_last_set": null,
        "password_expiry": null,
        "password_must_change": false,
        "sign_up_status": "final",
        "sign_up_time": null,
    });
    assert_eq!(reply.json, expected);
    world.advance(400 * DAY);
    world.sso.sweep().await.unwrap();
    let ust = world.ust("boss").await;
    let later = approval_status(&world, &ust, &eve).await;
    assert_eq!(later.json["approval_status"], "rejected");
}

#[tokio::test]
async fn a_rejected_person_may_sign_up_again_and_finish() {
    let world = World::with(|settings| {
        with_mail(settings);
        settings.set("signup.inform_if_email_exists", true);
        settings.set("signup.inform_if_user_exists", true);
    })
    .await;
    let ust = world.super_user().await;
    let first = proven(&world, "eve").await;
    reject(&world, &first).await;
    world.login("eve").await.refused("E005001");
    world.mails().await;

    let second = proven(&world, "EVE").await;
    assert_ne!(first, second);
    decide(&world, "/user/approve", &ust, &second).await.ok();
    world.login("eve").await.ok();
    let reply = approval_status(&world, &ust, &first).await;
    assert_eq!(reply.json["approval_status"], "rejected");
}

#[tokio::test]
async fn a_rejected_persons_tokens_are_unknown() {
    let world = World::with(with_mail).await;
    let returned = world.post("/user/signup", signup_input("eve")).await;
    let returned = returned.ok().text("confirm_token");
    let user_id = world.last_target();
    let mails = world.mails().await;
    let Content::SignupConfirm(mail) = &mails[0].content else {
        panic!("{mails:?}");
    };
    reject(&world, &user_id).await;
    for path in ["/user/signup/confirm", "/user/signup/disown"] {
        for token in [&returned, &mail.confirm_token] {
            let input = json!({"confirm_token": token});
            world.post(path, input).await.refused("E005006");
        }
    }
    let remains = world.account(&user_id).await.administration.unwrap();
    let rejected = vestibule::types::ApprovalStatus::Rejected;
    assert_eq!(remains.approval_status, rejected);
}

#[tokio::test]
async fn an_unconfirmed_sign_up_may_be_rejected_and_stays_so() {
    let world = World::new().await;
    let ust = world.super_user().await;
    world.signup("eve").await.ok();
    let user_id = world.last_target();
    decide(&world, "/user/reject", &ust, &user_id).await.ok();
    world.signup("eve").await.ok();
    world.advance(30 * DAY);
    world.sso.sweep().await.unwrap();
    let ust = world.ust("boss").await;
    let reply = approval_status(&world, &ust, &user_id).await;
    assert_eq!(reply.json["approval_status"], "rejected");
}

#[tokio::test]
async fn rejecting_one_user_leaves_all_others() {
    let world = World::with(with_mail).await;
    let adam = proven(&world, "adam").await;
    world
        .post(
            "/user/signup",
            merged(signup_input("eve"), json!({"email": "adam@example.com"})),
        )
        .await
        .ok();
    let eve = world.last_target();
    reject(&world, &eve).await;
    let account = world.account(&adam).await;
    assert_eq!(account.email.as_deref(), Some("adam@example.com"));
    assert!(account.email_verified);
    assert_eq!(world.waiting().await.len(), 1);
}
