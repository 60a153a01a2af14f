//! Storage that fails at each of its calls: a clear 503, nothing half done, and all is well
//! when it is back.

use serde_json::json;
use vestibule::{storage::Entry, types::Outcome};

use self::requests::{Request, requests};
use crate::{
    kit::{Fault, Reply, but_attempts, login_input},
    operations::{Caller, Scene},
};

mod requests;

pub(crate) const FAULTS: [Fault; 4] = [
    Fault::Unavailable,
    Fault::UnknownBefore,
    Fault::UnknownAfter,
    Fault::Conflict,
];

/// A scene in which requests are a super-user's, unless they say otherwise.
pub(crate) async fn scene() -> Scene {
    Scene::new(Caller::SuperUser).await
}

/// All stored documents, read past the injected faults.
pub(crate) async fn everything(scene: &Scene) -> Vec<Entry> {
    scene.storage.heal();
    but_attempts(&scene.storage).await
}

async fn ask(scene: &Scene, (route, input): &Request) -> Reply {
    scene.ask(route, input).await
}

/// The part that is not random: the keys of existing documents, without those of new ones.
pub(crate) fn kinds(entries: &[Entry]) -> Vec<&str> {
    let kind = |entry: &'_ Entry| entry.key.find('/').unwrap_or(entry.key.len());
    entries
        .iter()
        .map(|entry| &entry.key[..kind(entry)])
        .collect()
}

/// The 503 that tells nothing.
#[track_caller]
fn unavailable(reply: &Reply) {
    assert_eq!(
        (reply.status, &*reply.codes()),
        (503, "E008004"),
        "{reply:?}"
    );
    assert_eq!(reply.json["status"], "error");
    assert_eq!(reply.json.as_object().unwrap().len(), 3, "{reply:?}");
    assert_eq!(reply.headers["retry-after"], "1");
    assert_eq!(reply.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_fault_at_any_call_is_a_clear_503_and_leaves_nothing_half_done() {
    for request in &requests() {
        let good = scene().await;
        good.storage.heal();
        let reply = ask(&good, request).await;
        let calls = good.storage.calls();
        assert_eq!(reply.status, 200, "{request:?}: {reply:?}");
        assert!(calls > 0, "an operation without storage");
        let done = everything(&good).await;
        for (position, fault) in (0..calls).flat_map(|call| FAULTS.map(|fault| (call, fault))) {
            let what = format!("{request:?} {fault:?} at {position}");
            fails_well(request, position, fault, &done, &what).await;
        }
    }
}

async fn fails_well(request: &Request, position: usize, fault: Fault, done: &[Entry], what: &str) {
    let scene = scene().await;
    let before = everything(&scene).await;
    scene.storage.fail_once_after(position, fault);
    let reply = ask(&scene, request).await;
    let after = everything(&scene).await;
    let event = scene.world.events.last();
    scene.world.is_sound().await;
    if fault == Fault::Conflict {
        assert_eq!(reply.status, 200, "{what}: {reply:?}");
        assert_eq!(kinds(&after), kinds(done), "{what}");
        return;
    }
    unavailable(&reply);
    assert_eq!(event.outcome, Outcome::Failed, "{what}");
    assert_eq!(event.sub_status, ["E008004"], "{what}");
    let is_done = fault == Fault::UnknownAfter && after != before;
    if is_done {
        assert_eq!(kinds(&after), kinds(done), "{what}: once and whole");
    } else {
        assert_eq!(after, before, "{what}");
    }
    // An operation that was done after all may be refused the second time, but then with a clear code.
    let reply = ask(&scene, request).await;
    assert!(
        reply.status == 200 || is_done && reply.status == 403,
        "{what}: {reply:?}"
    );
    scene.storage.heal();
    scene.world.is_sound().await;
}

#[tokio::test]
async fn during_an_outage_of_storage_each_operation_answers_503_and_works_afterwards() {
    for request in &requests() {
        let scene = scene().await;
        let before = everything(&scene).await;
        scene.storage.fail_from(0, Fault::Unavailable);
        unavailable(&ask(&scene, request).await);
        let body = format!("{:?}", ask(&scene, request).await);
        for part in ["fire", "secret", "place", "disk"] {
            assert!(!body.contains(part), "{body}");
        }
        assert_eq!(everything(&scene).await, before);
        assert_eq!(ask(&scene, request).await.status, 200);
    }
}

#[tokio::test]
async fn an_operation_that_always_loses_gives_up() {
    for request in &requests() {
        let good = scene().await;
        let before = everything(&good).await;
        let reply = ask(&good, request).await;
        let changes_something = everything(&good).await != before;

        let scene = scene().await;
        scene.storage.fail_from(0, Fault::Conflict);
        let lost = ask(&scene, request).await;
        assert!(scene.storage.calls() <= 200, "{}", scene.storage.calls());
        if changes_something {
            unavailable(&lost);
            assert_eq!(everything(&scene).await, before);
        } else {
            assert_eq!(lost.status, reply.status);
        }
    }
}

#[tokio::test]
async fn a_refused_login_is_refused_alike_while_storage_works_and_unavailable_otherwise() {
    let scene = scene().await;
    for name in ["ann", "nobody", "carl"] {
        for position in 0..6 {
            let mut input = login_input(name);
            input["password"] = json!("wrong");
            scene.storage.fail_once_after(position, Fault::Unavailable);
            unavailable(&scene.world.post("/user/login", input).await);
        }
    }
}
