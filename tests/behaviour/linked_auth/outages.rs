//! Storage that fails while there are links.

use std::sync::Arc;

use serde_json::json;
use vestibule::storage::Memory;

use super::{Scene, scene_on};
use crate::kit::{Fault, Faulty, Reply, edit_user};

const FAULTS: [Fault; 4] = [
    Fault::Unavailable,
    Fault::UnknownBefore,
    Fault::UnknownAfter,
    Fault::Conflict,
];

const CALLS: usize = 12;

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

/// Each link with what leads to it, and no session without its link.
async fn is_whole(scene: &Scene) {
    let mut found = Vec::new();
    let checked = scene.world.sso.check_storage(|defect| found.push(defect));
    checked.await.unwrap();
    assert!(found.is_empty(), "{found:?}");
    let links = scene.world.keys("link/").await.len();
    assert_eq!(scene.world.keys("linked-to/").await.len(), links);
    let below = format!("session/{}/", scene.ann_id);
    assert!(scene.world.keys(&below).await.len() <= links);
}

async fn operation(scene: &Scene, number: usize) -> Reply {
    match number {
        0 => scene.link(&scene.ann_id, "pubapi").await,
        1 => scene.unlink(&scene.ann_id, "batch").await,
        _ => scene.present("batch").await,
    }
}

#[tokio::test]
async fn nothing_is_half_done_and_all_is_well_afterwards() {
    for number in 0..4 {
        for fault in FAULTS {
            for skip in 0..CALLS {
                let (scene, storage) = scene().await;
                if number == 3 {
                    scene.world.advance(20 * super::MINUTE);
                }
                storage.fail_once_after(skip, fault);
                let reply = operation(&scene, number).await;
                let is_over = storage.calls() <= skip;
                match reply.status {
                    200 => assert!(is_over || fault == Fault::Conflict, "{number} {fault:?}"),
                    503 => {}
                    other => panic!("{number} {fault:?} {skip}: {other}"),
                }
                storage.heal();
                is_whole(&scene).await;
                let again = operation(&scene, number).await;
                let is_done = reply.status == 200 || fault == Fault::UnknownAfter;
                match (number, is_done) {
                    (0 | 1, true) => assert!([200, 403].contains(&again.status)),
                    _ => assert_eq!(again.status, 200, "{number} {fault:?} {skip}"),
                }
                is_whole(&scene).await;
                if is_over {
                    break;
                }
            }
        }
    }
}
