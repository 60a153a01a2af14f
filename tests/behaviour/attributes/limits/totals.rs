//! How many there can be, and about whom.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::types::{Authority, SubStatus};

use super::{AT_ONCE, VALUES, max_value, numbered, text_of};
use crate::{
    attributes::{SIDES, Scene, Side, input, scene},
    kit::{caller, rejected},
};

fn most(side: Side) -> usize {
    match side {
        Side::User => 1_000,
        Side::Session => 80,
    }
}

impl Scene {
    async fn filled(&self, side: Side) {
        for from in (0..most(side)).step_by(40) {
            self.typed(side, &numbered(from, from + 40)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn one_call_is_about_at_most_10_users() {
    let scene = scene().await;
    let mut inputs = vec![input("a", "1")];
    for number in 0..10 {
        let user_id = scene.world.approved(&format!("many{number}")).await;
        let mut others = input("a", "1");
        others.user_id = Some(user_id);
        inputs.push(others);
    }
    let before = scene.world.stored().await;
    let (caller, owner) = (caller(), Side::User.owner(&scene.ann));
    let sso = &scene.world.sso;
    let boss = Authority::Session(scene.boss.clone());
    let refused = sso.create_attributes(&caller, &boss, &owner, &inputs).await;
    assert_eq!(rejected(refused), [SubStatus::CommonInvalidInput]);
    assert_eq!(scene.world.stored().await, before);
    let made = sso.create_attributes(&caller, &boss, &owner, &inputs[1..]);
    made.await.unwrap();
}

#[tokio::test]
async fn the_number_of_attributes_is_limited() {
    for side in SIDES {
        let scene = scene().await;
        scene.filled(side).await;
        let before = scene.names(side).await.len();
        assert_eq!(before, most(side));
        for _ in 0..2 {
            scene
                .create(side, json!({"name": "one more"}))
                .await
                .refused("E008002");
            scene
                .set(side, json!({"name": "one more"}))
                .await
                .refused("E008002");
        }
        assert_eq!(scene.names(side).await.len(), before);
        scene
            .replaced(side, json!({"name": "n0000", "value": 2}))
            .await;
        scene
            .create(side, json!({"name": "n0000"}))
            .await
            .refused("E009001");

        // As many as are removed may come again.
        scene
            .removed(side, json!({"data": ["n0001", "n0002"]}))
            .await;
        let three = json!({"data": [{"name": "a"}, {"name": "b"}, {"name": "c"}]});
        scene.create(side, three).await.refused("E008002");
        scene
            .made(side, json!({"data": [{"name": "a"}, {"name": "b"}]}))
            .await;
        scene
            .create(side, json!({"name": "c"}))
            .await
            .refused("E008002");
        assert_eq!(scene.names(side).await.len(), most(side));
    }
}

#[tokio::test]
async fn expired_attributes_do_not_count() {
    let scene = scene().await;
    let mut short = numbered(0, 80);
    for input in &mut short[10..] {
        input.expiration = Some(10);
    }
    for some in short.chunks(40) {
        scene.typed(Side::Session, some).await.unwrap();
    }
    scene
        .create(Side::Session, json!({"name": "a"}))
        .await
        .refused("E008002");
    scene.world.advance(Duration::from_secs(10));
    for some in numbered(100, 170).chunks(40) {
        scene.typed(Side::Session, some).await.unwrap();
    }
    scene
        .create(Side::Session, json!({"name": "a"}))
        .await
        .refused("E008002");
    assert_eq!(scene.names(Side::Session).await.len(), 80);
    // Those that were not swept yet and those that are alive are renewed or left alone.
    scene.world.sso.renew(&caller(), &scene.ann).await.unwrap();
    assert_eq!(scene.names(Side::Session).await.len(), 80);
}

/// The most there can be, in every operation that meets it all.
#[tokio::test]
async fn the_largest_possible_documents_fit_into_the_store() {
    for side in SIDES {
        let scene = scene().await;
        let text = text_of(max_value(side));
        let mut all = Vec::new();
        for number in 0..80 {
            let mut large = input(&format!("l{number:02}"), &text);
            large.encrypt = Some(true);
            all.push(large.name.clone());
            scene.typed(side, &[large]).await.unwrap();
        }
        scene.world.advance(Duration::from_secs(60));
        scene.world.sso.renew(&caller(), &scene.ann).await.unwrap();
        for some in all.chunks(VALUES / max_value(side)) {
            let each = some.iter().map(|name| json!({"name": name}));
            let end = json!({"data": each.collect::<Value>(), "expiration": 3_000});
            scene.changed(side, end).await;
        }
        assert_eq!(scene.names(side).await.len(), 80);
        for some in all.chunks(AT_ONCE) {
            let asked = json!({"data": some});
            let reply = scene.call(side, "GET", "/exists", asked.clone()).await;
            reply.ok();
            if some.len() == AT_ONCE {
                let reply = scene.call(side, "GET", "", asked).await;
                reply.refused("E008002");
            }
        }
        let mut found = Vec::new();
        let documents = scene
            .world
            .sso
            .check_storage(|defect| found.push(defect))
            .await;
        assert!(documents.unwrap() > 80 && found.is_empty(), "{found:?}");
        for some in all.chunks(AT_ONCE) {
            scene.removed(side, json!({"data": some})).await;
        }
    }
}
