//! How long the session of a credential lives.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::{settings::SecretText, storage::Memory};

use super::{MINUTE, Scene, builder, linked, log_in, present, scene_on, scene_with, ust_of};
use crate::kit::{Faulty, PROGRAM_PASSWORD, World, caller, everything, hash};

const KEYS: [&str; 2] = [
    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
    "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=",
];

impl Scene {
    /// Another host on the same data, with these programs and this password's hash.
    async fn host(&self, names: &[&str], hash: &str) -> World {
        let (storage, clock) = (self.world.storage.clone(), self.world.clock.clone());
        let mut builder = builder(storage, clock, names, hash);
        builder.seed = 77;
        builder.build().await
    }
}

#[tokio::test]
async fn calls_extend_the_session() {
    let scene = linked().await;
    let first = scene.present_ust("pubapi").await;
    for _ in 0..10 {
        scene.world.advance(59 * MINUTE);
        scene.present("pubapi").await.ok();
    }
    assert!(scene.world.is_open(&first).await, "still the same one");
    scene.world.advance(60 * MINUTE);
    assert!(!scene.world.is_open(&first).await);
}

/// A program that works all the time never logs in again: its source must stay known, or others
/// could lock it out.
#[tokio::test]
async fn calls_keep_their_source_known() {
    let scene = linked().await;
    let sources = format!("known-source/{}/", scene.ann_id);
    scene.present("pubapi").await.ok();
    let [source] = &*scene.world.keys(&sources).await else {
        panic!("one source");
    };
    let first = scene.world.document(source).await["expires_at"].as_i64();
    for _ in 0..49 {
        scene.world.advance(30 * MINUTE);
        scene.present("pubapi").await.ok();
    }
    let now = scene.world.document(source).await["expires_at"].as_i64();
    assert!(now > first, "{now:?} {first:?}");
}

#[tokio::test]
async fn not_every_call_writes() {
    let storage = Faulty::over(Arc::new(Memory::new()));
    let scene = scene_on(Arc::new(storage.clone()), |_| {}).await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    scene.present("pubapi").await.ok();
    let before = everything(&storage).await;
    scene.world.advance(6 * MINUTE - Duration::from_micros(1));
    scene.present("pubapi").await.ok();
    assert_eq!(everything(&storage).await, before);
    scene.world.advance(Duration::from_micros(1));
    scene.present("pubapi").await.ok();
    let after = everything(&storage).await;
    let is_new = |key: &str| {
        let is_there = |entries: &[vestibule::storage::Entry]| {
            entries
                .iter()
                .filter(|entry| entry.key.starts_with(key))
                .count()
        };
        is_there(&after) - is_there(&before)
    };
    assert_eq!((is_new("session/"), is_new("audit/")), (0, 1));
    scene.world.advance(60 * MINUTE - Duration::from_micros(1));
    let ust = scene.present_ust("pubapi").await;
    assert!(scene.world.is_open(&ust).await);
}

#[tokio::test]
async fn a_session_that_has_ended_never_comes_back() {
    let scene = linked().await;
    let first = scene.present_ust("pubapi").await;
    scene.world.sso.logout(&caller(), &first).await.unwrap();
    let second = scene.present_ust("pubapi").await;
    assert!(
        !scene.world.is_open(&first).await,
        "logged out is logged out"
    );
    assert!(scene.world.is_open(&second).await);

    scene.world.advance(61 * MINUTE);
    let third = scene.present_ust("pubapi").await;
    assert!(!scene.world.is_open(&second).await, "expired is expired");

    scene
        .unlink(&scene.ann_id, "pubapi")
        .await
        .refused("E007001");
    let boss = scene.world.ust("boss").await;
    let scene = Scene { boss, ..scene };
    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    assert!(!scene.world.is_open(&third).await, "with the link");
    scene.link(&scene.ann_id, "pubapi").await.ok();
    let fourth = scene.present_ust("pubapi").await;
    for old in [&first, &second, &third] {
        assert!(!scene.world.is_open(old).await);
    }
    assert!(scene.world.is_open(&fourth).await);
}

#[tokio::test]
async fn without_its_link_a_session_ends_and_others_do_not() {
    let scene = linked().await;
    scene.link(&scene.ann_id, "batch").await.ok();
    let own = scene.world.ust("ann").await;
    let (pubapi, batch) = (
        scene.present_ust("pubapi").await,
        scene.present_ust("batch").await,
    );
    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    assert!(!scene.world.is_open(&pubapi).await);
    assert!(scene.world.is_open(&batch).await && scene.world.is_open(&own).await);
    scene.world.is_sound().await;
    scene.present("pubapi").await.bad_request();
    assert_eq!(
        scene.present("batch").await.ok().text("user_id"),
        scene.ann_id
    );
}

/// Sessions that have expired are not part of the removal: they may be more than one commit can
/// name, and sweeping removes them.
#[tokio::test]
async fn a_link_that_opened_any_number_of_sessions_can_be_removed() {
    let scene = scene_with(|settings| settings.set("session.expiry", 1)).await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    for _ in 0..340 {
        scene.present("pubapi").await.ok();
        scene.world.advance(MINUTE);
    }
    let last = scene.present_ust("pubapi").await;
    let boss = scene.world.ust("boss").await;
    let scene = Scene { boss, ..scene };
    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    assert!(!scene.world.is_open(&last).await);
    scene.world.sso.sweep().await.unwrap();
    let prefix = format!("session/{}/", scene.ann_id);
    assert!(scene.world.keys(&prefix).await.is_empty());
}

#[tokio::test]
async fn without_its_definition_or_with_another_password_it_opens_nothing() {
    let scene = linked().await;
    let ust = scene.present_ust("pubapi").await;
    let login = scene.world.ust("ann").await;
    let gone = scene.host(&["batch"], &hash(PROGRAM_PASSWORD).await).await;
    let changed = scene.host(&["pubapi"], &hash("another one").await).await;
    for world in [&gone, &changed] {
        assert!(!world.is_open(&ust).await);
        assert!(world.is_open(&login).await);
        let reply = world.ask(&ust, "PATCH", "/user/session", json!({})).await;
        reply.refused("E007001");
        present(world, "pubapi").await.bad_request();
    }
    let ust_there = log_in(&changed, "pubapi", "another one").await.unwrap();
    assert!(changed.is_open(&ust_there).await);
    assert!(!scene.world.is_open(&ust_there).await);
}

#[tokio::test]
async fn every_host_finds_the_same_session() {
    let scene = linked().await;
    let definitions = hash(PROGRAM_PASSWORD).await;
    let one = scene.host(&["pubapi"], &definitions).await;
    let other = scene.host(&["pubapi"], &definitions).await;
    let first = ust_of(&present(&one, "pubapi").await.ok());
    let second = ust_of(&present(&other, "pubapi").await.ok());
    one.sso.logout(&caller(), &first).await.unwrap();
    assert!(!other.is_open(&second).await);
}

/// A new secret key makes new sessions, and those there are live on.
#[tokio::test]
async fn another_first_key_is_another_session() {
    let scene = linked().await;
    let first = scene.present_ust("pubapi").await;
    let definitions = hash(PROGRAM_PASSWORD).await;
    let (storage, clock) = (scene.world.storage.clone(), scene.world.clock.clone());
    let mut builder = builder(storage, clock, &["pubapi", "batch"], &definitions);
    let keys = KEYS.iter().rev().map(|key| SecretText((*key).to_owned()));
    builder.settings.set_keys(keys);
    let world = builder.build().await;
    assert!(world.is_open(&first).await);
    let second = ust_of(&present(&world, "pubapi").await.ok());
    world.sso.logout(&caller(), &second).await.unwrap();
    assert!(world.is_open(&first).await);
    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    assert!(!world.is_open(&first).await, "both end with the link");
}

#[tokio::test]
async fn a_deleted_user_leaves_no_link() {
    let scene = linked().await;
    scene.present("pubapi").await.ok();
    let target = json!({"user_id": scene.ann_id});
    let deleted = scene.world.ask(&scene.boss, "DELETE", "/user", target);
    deleted.await.ok();
    for key in scene.world.keys("").await {
        assert!(!key.contains(&scene.ann_id), "{key}");
    }
    scene.present("pubapi").await.bad_request();
}

/// A credential is not a recent login, which a change of name, address or second factor needs.
#[tokio::test]
async fn the_session_of_a_program_changes_no_address() {
    let scene = linked().await;
    let ust = scene.present_ust("pubapi").await;
    let change = json!({"email": "eve@example.com"});
    let reply = scene.world.ask(&ust, "PATCH", "/user", change).await;
    reply.refused("E005001");
}
