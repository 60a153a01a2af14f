//! The stored data, after a change of the secret key.

use serde_json::{Value, json};
use vestibule::settings::SecretText;

use super::{create, updated};
use crate::kit::{KEY, PASSWORD, World, merged, observed, signup_input};

const SECOND_KEY: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

/// A text that is not an address is sealed too, and rewritten with the other data.
#[tokio::test]
async fn a_changed_account_moves_to_another_key() {
    let (world, storage) = observed(|builder| {
        builder.settings.is_delivery_configured = true;
    })
    .await;
    let boss = world.super_user().await;
    let text = json!({"username": "text", "email": "no address"});
    let text = create(&world, &boss, text).await.ok().text("user_id");
    let ann = world.approved("ann").await;
    let ust = world.ust("ann").await;
    updated(&world, &ust, json!({"email": "two@example.com"})).await;
    for mail in world.mails().await {
        if !matches!(mail.content, vestibule::types::Content::EmailConfirm(_)) {
            world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
        }
    }
    world.advance(std::time::Duration::from_secs(60));
    let both = World::builder(|builder| {
        builder.storage = std::sync::Arc::new(storage.clone());
        builder.keys(&[SECOND_KEY, KEY]);
        builder.settings.is_delivery_configured = true;
        builder.clock = world.clock.clone();
    });
    let both = both.build().await;
    both.is_sound().await;
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert!(done.is_complete && done.left == 0, "{done:?}");
    let new = World::builder(|builder| {
        builder.storage = std::sync::Arc::new(storage.clone());
        builder.keys(&[SECOND_KEY]);
        builder.settings.is_delivery_configured = true;
        builder.clock = world.clock.clone();
    });
    let new = new.build().await;
    new.is_sound().await;
    assert_eq!(
        new.account(&text).await.email.as_deref(),
        Some("no address")
    );
    for mail in new.mails().await {
        if let vestibule::types::Content::EmailConfirm(confirm) = mail.content {
            new.confirm(&confirm.confirm_token).await.ok();
        }
    }
    assert!(new.account(&ann).await.email_verified);
    new.is_sound().await;
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
                builder.settings.set_keys(keys);
                builder.seed = 2;
            });
            let both = both.build().await;
            let ust = both.ust(if is_own { "ann" } else { "boss" }).await;
            let mut input: Value = change.clone();
            input["user_id"] = json!(user_id);
            updated(&both, &ust, input).await;
            both.is_sound().await;
            let account = both.account(&user_id).await;
            assert_eq!(json!(account.email), change["email"]);
            let is_same = change["email"] == "ANN@example.com";
            assert_eq!(account.email_verified, is_same);
            let owned = both.keys("email/").await.len();
            assert_eq!(owned, usize::from(account.email_verified));
            both.post(
                "/user/signup",
                merged(signup_input("thief"), json!({"email": "ann@example.com"})),
            )
            .await
            .ok();
        }
    }
}
