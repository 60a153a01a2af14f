//! Storage that fails at each of its calls: a clear 503, all or nothing, and all is well when it
//! is back.

use serde_json::{Value, json};

use super::{SIDES, Scene, Side, scene};
use crate::kit::{Fault, Reply};

const OPERATIONS: [(&str, &str); 9] = [
    ("POST", ""),
    ("PATCH", ""),
    ("PUT", ""),
    ("DELETE", ""),
    ("GET", ""),
    ("GET", "/exists"),
    ("GET", "/names"),
    ("POST", "encrypted"),
    ("RENEW", ""),
];

impl Scene {
    async fn run(&self, side: Side, (method, rest): (&str, &str)) -> Reply {
        let names = match (method, rest) {
            ("POST", _) => ["x", "y"],
            _ => ["a", "b"],
        };
        let element = |name: &str| json!({"name": name, "value": 1});
        let data: Value = names.into_iter().map(element).collect();
        match (method, rest) {
            ("RENEW", _) => {
                let input = json!({"ust": self.ann, "current_app": "CRM"});
                self.world.call("PATCH", "/user/session", input).await
            }
            // Encrypted, so that the note of the keys is read as well.
            (_, "encrypted") => {
                self.call(side, method, "", json!({"data": data, "encrypt": true}))
                    .await
            }
            _ => self.call(side, method, rest, json!({"data": data})).await,
        }
    }
}

/// With two attributes that are there; time passes, so that a renewal changes them.
async fn prepared(side: Side) -> Scene {
    let scene = scene().await;
    let data = json!([{"name": "a", "value": 0}, {"name": "b", "value": 0, "encrypt": true}]);
    scene.create(side, json!({"data": data})).await.ok();
    scene.world.advance(std::time::Duration::from_secs(60));
    scene
}

#[tokio::test]
async fn a_fault_at_any_call_leaves_nothing_half_done() {
    for side in SIDES {
        for operation in OPERATIONS {
            let good = prepared(side).await;
            good.storage.heal();
            good.run(side, operation).await.ok();
            let calls = good.storage.calls();
            let done = good.world.stored().await.len();
            for position in 0..calls {
                for fault in [
                    Fault::Unavailable,
                    Fault::UnknownBefore,
                    Fault::UnknownAfter,
                    Fault::Conflict,
                ] {
                    let what = format!("{side:?} {operation:?} {fault:?} at {position}");
                    let scene = prepared(side).await;
                    let before = scene.world.stored().await;
                    scene.storage.fail_once_after(position, fault);
                    let reply = scene.run(side, operation).await;
                    scene.storage.heal();
                    let after = scene.world.stored().await;
                    if fault == Fault::Conflict {
                        assert_eq!(reply.status, 200, "{what}: {reply:?}");
                        assert_eq!(after.len(), done, "{what}");
                        continue;
                    }
                    assert_eq!((reply.status, &*reply.codes()), (503, "E008004"), "{what}");
                    if after != before {
                        assert_eq!(fault, Fault::UnknownAfter, "{what}");
                        assert_eq!(after.len(), done, "{what}");
                    }
                }
            }
        }
    }
}
