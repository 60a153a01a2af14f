//! Documents that point to an account, and accounts that need one.

use serde_json::{Value, json};
use vestibule::types::Flaw::*;

use super::{NOBODY, pointer, populated, user};

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
    world.put(&other, pointer(&ann)).await;
    world.has(&[(&other, NotOfUser, Some(&ann))]).await;
    world.put(&other, pointer(NOBODY)).await;
    world.has(&[(&other, NoUser, Some(NOBODY))]).await;
}

#[tokio::test]
async fn pending_sign_ups() {
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
async fn logs_of_sessions() {
    let world = populated().await;
    let ann = world.id("ann").await;
    let session = world.key_below(&format!("session/{ann}/")).await;
    let log = session.replacen("session/", "session-log/", 1);
    let (right, until) = (
        world.document(&session).await,
        json!(9_000_000_000_000_000_u64),
    );
    world.remove(&session).await;
    let attributes = session.replacen("session/", "session-attr/", 1) + "/";
    let mut orphans = vec![(&*attributes, NoSession, Some(&*ann)); 4];
    world.edit(&log, "expires_at", json!(1)).await;
    world.has(&orphans).await;
    world
        .edit(&log, "expires_at", right["expires_at"].clone())
        .await;
    orphans.push((&log, NoSession, Some(&ann)));
    world.has(&orphans).await;
    world.put(&session, &right).await;
    world.edit(&log, "expires_at", until).await;
    world.has(&[(&log, EndsApart, Some(&ann))]).await;
    let foreign = format!("session-log/{NOBODY}/{}", "d".repeat(43));
    let document = world.document(&log).await;
    world
        .edit(&log, "expires_at", right["expires_at"].clone())
        .await;
    world.is_sound().await;
    world.put(&foreign, &document).await;
    world.has(&[(&foreign, NoSession, Some(NOBODY))]).await;
    world.remove(&foreign).await;
    // As earlier versions left it.
    world.remove(&log).await;
    world.is_sound().await;
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
    world.put(&keys[0], with("user_id", json!(ann))).await;
    let foreign = (&*keys[0], NotOfUser, Some(&*ann));
    world.has(&[lost[0], foreign]).await;
}
