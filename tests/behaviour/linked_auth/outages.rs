//! Storage that fails while a credential is used. (Links are in the table of `outages`.)

use std::sync::Arc;

use serde_json::json;
use vestibule::storage::Memory;

use super::{MINUTE, Scene, scene_on};
use crate::{
    kit::{Fault, Faulty, edit_user},
    outages::FAULTS,
};

/// With a limit of calls, and a session that was begun.
async fn scene() -> (Scene, Faulty) {
    let storage = Faulty::over(Arc::new(Memory::new()));
    let scene = scene_on(Arc::new(storage.clone()), |_| {}).await;
    scene.link(&scene.ann_id, "batch").await.ok();
    let limits = [
        ("is_rate_limit_active", json!(true)),
        ("rate_limit_def", json!("*=1000/d")),
    ];
    edit_user(&storage, &scene.ann_id, limits).await;
    scene.present("batch").await.ok();
    (scene, storage)
}

/// Whether the session is renewed by it or not.
#[tokio::test]
async fn a_call_with_a_credential_is_done_whole_or_not_at_all() {
    for (minutes, fault) in [0, 20]
        .into_iter()
        .flat_map(|minutes| FAULTS.map(|fault| (minutes, fault)))
    {
        for position in 0.. {
            let (scene, storage) = scene().await;
            scene.world.advance(minutes * MINUTE);
            storage.fail_once_after(position, fault);
            let reply = scene.present("batch").await;
            let is_over = storage.calls() <= position;
            match is_over || fault == Fault::Conflict {
                true => drop(reply.ok()),
                false => assert_eq!(reply.status, 503, "{fault:?} at {position}: {reply:?}"),
            }
            storage.heal();
            scene.world.is_sound().await;
            assert_eq!(scene.world.sessions_of(&scene.ann_id).await.len(), 1);
            scene.present("batch").await.ok();
            if is_over {
                break;
            }
        }
    }
}
