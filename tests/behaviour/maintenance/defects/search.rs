//! Search documents, and accounts that need them.

use serde_json::{Value, json};
use vestibule::types::Flaw::*;

use super::{NOBODY, World, populated, user};

const BY_NAME: &str = "user-by-name/";

#[tokio::test]
async fn missing_search_documents_are_found() {
    let world = populated().await;
    for name in ["ann", "unconfirmed", "boss"] {
        let id = world.id(name).await;
        let key = world.search_key(name).await;
        let right = world.document(&key).await;
        world.remove(&key).await;
        world.has(&[(&user(&id), SearchMissing, Some(&id))]).await;
        // The document of another user does not count.
        let mut other = right.clone();
        other["user_id"] = json!(NOBODY);
        world.put(&key, other).await;
        world
            .has(&[
                (&user(&id), SearchMissing, Some(&id)),
                (BY_NAME, NoUser, Some(NOBODY)),
            ])
            .await;
        world.put(&key, right).await;
        world.is_sound().await;
    }
}

/// Each member has to agree with the account.
#[tokio::test]
async fn stale_search_documents_are_found() {
    let world = populated().await;
    let id = world.id("ann").await;
    let key = world.search_key("ann").await;
    let right = world.document(&key).await;
    for (member, wrong) in [
        ("username", json!("anna")),
        ("username", Value::Null),
        ("email", json!("w".repeat(32))),
        ("email", Value::Null),
        ("display_name", json!("ann")),
        ("first_name", json!("ann")),
        ("middle_name", json!("ann")),
        ("last_name", json!("ann")),
        ("sign_up_status", json!("before_confirmation")),
        ("approval_status", json!("before_decision")),
    ] {
        world.edit(&key, member, wrong).await;
        world.has(&[(BY_NAME, NotOfUser, Some(&id))]).await;
        world.put(&key, &right).await;
    }
    world
        .edit(&key, "expires_at", json!(9_000_000_000_000_000_u64))
        .await;
    world.has(&[(BY_NAME, EndsApart, Some(&id))]).await;
    world.put(&key, &right).await;
    // The other way round.
    world.edit_user("ann", "first_name", json!("Ann")).await;
    world.has(&[(BY_NAME, NotOfUser, Some(&id))]).await;
    world.edit_user("ann", "display_name", json!("Ann")).await;
    world
        .has(&[
            (&user(&id), SearchMissing, Some(&id)),
            (BY_NAME, NotOfUser, Some(&id)),
        ])
        .await;
}

#[tokio::test]
async fn leftover_search_documents_are_found() {
    let world = populated().await;
    let id = world.id("ann").await;
    let right = world.document(&world.search_key("ann").await).await;
    let elsewhere = format!("user-by-name/61--0000000000000000/{id}");
    world.put(&elsewhere, &right).await;
    world.has(&[(BY_NAME, NotOfUser, Some(&id))]).await;
    world.remove(&elsewhere).await;
    let other = world.search_key("ann").await.replace(&id, NOBODY);
    world.put(&other, &right).await;
    world.has(&[(BY_NAME, NotOfUser, Some(&id))]).await;
    let mut nobodys = right.clone();
    nobodys["user_id"] = json!(NOBODY);
    world.put(&other, nobodys).await;
    world.has(&[(BY_NAME, NoUser, Some(NOBODY))]).await;
    world.remove(&other).await;
    world.is_sound().await;
}

/// Of a rejected account nothing is left to be found by.
#[tokio::test]
async fn a_search_document_of_a_rejected_user_is_found() {
    let world = populated().await;
    let rejected = rejected(&world).await;
    let mut document = world.document(&world.search_key("ann").await).await;
    for member in ["username", "email"] {
        document[member] = Value::Null;
    }
    document["user_id"] = json!(rejected);
    document["approval_status"] = json!("rejected");
    let key = format!("user-by-name/--0000000000000000/{rejected}");
    world.put(&key, document).await;
    world.has(&[(BY_NAME, NotOfUser, Some(&rejected))]).await;
}

async fn rejected(world: &World) -> String {
    for key in world.keys("user/").await {
        if world.document(&key).await["approval_status"] == "rejected" {
            return key.trim_start_matches("user/").to_owned();
        }
    }
    panic!("no user was rejected");
}
