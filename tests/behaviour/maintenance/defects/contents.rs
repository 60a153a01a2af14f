//! Documents that are wrong by themselves, independent of other documents.

use serde_json::{Value, json};
use vestibule::types::Flaw::*;

use super::{Data, NEW, NOBODY, OLD, pointer, populated, user};

#[tokio::test]
async fn sealed_members_are_checked() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let right = world.user_member("ann", "email").await;
    let other = world.user_member("unproven", "email").await;
    for wrong in [other, json!("nonsense"), json!("")] {
        world.edit_user("ann", "email", wrong).await;
        world.has(&[(&user(&ann), Unreadable, Some(&ann))]).await;
    }
    world.edit_user("ann", "email", Value::Null).await;
    world
        .has(&[(&user(&ann), EmailIndexWrong, Some(&ann))])
        .await;
    world.edit_user("ann", "email", right).await;
    let message = world.key_below("outbox/").await;
    world.edit(&message, "sealed", json!("nonsense")).await;
    world.has(&[(&message, Unreadable, None)]).await;
}

#[tokio::test]
async fn the_index_of_an_address_is_checked() {
    let world = populated().await;
    let id = world.id("unproven").await;
    let old = world.index("unproven").await;
    let wrong = "w".repeat(32);
    world.remove(&format!("email-of/{old}/{id}")).await;
    world
        .edit_user("unproven", "email_index", json!(wrong))
        .await;
    world
        .put(&format!("email-of/{wrong}/{id}"), pointer(&id))
        .await;
    let search = world.search_key("unproven").await;
    world.edit(&search, "email", json!(wrong)).await;
    world.has(&[(&user(&id), EmailIndexWrong, Some(&id))]).await;
    world.remove(&format!("email-of/{wrong}/{id}")).await;
    world
        .edit_user("unproven", "email_index", Value::Null)
        .await;
    world.edit(&search, "email", Value::Null).await;
    world.has(&[(&user(&id), EmailIndexWrong, Some(&id))]).await;
}

#[tokio::test]
async fn an_address_that_two_own() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    let ann = old.made("ann", Some("ann@example.com")).await;
    let elsewhere = Data::new().host(&[NEW]).await;
    elsewhere.made("ann", Some("ann@example.com")).await;
    let owned = elsewhere.key_below("email/").await;
    let ben = old.made("ben", None).await;
    old.put(&owned, pointer(&ben)).await;
    let both = data.host(&[NEW, OLD]).await;
    both.has(&[
        (&user(&ann), EmailOwnedTwice, Some(&ann)),
        (&owned, NotOfUser, Some(&ben)),
    ])
    .await;
}

#[tokio::test]
async fn a_key_that_is_needed_and_could_be_dropped() {
    let world = Data::new().host(&[OLD]).await;
    let ann = world.made("ann", Some("ann@example.com")).await;
    world.made("ben", None).await;
    world.edit("key-check", "key_ids", json!([])).await;
    world.has(&[(&user(&ann), KeyNotNoted, Some(&ann))]).await;
    world.remove("key-check").await;
    world.has(&[(&user(&ann), KeyNotNoted, Some(&ann))]).await;
    // Every write under a key records the key as needed.
    world.signup("carl").await.ok();
    world.is_sound().await;
    world.edit("key-check", "key_ids", json!([])).await;
    let message = world.key_below("outbox/").await;
    let found = world.check().await;
    let message = found.iter().find(|defect| defect.key == message);
    assert_eq!(message.unwrap().flaw, KeyNotNoted);
}

/// An address may be sealed under one key and filed under another: both are needed.
#[tokio::test]
async fn one_of_two_needed_keys_is_missing() {
    let data = Data::new();
    let (ann, token) = data
        .host(&[OLD])
        .await
        .sign_up("ann", "ann@example.com")
        .await
        .by_mail();
    let world = data.host(&[NEW, OLD]).await;
    world.confirm(&token).await.ok();
    let message = world.key_below("outbox/").await;
    world.remove(&message).await;
    let both = world.document("key-check").await["key_ids"].clone();
    assert_eq!(both.as_array().unwrap().len(), 2);
    for one in both.as_array().unwrap() {
        world.edit("key-check", "key_ids", json!([one])).await;
        world.has(&[(&user(&ann), KeyNotNoted, Some(&ann))]).await;
    }
    world.edit("key-check", "retiring", both).await;
    world.is_sound().await;
}

#[tokio::test]
async fn a_document_expires_before_the_one_it_needs() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let past = json!({"user_id": ann, "expires_at": 1});
    let far = json!({"user_id": ann, "expires_at": 9_000_000_000_000_000_u64});
    world.put("username/ann", past).await;
    world
        .has(&[(&user(&ann), UsernameMissing, Some(&ann))])
        .await;
    world.put("username/ann", far).await;
    world.has(&[("username/", EndsApart, Some(&ann))]).await;
    world.put("username/ann", pointer(&ann)).await;

    let name = world.id("nameless").await;
    world.edit_user("nameless", "expires_at", json!(1)).await;
    let waiting = world.keys("pending/").await;
    let waiting = waiting.iter().find(|key| key.ends_with(&name)).unwrap();
    let token = world.user_member("nameless", "sign_up_tokens").await;
    let token = format!("signup/{}", token[0].as_str().unwrap());
    world
        .has(&[
            ("username/", NoUser, Some(&name)),
            (waiting, NoUser, Some(&name)),
            (&token, NoUser, Some(&name)),
            ("user-by-name/", NoUser, Some(&name)),
        ])
        .await;
}

/// Any JSON in place of a document, of every kind.
#[tokio::test]
async fn malformed_documents_are_found() {
    let world = populated().await;
    for (key, value) in world.stored().await {
        for wrong in ["{}", "[]", "", "{\"user_id\":7}", "nonsense"] {
            world.put(&key, wrong).await;
            let found = world.check().await;
            let hidden = ["username/", "user-by-name/", "user-attr/", "session-attr/"];
            let hidden = hidden.iter().find(|kind| key.starts_with(*kind));
            let shown = |shown: &str| match hidden {
                Some(kind) => shown.starts_with(kind),
                None => shown == key,
            };
            let is_found = found
                .iter()
                .any(|defect| shown(&defect.key) && defect.flaw == Malformed);
            assert!(is_found, "{wrong} at {key}: {found:#?}");
        }
        world.put(&key, value).await;
    }
    world.is_sound().await;
    let without = world.id("without").await;
    let moved = world.document(&user(&without)).await;
    world.put(&user(NOBODY), moved).await;
    world.has(&[(&user(NOBODY), Malformed, Some(NOBODY))]).await;
    world.remove(&user(NOBODY)).await;
    let message = world.key_below("outbox/").await;
    let email = world.user_member("ann", "email").await;
    world.edit(&message, "sealed", email).await;
    world.has(&[(&message, Unreadable, None)]).await;
}

#[tokio::test]
async fn keys_of_no_kind() {
    let world = populated().await;
    for (key, shown) in [
        ("future/thing", "future/"),
        ("user", ""),
        ("user/ann", "user/"),
        ("session/zusr1", "session/"),
        ("session-log/zusr1", "session-log/"),
        ("email/ann@example.com", "email/"),
        ("key-check/1", "key-check/"),
        ("~", ""),
        ("!", ""),
    ] {
        world.put(key, "{}").await;
        world.has(&[(shown, UnknownKey, None)]).await;
        world.remove(key).await;
    }
}
