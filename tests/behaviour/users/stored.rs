//! What is stored, over failing storage and over a change of the secret key.

use serde_json::{Value, json};
use vestibule::settings::SecretText;

use super::{create, is_sound, update, with};
use crate::kit::{Fault, KEY, PASSWORD, World, but_attempts, observed, signup_input};

const NEW: &str = "quite another long text";
const SECOND_KEY: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

/// Whatever call fails, a change is made whole or not at all, and can be made later.
#[tokio::test]
async fn nothing_is_half_done() {
    let email = json!({"email": "two@example.com", "username": "anna"});
    let own_password = json!({"old_password": PASSWORD, "new_password": NEW});
    for (method, path, is_own, members) in [
        (
            "POST",
            "/user",
            false,
            json!({"username": "new", "email": "new@example.com"}),
        ),
        ("PATCH", "/user", true, email.clone()),
        ("PATCH", "/user", false, email),
        (
            "PATCH",
            "/user",
            false,
            json!({"approval_status": "before_decision"}),
        ),
        ("PATCH", "/user/password", true, own_password),
        (
            "PATCH",
            "/user/password",
            false,
            json!({"new_password": NEW}),
        ),
        ("POST", "/user/lock", false, json!({})),
        ("DELETE", "/user", false, json!({})),
    ] {
        for position in 0.. {
            let mut is_over = false;
            for fault in [Fault::Unavailable, Fault::UnknownBefore, Fault::Conflict] {
                let (world, storage) =
                    observed(|builder| builder.settings.is_delivery_configured = true).await;
                let boss = world.super_user().await;
                let user_id = world.approved("ann").await;
                let ann = world.ust("ann").await;
                let mut input = with(if is_own { &ann } else { &boss }, members.clone());
                input["user_id"] = json!(user_id);
                let before = but_attempts(&storage).await;
                storage.fail_once_after(position, fault);
                let reply = world.call(method, path, input.clone()).await;
                is_over = storage.calls() <= position;
                storage.heal();
                let what = format!("{method} {path} {fault:?} at {position}: {reply:?}");
                if is_over || fault == Fault::Conflict {
                    assert_eq!(reply.status, 200, "{what}");
                } else {
                    assert_eq!(reply.status, 503, "{what}");
                    assert_eq!(but_attempts(&storage).await, before, "{what}");
                    world.call(method, path, input).await.ok();
                }
                is_sound(&world).await;
            }
            if is_over {
                break;
            }
        }
    }
}

/// What is no address is sealed all the same, and moves with the rest.
#[tokio::test]
async fn a_changed_account_moves_to_another_key() {
    let keys = |keys: &[&str]| {
        Some(
            keys.iter()
                .map(|key| SecretText((*key).to_owned()))
                .collect(),
        )
    };
    let (world, storage) = observed(|builder| {
        builder.settings.is_delivery_configured = true;
    })
    .await;
    let boss = world.super_user().await;
    let text = json!({"username": "text", "email": "no address"});
    let text = create(&world, &boss, text).await.ok().text("user_id");
    let ann = world.approved("ann").await;
    let ust = world.ust("ann").await;
    update(&world, &ust, json!({"email": "two@example.com"}))
        .await
        .ok();
    for mail in world.mails().await {
        if !matches!(mail.content, vestibule::types::Content::EmailConfirm(_)) {
            world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
        }
    }
    world.advance(std::time::Duration::from_secs(60));
    let both = World::builder(|builder| {
        builder.storage = std::sync::Arc::new(storage.clone());
        builder.settings.main.keys = keys(&[SECOND_KEY, KEY]);
        builder.settings.is_delivery_configured = true;
        builder.clock = world.clock.clone();
    });
    let both = both.build().await;
    is_sound(&both).await;
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert!(done.is_complete && done.left == 0, "{done:?}");
    let new = World::builder(|builder| {
        builder.storage = std::sync::Arc::new(storage.clone());
        builder.settings.main.keys = keys(&[SECOND_KEY]);
        builder.settings.is_delivery_configured = true;
        builder.clock = world.clock.clone();
    });
    let new = new.build().await;
    is_sound(&new).await;
    assert_eq!(
        new.account(&text).await.email.as_deref(),
        Some("no address")
    );
    for mail in new.mails().await {
        if let vestibule::types::Content::EmailConfirm(confirm) = mail.content {
            let confirm = json!({"confirm_token": confirm.confirm_token});
            new.post("/user/signup/confirm", confirm).await.ok();
        }
    }
    assert!(new.account(&ann).await.email_verified);
    is_sound(&new).await;
}

/// A proven address that is still filed under the old key goes with the change, whichever it is.
#[tokio::test]
async fn an_address_under_an_old_key_is_changed_like_any_other() {
    for change in [
        json!({"email": "ANN@example.com"}),
        json!({"email": "two@example.com"}),
        json!({"email": null}),
        json!({"email": "no address"}),
    ] {
        for is_own in [true, false] {
            let (old, storage) = observed(|_| {}).await;
            let boss = old.super_user().await;
            let input = json!({"username": "ann", "email": "ann@example.com",
                               "password": PASSWORD, "auto_approve": true});
            let user_id = create(&old, &boss, input).await.ok().text("user_id");
            let both = World::builder(|builder| {
                builder.storage = std::sync::Arc::new(storage.clone());
                let keys = [SECOND_KEY, KEY].map(|key| SecretText(key.to_owned()));
                builder.settings.main.keys = Some(keys.to_vec());
                builder.seed = 2;
            });
            let both = both.build().await;
            let ust = both.ust(if is_own { "ann" } else { "boss" }).await;
            let mut input: Value = change.clone();
            input["user_id"] = json!(user_id);
            update(&both, &ust, input).await.ok();
            is_sound(&both).await;
            let account = both.account(&user_id).await;
            assert_eq!(json!(account.email), change["email"]);
            let is_same = change["email"] == "ANN@example.com";
            assert_eq!(account.email_verified, is_same);
            let owned = both.keys("email/").await.len();
            assert_eq!(owned, usize::from(account.email_verified));
            let mut thief = signup_input("thief");
            thief["email"] = json!("ann@example.com");
            both.post("/user/signup", thief).await.ok();
        }
    }
}
