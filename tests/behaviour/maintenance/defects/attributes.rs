//! Attributes that do not belong where they are.

use serde_json::{Value, json};
use vestibule::types::Flaw::*;

use super::{NOBODY, World, populated};

impl World {
    async fn attribute(&self, prefix: &str, name: &str) -> String {
        let keys = self.keys(prefix).await;
        let found = keys.into_iter().find(|key| key.ends_with(name));
        found.unwrap()
    }

    async fn rejected(&self) -> String {
        for key in self.keys("user/").await {
            if self.document(&key).await["approval_status"] == "rejected" {
                return key.trim_start_matches("user/").to_owned();
            }
        }
        panic!("no user was rejected");
    }
}

#[tokio::test]
async fn without_an_owner() {
    let world = populated().await;
    let clear = world.attribute("user-attr/", "/clear").await;
    let clear = world.document(&clear).await;
    let (rejected, unconfirmed) = (world.rejected().await, world.id("unconfirmed").await);
    for (user, flaw) in [
        (NOBODY, NoUser),
        (&*rejected, NotOfUser),
        (&*unconfirmed, NotOfUser),
    ] {
        let key = format!("user-attr/{user}/clear");
        world.put(&key, &clear).await;
        let shown = format!("user-attr/{user}/");
        world.has(&[(&shown, flaw, Some(user))]).await;
        world.remove(&key).await;
    }
    let ann = world.id("ann").await;
    let shown = format!("session-attr/{ann}/{}/", "d".repeat(43));
    let key = format!("{shown}clear");
    world.put(&key, &clear).await;
    world.has(&[(&shown, NoSession, Some(&ann))]).await;
    let mut past = clear;
    past["expires_at"] = json!(1);
    world.put(&key, past).await;
    world.is_sound().await;
}

#[tokio::test]
async fn the_session_has_ended() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let session = world.key_below(&format!("session/{ann}/")).await;
    let right = world.document(&session).await;
    world.edit(&session, "expires_at", json!(1)).await;
    let shown = session.replace("session/", "session-attr/") + "/";
    let log = session.replacen("session/", "session-log/", 1);
    let mut five = vec![(&*shown, NoSession, Some(&*ann)); 4];
    five.push((&log, NoSession, Some(&ann)));
    world.has(&five).await;
    world.remove(&session).await;
    world.has(&five).await;
    world.put(&session, right).await;
    world.is_sound().await;
}

#[tokio::test]
async fn an_end_that_is_not_the_owners() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let far = json!(9_000_000_000_000_000_u64);
    for (prefix, wrong) in [
        ("user-attr/", far.clone()),
        ("session-attr/", Value::Null),
        ("session-attr/", far.clone()),
    ] {
        let key = world.attribute(prefix, "/clear").await;
        let right = world.document(&key).await["expires_at"].clone();
        world.edit(&key, "expires_at", wrong).await;
        world.has(&[(prefix, EndsApart, Some(&ann))]).await;
        world.edit(&key, "expires_at", right).await;
    }
    world.is_sound().await;
}

#[tokio::test]
async fn sealed_values_are_checked() {
    for prefix in ["user-attr/", "session-attr/"] {
        let world = populated().await;
        let ann = world.id("ann").await;
        let key = world.attribute(prefix, "/sealed").await;
        let right = world.document(&key).await["value"].clone();
        let other = world.attribute(prefix, "/long").await;
        let other = world.document(&other).await["value"].clone();
        let email = world.user_member("ann", "email").await;
        for wrong in [other, email, json!("nonsense"), json!(7), Value::Null] {
            world.edit(&key, "value", wrong).await;
            world.has(&[(prefix, Unreadable, Some(&ann))]).await;
        }
        world.edit(&key, "value", right).await;
        world.is_sound().await;
        world.edit("key-check", "key_ids", json!([])).await;
        let found = world.check().await;
        let needy = found
            .iter()
            .filter(|defect| defect.key.starts_with(prefix) && defect.flaw == KeyNotNoted);
        assert_eq!(needy.count(), 3);
    }
}
