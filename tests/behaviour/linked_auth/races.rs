//! Links and sessions at the same moment.

use std::sync::Arc;

use vestibule::{Error, Sso, types::SubStatus};

use super::{Scene, scene_on};
use crate::kit::{Gate, PROGRAM_PASSWORD, State, caller, define, hash, rejected, set_state};

const PUBAPI: &str = "linked-to/basic_auth/pubapi";

async fn log_in(sso: Sso) -> Result<Option<String>, Error> {
    sso.log_in_linked(&caller(), "pubapi", PROGRAM_PASSWORD)
        .await
}

impl Scene {
    /// With `pubapi`.
    async fn log_in(&self) -> Option<String> {
        log_in(self.world.sso.clone()).await.unwrap()
    }
}

async fn gated() -> (Arc<Gate>, Scene) {
    let gate = Arc::new(Gate::new());
    let scene = scene_on(gate.clone(), |_| {}).await;
    (gate, scene)
}

/// A world in which `pubapi` is linked to Ann.
async fn linked() -> (Arc<Gate>, Scene) {
    let (gate, scene) = gated().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    (gate, scene)
}

#[tokio::test]
async fn a_first_call_that_another_overtakes_finds_its_session() {
    let (gate, scene) = linked().await;
    let fast = async { drop(scene.log_in().await.unwrap()) };
    let ust = gate.overtake(scene.log_in(), "session/", fast).await;
    assert!(scene.world.is_open(&ust.unwrap()).await);
    assert_eq!(scene.world.sessions_of(&scene.ann_id).await.len(), 1);
}

#[tokio::test]
async fn a_session_that_begins_while_its_link_is_removed_is_not_created() {
    let (gate, scene) = linked().await;
    let fast = async { drop(scene.unlink(&scene.ann_id, "pubapi").await.ok()) };
    let ust = gate.overtake(scene.log_in(), "session/", fast).await;
    assert_eq!(ust, None);
    assert!(scene.world.sessions_of(&scene.ann_id).await.is_empty());
}

/// The opposite order: the call that removes the link has looked for sessions already.
#[tokio::test]
async fn a_link_that_is_removed_while_a_session_begins_takes_it_along() {
    let (gate, scene) = linked().await;
    let slow = scene.unlink(&scene.ann_id, "pubapi");
    let fast = async { drop(scene.log_in().await.unwrap()) };
    gate.overtake(slow, "user/", fast).await.ok();
    assert!(scene.world.sessions_of(&scene.ann_id).await.is_empty());
    assert!(scene.world.keys("link/").await.is_empty());
}

#[tokio::test]
async fn a_session_is_not_renewed_once_it_has_ended() {
    let (gate, scene) = linked().await;
    let first = scene.present_ust("pubapi").await;
    scene.world.advance(30 * super::MINUTE);
    let fast = async { scene.world.sso.logout(&caller(), &first).await.unwrap() };
    let second = gate.overtake(scene.log_in(), "session/", fast).await;
    assert!(!scene.world.is_open(&first).await);
    assert!(scene.world.is_open(&second.unwrap()).await);
}

#[tokio::test]
async fn a_link_that_a_rejection_overtakes_is_not_created() {
    let (gate, scene) = gated().await;
    let dora_id = scene.world.confirmed("dora").await;
    let slow = scene.link(&dora_id, "pubapi");
    let overtaken = gate.overtake(slow, "link/", scene.world.reject(&dora_id));
    overtaken.await.refused("E008001");
    for prefix in ["link/", "linked-to/"] {
        assert!(scene.world.keys(prefix).await.is_empty());
    }
}

/// The link that the rejection is about to remove may belong to another user by then.
#[tokio::test]
async fn a_rejection_that_a_link_overtakes_removes_that_too_and_no_other() {
    let (gate, scene) = gated().await;
    let dora_id = scene.world.confirmed("dora").await;
    scene.link(&dora_id, "pubapi").await.ok();
    let fast = async {
        scene.unlink(&dora_id, "pubapi").await.ok();
        scene.link(&scene.ann_id, "pubapi").await.ok();
        scene.link(&dora_id, "batch").await.ok();
    };
    gate.overtake(scene.world.reject(&dora_id), "user/", fast)
        .await;
    let ann = format!("link/{}/basic_auth/pubapi", scene.ann_id);
    assert_eq!(scene.world.keys("link/").await, [ann]);
    assert_eq!(scene.world.keys("linked-to/").await, [PUBAPI]);
}

#[tokio::test]
async fn one_of_two_concurrent_links_of_a_definition_wins() {
    let (gate, scene) = gated().await;
    let ben_id = scene.world.approved("ben").await;
    let fast = async { drop(scene.link(&scene.ann_id, "pubapi").await.ok()) };
    let overtaken = gate
        .overtake(scene.link(&ben_id, "pubapi"), "link/", fast)
        .await;
    overtaken.refused("E008002");
    assert_eq!(scene.world.keys("link/").await.len(), 1);
}

#[tokio::test]
async fn one_of_two_concurrent_hundredth_links_wins() {
    let names: Vec<String> = (0..101).map(|number| format!("program{number}")).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let hash = hash(PROGRAM_PASSWORD).await;
    let gate = Arc::new(Gate::new());
    let scene = scene_on(gate.clone(), |settings| define(settings, &names, &hash)).await;
    for name in &names[..99] {
        scene.link(&scene.ann_id, name).await.ok();
    }
    let fast = async { drop(scene.link(&scene.ann_id, names[99]).await.ok()) };
    let slow = scene.link(&scene.ann_id, names[100]);
    gate.overtake(slow, "link/", fast).await.refused("E008002");
    assert_eq!(scene.world.keys("link/").await.len(), 100);
}

/// A session that counts its user's data as of before a change has not begun yet.
#[tokio::test]
async fn a_call_that_a_lock_overtakes_is_refused() {
    let (gate, scene) = linked().await;
    let fast = set_state(&*scene.world.storage, &scene.ann_id, State::Locked);
    let slow = log_in(scene.world.sso.clone());
    let overtaken = gate.overtake(slow, "session/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthLocked]);
}
