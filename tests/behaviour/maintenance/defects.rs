//! Each thing that can be wrong is found, where it is, and nothing else is.

use serde_json::{Value, json};
use vestibule::types::Flaw::{self, *};

use super::{Data, NEW, OLD, World, healthy::populate};

const NOBODY: &str = "zusr0000000000000000000000000";

/// A world with everybody in it; ann is proven, approved and logged in.
async fn populated() -> World {
    let world = Data::new().host(&[OLD]).await;
    populate(&world).await;
    world
}

impl World {
    async fn id(&self, name: &str) -> String {
        let pointer = self.document(&format!("username/{name}")).await;
        pointer["user_id"].as_str().unwrap().to_owned()
    }

    async fn user_member(&self, name: &str, member: &str) -> Value {
        let id = self.id(name).await;
        self.document(&format!("user/{id}")).await[member].clone()
    }

    async fn index(&self, name: &str) -> String {
        let index = self.user_member(name, "email_index").await;
        index.as_str().unwrap().to_owned()
    }

    async fn edit_user(&self, name: &str, member: &str, value: Value) {
        let id = self.id(name).await;
        self.edit(&format!("user/{id}"), member, value).await;
    }

    /// Exactly this is wrong: which key (its beginning), what, and whose it is.
    #[track_caller]
    fn has(&self, expected: &[(&str, Flaw, Option<&str>)]) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let found = self.check().await;
            let is_all = found.len() == expected.len()
                && expected.iter().all(|(key, flaw, user_id)| {
                    found.iter().any(|defect| {
                        defect.key.starts_with(key)
                            && defect.flaw == *flaw
                            && defect.user_id.as_deref() == *user_id
                    })
                });
            assert!(is_all, "{place}: expected {expected:#?}, found {found:#?}");
        }
    }
}

fn pointer(user_id: &str) -> Value {
    json!({"user_id": user_id, "expires_at": null})
}

fn user(id: &str) -> String {
    format!("user/{id}")
}

#[tokio::test]
async fn usernames() {
    let world = populated().await;
    let (ann, without) = (world.id("ann").await, world.id("without").await);
    world.put("username/zoe", pointer(NOBODY)).await;
    world.has(&[("username/", NoUser, Some(NOBODY))]).await;
    world.put("username/zoe", pointer(&ann)).await;
    world.has(&[("username/", NotOfUser, Some(&ann))]).await;
    world.remove("username/zoe").await;

    world.remove("username/ann").await;
    world
        .has(&[(&user(&ann), UsernameMissing, Some(&ann))])
        .await;
    world.put("username/ann", pointer(&without)).await;
    world
        .has(&[
            (&user(&ann), UsernameMissing, Some(&ann)),
            ("username/", NotOfUser, Some(&without)),
        ])
        .await;
}

#[tokio::test]
async fn proven_addresses() {
    let world = populated().await;
    let (ann, unproven) = (world.id("ann").await, world.id("unproven").await);
    let owned = format!("email/{}", world.index("ann").await);
    world.remove(&owned).await;
    world.has(&[(&user(&ann), EmailMissing, Some(&ann))]).await;
    world.put(&owned, pointer(&unproven)).await;
    world
        .has(&[
            (&user(&ann), EmailMissing, Some(&ann)),
            (&owned, NotOfUser, Some(&unproven)),
        ])
        .await;
    world.put(&owned, pointer(NOBODY)).await;
    world
        .has(&[
            (&user(&ann), EmailMissing, Some(&ann)),
            (&owned, NoUser, Some(NOBODY)),
        ])
        .await;
    world.put(&owned, pointer(&ann)).await;

    let unowned = format!("email/{}", world.index("unproven").await);
    world.put(&unowned, pointer(&unproven)).await;
    world.has(&[(&unowned, NotOfUser, Some(&unproven))]).await;
    world.remove(&unowned).await;
    world
        .edit_user("unproven", "email_verified", json!(true))
        .await;
    world
        .has(&[(&user(&unproven), EmailMissing, Some(&unproven))])
        .await;
}

#[tokio::test]
async fn claims_to_addresses() {
    let world = populated().await;
    let (ann, without) = (world.id("ann").await, world.id("without").await);
    let index = world.index("ann").await;
    let claim = format!("email-of/{index}/{ann}");
    world.remove(&claim).await;
    world
        .has(&[(&user(&ann), EmailClaimMissing, Some(&ann))])
        .await;
    world.put(&claim, pointer(&without)).await;
    world
        .has(&[
            (&user(&ann), EmailClaimMissing, Some(&ann)),
            (&claim, NotOfUser, Some(&without)),
        ])
        .await;
    world.put(&claim, pointer(&ann)).await;
    let other = format!("email-of/{index}/{without}");
    world.put(&other, pointer(&without)).await;
    world.has(&[(&other, NotOfUser, Some(&without))]).await;
    world.put(&other, pointer(NOBODY)).await;
    world.has(&[(&other, NoUser, Some(NOBODY))]).await;
}

#[tokio::test]
async fn those_who_wait() {
    let world = populated().await;
    let (ann, waiting) = (world.id("ann").await, world.id("waiting").await);
    let all = world.keys("pending/").await;
    let key = all.iter().find(|key| key.ends_with(&waiting)).unwrap();
    world.remove(key).await;
    world
        .has(&[(&user(&waiting), PendingMissing, Some(&waiting))])
        .await;
    let wrong = format!("pending/0000000000000001/{waiting}");
    world.put(&wrong, pointer(&waiting)).await;
    world
        .has(&[
            (&user(&waiting), PendingMissing, Some(&waiting)),
            (&wrong, NotOfUser, Some(&waiting)),
        ])
        .await;
    world.remove(&wrong).await;
    world.put(key, pointer(&waiting)).await;
    world.is_sound().await;

    let since = world.user_member("ann", "sign_up_time").await;
    let key = format!("pending/{:016x}/{ann}", since.as_u64().unwrap());
    world.put(&key, pointer(&ann)).await;
    world.has(&[(&key, NotOfUser, Some(&ann))]).await;
    world.put(&key, pointer(NOBODY)).await;
    world.has(&[(&key, NoUser, Some(NOBODY))]).await;
}

#[tokio::test]
async fn super_users() {
    let world = populated().await;
    let (ann, boss) = (world.id("ann").await, world.id("boss").await);
    let key = format!("super-user/{boss}");
    world.remove(&key).await;
    world
        .has(&[(&user(&boss), SuperUserMissing, Some(&boss))])
        .await;
    world.put(&key, pointer(&boss)).await;
    let key = format!("super-user/{ann}");
    world.put(&key, pointer(&ann)).await;
    world.has(&[(&key, NotOfUser, Some(&ann))]).await;
    world.put(&key, pointer(&boss)).await;
    world.has(&[(&key, NotOfUser, Some(&boss))]).await;
    world.remove(&key).await;
    let key = format!("super-user/{NOBODY}");
    world.put(&key, pointer(NOBODY)).await;
    world.has(&[(&key, NoUser, Some(NOBODY))]).await;
}

#[tokio::test]
async fn sessions() {
    let world = populated().await;
    let session = world.document(&world.key_below("session/").await).await;
    let key = format!("session/{NOBODY}/{}", "d".repeat(43));
    world.put(&key, &session).await;
    world.has(&[(&key, NoUser, Some(NOBODY))]).await;
    world.remove(&key).await;
    let mut rejected = Vec::new();
    for key in world.keys("user/").await {
        if world.document(&key).await["approval_status"] == "rejected" {
            rejected.push(key.trim_start_matches("user/").to_owned());
        }
    }
    let key = format!("session/{}/{}", rejected[0], "d".repeat(43));
    world.put(&key, &session).await;
    world.has(&[(&key, NotOfUser, Some(&rejected[0]))]).await;
}

#[tokio::test]
async fn confirmation_tokens() {
    let world = populated().await;
    let (ann, unconfirmed) = (world.id("ann").await, world.id("unconfirmed").await);
    let digests = world.user_member("unconfirmed", "sign_up_tokens").await;
    let keys: Vec<String> = digests
        .as_array()
        .unwrap()
        .iter()
        .map(|digest| format!("signup/{}", digest.as_str().unwrap()))
        .collect();
    let token = world.document(&keys[0]).await;
    let with = |member: &str, value: Value| {
        let mut token = token.clone();
        token[member] = value;
        token
    };
    let foreign = format!("signup/{}", "d".repeat(43));
    world.put(&foreign, &token).await;
    world
        .has(&[(&foreign, NotOfUser, Some(&unconfirmed))])
        .await;
    world.put(&foreign, with("user_id", json!(NOBODY))).await;
    world.has(&[(&foreign, NoUser, Some(NOBODY))]).await;
    world.remove(&foreign).await;

    world.put(&keys[0], with("user_id", json!(ann))).await;
    world.has(&[(&keys[0], NotOfUser, Some(&ann))]).await;
    world.remove(&keys[0]).await;
    world.is_sound().await;
    let lost = [(&*user(&unconfirmed), TokenMissing, Some(&*unconfirmed))];
    world.put(&keys[1], with("is_used", json!(true))).await;
    world.has(&lost).await;
    world.remove(&keys[1]).await;
    world.has(&lost).await;
}

#[tokio::test]
async fn what_is_sealed() {
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
async fn what_an_address_is_filed_under() {
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
    world.has(&[(&user(&id), EmailIndexWrong, Some(&id))]).await;
    world.remove(&format!("email-of/{wrong}/{id}")).await;
    world
        .edit_user("unproven", "email_index", Value::Null)
        .await;
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
    let cid = world.signup("carl").await.ok().text("cid");
    assert!(!cid.is_empty());
    // Whatever is written under a key notes it.
    world.is_sound().await;
    world.edit("key-check", "key_ids", json!([])).await;
    let message = world.key_below("outbox/").await;
    let found = world.check().await;
    let message = found.iter().find(|defect| defect.key == message);
    assert_eq!(message.unwrap().flaw, KeyNotNoted);
}

#[tokio::test]
async fn time_that_has_passed_for_one_and_not_for_the_other() {
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
        ])
        .await;
}

/// Whatever is in the place of a document, of any kind.
#[tokio::test]
async fn what_cannot_be_understood() {
    let world = populated().await;
    for (key, value) in world.stored().await {
        for wrong in ["{}", "[]", "", "{\"user_id\":7}", "nonsense"] {
            world.put(&key, wrong).await;
            let found = world.check().await;
            let shown = |shown: &str| match key.starts_with("username/") {
                true => shown.starts_with("username/"),
                false => shown == key,
            };
            let is_found = found
                .iter()
                .any(|defect| shown(&defect.key) && defect.flaw == Malformed);
            assert!(is_found, "{wrong} at {key}: {found:#?}");
        }
        world.put(&key, value).await;
    }
    world.is_sound().await;
    let (ann, without) = (world.id("ann").await, world.id("without").await);
    let moved = world.document(&user(&without)).await;
    world.put(&user(NOBODY), moved).await;
    world.has(&[(&user(NOBODY), Malformed, Some(NOBODY))]).await;
    world.remove(&user(NOBODY)).await;
    let message = world.key_below("outbox/").await;
    let email = world.user_member("ann", "email").await;
    world.edit(&message, "sealed", email).await;
    world.has(&[(&message, Unreadable, None)]).await;
    assert!(!ann.is_empty());
}

#[tokio::test]
async fn keys_of_no_kind() {
    let world = populated().await;
    for (key, shown) in [
        ("future/thing", "future/"),
        ("user", ""),
        ("user/ann", "user/"),
        ("session/zusr1", "session/"),
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
