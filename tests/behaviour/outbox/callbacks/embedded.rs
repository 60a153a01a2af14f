//! An embedder's own callback, in Rust.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use serde_json::Value;
use tokio::{
    sync::{Notify, oneshot},
    time::timeout,
};
use vestibule::{SignupCallback, types::Callback};

use super::{MINUTE, another, deliver, delivered, failed, telling};
use crate::kit::{Receiver, World};

/// Long enough for anything; only a failing test meets it.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Own {
    heard: Mutex<Vec<Callback>>,
    refuses: AtomicBool,
    something_came: Notify,
}

#[async_trait]
impl SignupCallback for Own {
    async fn signed_up(&self, callback: &Callback) -> anyhow::Result<()> {
        self.heard.lock().unwrap().push(callback.clone());
        self.something_came.notify_one();
        anyhow::ensure!(!self.refuses.load(Ordering::SeqCst), "not now");
        Ok(())
    }
}

async fn world() -> (World, Arc<Own>) {
    let own = Arc::new(Own::default());
    let world = World::builder(|builder| builder.callback = Some(own.clone()));
    (world.build().await, own)
}

#[tokio::test]
async fn the_embedded_callback_receives_each_sign_up() {
    let (world, own) = world().await;
    world.signup("adam").await.ok();
    let user_id = world.last_target();
    assert!(own.heard.lock().unwrap().is_empty());
    assert_eq!(deliver(&world).await, delivered(1));
    let heard = own.heard.lock().unwrap().clone();
    assert_eq!((heard.len(), &heard[0].url), (1, &None));
    let body: Value = serde_json::from_str(&heard[0].body).unwrap();
    assert_eq!(body["type"], "user.signup");
    assert_eq!(body["data"]["user_id"], *user_id);
}

#[tokio::test]
async fn a_callback_that_fails_is_delivered_again() {
    let (world, own) = world().await;
    world.signup("adam").await.ok();
    own.refuses.store(true, Ordering::SeqCst);
    assert_eq!(deliver(&world).await, failed(1));
    own.refuses.store(false, Ordering::SeqCst);
    world.advance(MINUTE);
    assert_eq!(deliver(&world).await, delivered(1));
    let heard = own.heard.lock().unwrap();
    assert_eq!(heard[0].message_id, heard[1].message_id);
    assert_eq!((heard[0].attempts, heard[1].attempts), (0, 1));
}

#[tokio::test]
async fn callback_urls_receive_sign_ups_as_well() {
    let (own, receiver) = (Arc::new(Own::default()), Receiver::new().await);
    let world = World::builder(|builder| {
        telling(builder, &[&receiver.url]);
        builder.callback = Some(own.clone());
    });
    let world = world.build().await;
    world.signup("adam").await.ok();
    assert_eq!(deliver(&world).await, delivered(2));
    assert_eq!(
        (own.heard.lock().unwrap().len(), receiver.take().len()),
        (1, 1)
    );
}

#[tokio::test]
async fn a_host_without_the_callback_leaves_its_message_to_a_host_with_it() {
    let (with, own) = world().await;
    with.signup("adam").await.ok();
    let without = World::builder(|builder| another(&with, builder))
        .build()
        .await;
    assert_eq!(deliver(&without).await, failed(1));
    with.advance(MINUTE);
    assert_eq!(deliver(&with).await, delivered(1));
    assert_eq!(own.heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn delivery_continues_until_it_is_stopped() {
    let (world, own) = world().await;
    for name in ["adam", "berta"] {
        world.signup(name).await.ok();
    }
    let (stop, told) = oneshot::channel::<()>();
    let sso = world.sso.clone();
    let delivering = tokio::spawn(async move {
        sso.deliver_callbacks_until(async { told.await.unwrap() })
            .await;
    });
    let came = timeout(PATIENCE, own.something_came.notified()).await;
    came.expect("nothing is delivered");
    stop.send(()).unwrap();
    delivering.await.unwrap();
    assert_eq!(own.heard.lock().unwrap().len(), 2);
    assert!(
        world.keys("callback/").await.is_empty(),
        "what had begun was finished"
    );
}

#[tokio::test]
async fn without_callbacks_delivery_does_nothing_until_it_is_stopped() {
    let world = World::new().await;
    let events = world.events.all().len();
    let (stop, told) = oneshot::channel::<()>();
    let sso = world.sso.clone();
    let delivering = tokio::spawn(async move {
        sso.deliver_callbacks_until(async { told.await.unwrap() })
            .await;
    });
    tokio::task::yield_now().await;
    stop.send(()).unwrap();
    delivering.await.unwrap();
    assert_eq!(world.events.all().len(), events);
}
