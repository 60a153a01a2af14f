//! Links to credentials, and counts of calls.

use serde_json::{Value, json};
use vestibule::types::Flaw::*;

use super::{NOBODY, pointer, populated};

const TO_PUBAPI: &str = "linked-to/basic_auth/pubapi";

fn link() -> Value {
    json!({"creation_time": 1, "is_active": true, "seed": "x"})
}

#[tokio::test]
async fn a_link_and_its_index_are_compared() {
    let world = populated().await;
    let (ann, without) = (world.id("ann").await, world.id("without").await);
    let key = format!("link/{ann}/basic_auth/pubapi");
    world.put(&key, link()).await;
    world.has(&[(&key, CredentialMissing, Some(&ann))]).await;
    world.put(TO_PUBAPI, pointer(&without)).await;
    world
        .has(&[
            (&key, CredentialMissing, Some(&ann)),
            (TO_PUBAPI, NotOfUser, Some(&without)),
        ])
        .await;
    world.put(TO_PUBAPI, pointer(&ann)).await;
    world.is_sound().await;
    world.remove(&key).await;
    world.has(&[(TO_PUBAPI, NotOfUser, Some(&ann))]).await;
    world.put(TO_PUBAPI, pointer(NOBODY)).await;
    world.has(&[(TO_PUBAPI, NoUser, Some(NOBODY))]).await;
}

#[tokio::test]
async fn a_link_of_an_unknown_or_rejected_user() {
    let world = populated().await;
    let rejected = world.keys("user/").await;
    let mut turned_away = None;
    for key in rejected {
        let user = world.document(&key).await;
        if user["approval_status"] == "rejected" {
            turned_away = user["user_id"].as_str().map(ToOwned::to_owned);
        }
    }
    let turned_away = turned_away.unwrap();
    for (user, flaw) in [(NOBODY, NoUser), (&*turned_away, NotOfUser)] {
        let key = format!("link/{user}/basic_auth/pubapi");
        let rate = format!("rate/{user}/{}/0000", "d".repeat(43));
        world.put(&key, link()).await;
        world.put(TO_PUBAPI, pointer(user)).await;
        let far = json!({"calls": 1, "expires_at": i64::MAX});
        world.put(&rate, far).await;
        let to_pubapi = match flaw {
            NoUser => vec![(TO_PUBAPI, NoUser, Some(user))],
            _ => Vec::new(),
        };
        let mut expected = vec![(&*key, flaw, Some(user)), (&*rate, flaw, Some(user))];
        expected.extend(to_pubapi);
        world.has(&expected).await;
        for key in [&*key, &*rate, TO_PUBAPI] {
            world.remove(key).await;
        }
    }
}

#[tokio::test]
async fn malformed_documents_are_found() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let key = format!("link/{ann}/basic_auth/pubapi");
    let rate = format!("rate/{ann}/{}/0000", "d".repeat(43));
    world.put(&key, json!({})).await;
    world.put(&rate, json!({})).await;
    world.put(TO_PUBAPI, json!({})).await;
    world
        .has(&[
            (&key, Malformed, Some(&ann)),
            (&rate, Malformed, Some(&ann)),
            (TO_PUBAPI, Malformed, None),
        ])
        .await;
    for key in [&*key, &*rate, TO_PUBAPI] {
        world.remove(key).await;
    }
    world.put("link/zusr1/jwt/pubapi", link()).await;
    world.has(&[("link/", UnknownKey, None)]).await;
}
