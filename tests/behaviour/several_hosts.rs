//! Several hosts on the same data.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::storage::{Memory, Storage};

use crate::kit::{World, caller, edit_user};

const HOUR: Duration = Duration::from_secs(3_600);

/// A host of many: the same data, clock and key.
async fn host(storage: &Arc<dyn Storage>, first: Option<&World>) -> World {
    let world = World::builder(|builder| {
        builder.storage = Arc::clone(storage);
        if let Some(first) = first {
            builder.clock = first.clock.clone();
            builder.seed = 2;
        }
    });
    world.build().await
}

#[tokio::test]
async fn what_one_host_ends_the_other_refuses_at_once() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let one = host(&storage, None).await;
    let other = host(&storage, Some(&one)).await;
    let user_id = one.approved("ann").await;
    let (first, second) = (one.ust("ann").await, other.ust("ann").await);
    for world in [&one, &other] {
        for ust in [&first, &second] {
            assert!(world.sso.verify(&caller(), ust).await.unwrap().is_some());
        }
    }
    other.sso.logout(&caller(), &first).await.unwrap();
    assert!(one.sso.verify(&caller(), &first).await.unwrap().is_none());
    one.advance(HOUR / 2);
    other.sso.renew(&caller(), &second).await.unwrap();
    one.advance(HOUR / 2);
    assert!(one.sso.verify(&caller(), &second).await.unwrap().is_some());
    edit_user(&*storage, &user_id, [("is_locked", json!(true))]).await;
    for world in [&one, &other] {
        let found = world.sso.verify(&caller(), &second).await.unwrap();
        assert!(found.is_none());
    }
}
