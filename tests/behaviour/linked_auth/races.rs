//! Links and sessions at the same moment.

use std::sync::Arc;

use vestibule::{
    Error, Sso,
    types::{Authority, Definition, SubStatus},
};

use super::{Scene, opens, scene, scene_on};
use crate::kit::{Gate, PROGRAM_PASSWORD, caller, define, hash, rejected};

fn definition(name: &str) -> Definition {
    Definition {
        auth_type: "basic_auth".to_owned(),
        auth_username: name.to_owned(),
    }
}

async fn link(sso: Sso, user_id: String, name: &str) -> Result<(), Error> {
    let (caller, operator) = (caller(), Authority::Operator);
    sso.create_link(&caller, &operator, &user_id, &definition(name), true)
        .await
}

async fn unlink(sso: &Sso, user_id: &str) {
    let (caller, operator) = (caller(), Authority::Operator);
    let pubapi = definition("pubapi");
    let done = sso.delete_link(&caller, &operator, user_id, &pubapi);
    done.await.unwrap();
}

async fn log_in(sso: Sso) -> Result<Option<String>, Error> {
    sso.log_in_linked(&caller(), "pubapi", PROGRAM_PASSWORD)
        .await
}

async fn gated() -> (Arc<Gate>, Scene) {
    let gate = Arc::new(Gate::new());
    let scene = scene_on(gate.clone(), |_| {}).await;
    (gate, scene)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn first_calls_at_once_are_one_session() {
    for _ in 0..10 {
        let scene = scene().await;
        scene.link(&scene.ann_id, "pubapi").await.ok();
        let tasks: Vec<_> = (0..6)
            .map(|_| tokio::spawn(log_in(scene.world.sso.clone())))
            .collect();
        for task in tasks {
            let ust = task.await.unwrap().unwrap().unwrap();
            assert!(opens(&scene.world, &ust).await);
        }
        let below = format!("session/{}/", scene.ann_id);
        assert_eq!(scene.world.keys(&below).await.len(), 1);
    }
}

#[tokio::test]
async fn a_first_call_that_another_overtakes_finds_its_session() {
    let (gate, scene) = gated().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    let slow = log_in(scene.world.sso.clone());
    let fast = async { drop(log_in(scene.world.sso.clone()).await.unwrap()) };
    let ust = gate.overtake(slow, "session/", fast).await;
    assert!(opens(&scene.world, &ust.unwrap().unwrap()).await);
    let below = format!("session/{}/", scene.ann_id);
    assert_eq!(scene.world.keys(&below).await.len(), 1);
}

#[tokio::test]
async fn a_session_that_begins_while_its_link_is_removed_is_none() {
    let (gate, scene) = gated().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    let slow = log_in(scene.world.sso.clone());
    let fast = unlink(&scene.world.sso, &scene.ann_id);
    let ust = gate.overtake(slow, "session/", fast).await;
    assert_eq!(ust.unwrap(), None);
    let below = format!("session/{}/", scene.ann_id);
    assert!(scene.world.keys(&below).await.is_empty());
}

/// The other way round: whoever removes the link has looked for sessions already.
#[tokio::test]
async fn a_link_that_is_removed_while_a_session_begins_takes_it_along() {
    let (gate, scene) = gated().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    let (sso, user_id) = (scene.world.sso.clone(), scene.ann_id.clone());
    let slow = async move { unlink(&sso, &user_id).await };
    let fast = async {
        log_in(scene.world.sso.clone()).await.unwrap().unwrap();
    };
    gate.overtake(slow, "user/", fast).await;
    let below = format!("session/{}/", scene.ann_id);
    assert!(scene.world.keys(&below).await.is_empty());
    assert!(scene.world.keys("link/").await.is_empty());
}

#[tokio::test]
async fn a_session_is_not_renewed_once_it_has_ended() {
    let (gate, scene) = gated().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    let first = scene.present_ust("pubapi").await;
    scene.world.advance(30 * super::MINUTE);
    let slow = log_in(scene.world.sso.clone());
    let fast = async { scene.world.sso.logout(&caller(), &first).await.unwrap() };
    let second = gate.overtake(slow, "session/", fast).await;
    assert!(!opens(&scene.world, &first).await);
    assert!(opens(&scene.world, &second.unwrap().unwrap()).await);
}

#[tokio::test]
async fn a_link_to_somebody_who_is_being_rejected_is_none() {
    let (gate, scene) = gated().await;
    let dora_id = scene.world.confirmed("dora").await;
    let slow = link(scene.world.sso.clone(), dora_id.clone(), "pubapi");
    let fast = async {
        let (caller, operator) = (caller(), Authority::Operator);
        let done = scene.world.sso.reject(&caller, &operator, &dora_id, None);
        done.await.unwrap();
    };
    let overtaken = gate.overtake(slow, "link/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::CommonInvalidOperation]);
    for prefix in ["link/", "linked-to/"] {
        assert!(scene.world.keys(prefix).await.is_empty());
    }
}

/// What the rejection is about to remove may be somebody else's by then.
#[tokio::test]
async fn a_rejection_that_a_link_overtakes_removes_that_too_and_no_other() {
    let (gate, scene) = gated().await;
    let dora_id = scene.world.confirmed("dora").await;
    let sso = &scene.world.sso;
    link(sso.clone(), dora_id.clone(), "pubapi").await.unwrap();
    let slow = {
        let (sso, user_id) = (sso.clone(), dora_id.clone());
        async move {
            let (caller, operator) = (caller(), Authority::Operator);
            sso.reject(&caller, &operator, &user_id, None).await
        }
    };
    let fast = async {
        unlink(sso, &dora_id).await;
        let to_ann = link(sso.clone(), scene.ann_id.clone(), "pubapi");
        to_ann.await.unwrap();
        link(sso.clone(), dora_id.clone(), "batch").await.unwrap();
    };
    gate.overtake(slow, "user/", fast).await.unwrap();
    let ann = format!("link/{}/basic_auth/pubapi", scene.ann_id);
    assert_eq!(scene.world.keys("link/").await, [ann]);
    let to_ann = ["linked-to/basic_auth/pubapi"];
    assert_eq!(scene.world.keys("linked-to/").await, to_ann);
}

#[tokio::test]
async fn of_two_links_of_a_definition_one_wins() {
    let (gate, scene) = gated().await;
    let ben_id = scene.world.approved("ben").await;
    let slow = link(scene.world.sso.clone(), ben_id, "pubapi");
    let fast = async {
        let to_ann = link(scene.world.sso.clone(), scene.ann_id.clone(), "pubapi");
        to_ann.await.unwrap();
    };
    let overtaken = gate.overtake(slow, "link/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::CommonInvalidInput]);
    assert_eq!(scene.world.keys("link/").await.len(), 1);
}

#[tokio::test]
async fn of_two_links_that_would_be_the_hundredth_one_wins() {
    let names: Vec<String> = (0..101).map(|number| format!("program{number}")).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let hash = hash(PROGRAM_PASSWORD).await;
    let gate = Arc::new(Gate::new());
    let scene = scene_on(gate.clone(), |settings| define(settings, &names, &hash)).await;
    let link = |name: &str| {
        let (sso, user_id) = (scene.world.sso.clone(), scene.ann_id.clone());
        let name = name.to_owned();
        async move { link(sso, user_id, &name).await }
    };
    for name in &names[..99] {
        link(name).await.unwrap();
    }
    let fast = async { link(names[99]).await.unwrap() };
    let overtaken = gate.overtake(link(names[100]), "link/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::CommonInvalidInput]);
    assert_eq!(scene.world.keys("link/").await.len(), 100);
}

/// A session that counts its user's data as of before a change has not begun yet.
#[tokio::test]
async fn a_call_that_a_lock_overtakes_is_refused() {
    let (gate, scene) = gated().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    let slow = log_in(scene.world.sso.clone());
    let storage = scene.world.storage.clone();
    let fast = async {
        let locked = [("is_locked", serde_json::json!(true))];
        crate::kit::edit_user(&*storage, &scene.ann_id, locked).await;
    };
    let overtaken = gate.overtake(slow, "session/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthLocked]);
}
