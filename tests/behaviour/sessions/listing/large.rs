//! More sessions than anybody has, and larger ones.

use serde_json::json;
use vestibule::{
    storage::{Document, Storage, Write},
    types::Caller,
};

use crate::{
    kit::{caller, stored},
    sessions::{Scene, scene},
};

impl Scene {
    /// Puts documents below Ann, as they come.
    async fn plant(&self, documents: impl IntoIterator<Item = (String, String)>) {
        let writes = documents.into_iter().map(|(key, value)| {
            Write::Put(Document {
                key,
                value,
                expires_at: None,
            })
        });
        let writes = Vec::from_iter(writes);
        for some in writes.chunks(20) {
            let done = self.storage.commit(Vec::new(), some.to_vec()).await;
            done.unwrap();
        }
    }

    /// A key of a session of Ann's that nobody has a UST for.
    fn key(&self, prefix: &str, number: usize) -> String {
        format!("{prefix}/{}/{number:043}", self.ann_id)
    }
}

/// Applications that log in for every request and never out.
#[tokio::test]
async fn ten_thousand_sessions_are_listed_and_ended_like_two() {
    let scene = scene().await;
    let session = stored(&scene.storage, &format!("session/{}/", scene.ann_id)).await;
    let (session, count) = (session[0].value.clone(), 10_100);
    let planted = (0..count).map(|number| (scene.key("session", number), session.clone()));
    scene.plant(planted).await;
    assert!(scene.is_valid(&scene.ann).await);
    let first = scene.listed(1, 0).await;
    assert_eq!((first.total, first.sessions.len()), (10_000, 50));
    let last = scene.listed(200, 0).await;
    assert_eq!((last.total, last.sessions.len()), (10_000, 50));
    assert!(scene.listed(201, 0).await.sessions.is_empty());
    let end = json!({"ust": scene.ann, "all_but_current": true});
    scene.end(end).await.ok();
    assert_eq!(scene.own(&scene.ann).await.len(), 1);
    assert!(scene.is_valid(&scene.ann).await);
}

/// A page of sessions that were renewed for ever, with agents as long as they may be, is no more
/// than an instance of the component can hold.
#[tokio::test]
async fn the_longest_possible_page_fits() {
    for agent in ["x".repeat(160), "\u{1}".repeat(512)] {
        let scene = scene().await;
        for _ in 0..110 {
            let caller = Caller {
                user_agent: Some(agent.clone()),
                ..caller()
            };
            scene.world.sso.renew(&caller, &scene.ann).await.unwrap();
        }
        let value = async |prefix: &str| {
            let prefix = format!("{prefix}/{}/", scene.ann_id);
            stored(&scene.storage, &prefix).await[0].value.clone()
        };
        let (session, log) = (value("session").await, value("session-log").await);
        assert!((16_000..34_000).contains(&log.len()), "{}", log.len());
        let planted = (0..60).flat_map(|number| {
            [
                (scene.key("session", number), session.clone()),
                (scene.key("session-log", number), log.clone()),
            ]
        });
        scene.plant(planted).await;
        let reply = scene.list(json!({"ust": scene.ann})).await.ok();
        assert_eq!(reply.json["result"].as_array().unwrap().len(), 50);
        assert!(reply.bytes.len() > 500_000, "{}", reply.bytes.len());
        assert_eq!(scene.listed(1, 0).await.sessions.len(), 50);
    }
}
