//! Several hosts deliver from the same data.

use std::collections::BTreeSet;

use super::{MINUTE, another, deliver, delivered, failed, telling, world};
use crate::kit::{Receiver, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_two_hosts_send_the_same_message() {
    let (one, receiver) = world().await;
    let other = World::builder(|builder| {
        telling(builder, &[&receiver.url]);
        another(&one, builder);
    });
    let other = other.build().await;
    for number in 0..80 {
        one.signup(&format!("person{number}")).await.ok();
    }
    let deliver = |world: &World| {
        let sso = world.sso.clone();
        tokio::spawn(async move { sso.deliver_callbacks().await.unwrap() })
    };
    let tasks = [
        deliver(&one),
        deliver(&other),
        deliver(&one),
        deliver(&other),
    ];
    let mut total = 0;
    for task in tasks {
        let done = task.await.unwrap();
        assert_eq!(done.failed, 0);
        total += done.delivered;
    }
    assert_eq!(total, 80);
    let received = receiver.take();
    assert_eq!(received.len(), 80);
    let ids: BTreeSet<_> = received
        .iter()
        .map(|told| told.header("webhook-id"))
        .collect();
    assert_eq!(ids.len(), 80);
}

/// While the configuration changes from host to host.
#[tokio::test]
async fn a_url_that_a_host_does_not_know_is_left_to_one_that_does() {
    let (one, receiver) = world().await;
    one.signup("adam").await.ok();
    let elsewhere = Receiver::new().await;
    let other = World::builder(|builder| {
        telling(builder, &[&elsewhere.url]);
        another(&one, builder);
    });
    let other = other.build().await;
    assert_eq!(deliver(&other).await, failed(1));
    assert!(receiver.take().is_empty() && elsewhere.take().is_empty());
    one.advance(MINUTE);
    assert_eq!(deliver(&one).await, delivered(1));
    assert_eq!(receiver.take().len(), 1);
}
