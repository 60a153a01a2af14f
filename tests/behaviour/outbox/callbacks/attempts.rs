//! Callbacks whose receiver refuses the message.

use std::sync::Arc;

use vestibule::storage::Memory;

use super::{DAY, MINUTE, MOMENT, dead_url, deliver, delivered, failed, telling, world};
use crate::kit::{Answer, At, Fault, Faulty, Receiver, World};

#[tokio::test]
async fn only_some_statuses_count_as_delivered() {
    for (answer, is_taken) in [
        (Answer::Status(200), true),
        (Answer::Status(202), true),
        (Answer::Status(299), true),
        (Answer::Endless, true),
        // 410 Gone: sending again is useless.
        (Answer::Status(410), true),
        (Answer::Redirect, false),
        (Answer::Status(304), false),
        (Answer::Status(400), false),
        (Answer::Status(404), false),
        (Answer::Status(500), false),
        (Answer::Status(503), false),
    ] {
        let (world, receiver) = world().await;
        world.signup("adam").await.ok();
        receiver.answers(answer);
        let expected = if is_taken { delivered(1) } else { failed(1) };
        assert_eq!(deliver(&world).await, expected, "{answer:?}");
        let paths: Vec<String> = receiver.take().into_iter().map(|told| told.path).collect();
        assert_eq!(paths, ["/told?of=sign-ups"], "{answer:?}");
        let left = usize::from(!is_taken);
        assert_eq!(world.keys("callback/").await.len(), left, "{answer:?}");
    }
}

#[tokio::test]
async fn a_message_is_repeated_after_growing_delays_with_the_same_id_and_then_parked() {
    let (world, receiver) = world().await;
    world.signup("adam").await.ok();
    receiver.answers(Answer::Status(500));
    let mut seen: Vec<(String, String, String)> = Vec::new();
    for attempt in 0..10 {
        assert_eq!(deliver(&world).await, failed(1), "attempt {attempt}");
        for told in receiver.take() {
            let header = |name| told.header(name).to_owned();
            seen.push((
                header("webhook-id"),
                header("webhook-timestamp"),
                header("webhook-signature"),
            ));
        }
        if attempt < 9 {
            world.advance(MINUTE * 2_u32.pow(attempt) - MOMENT);
            assert_eq!(deliver(&world).await, delivered(0));
            world.advance(MOMENT);
        }
    }
    assert_eq!(seen.len(), 10);
    assert!(seen.windows(2).all(|two| two[0].0 == two[1].0), "{seen:?}");
    assert!(seen.windows(2).all(|two| two[0].1 < two[1].1), "{seen:?}");
    assert!(seen.windows(2).all(|two| two[0].2 != two[1].2), "{seen:?}");
    receiver.answers(Answer::Status(200));
    for _ in 0..6 {
        world.advance(DAY);
        assert_eq!(deliver(&world).await, delivered(0));
    }
    assert_eq!(
        world.keys("callback/").await.len(),
        1,
        "for an operator to see"
    );
    world.advance(DAY);
    world.sso.sweep().await.unwrap();
    assert!(world.keys("callback/").await.is_empty());
}

#[tokio::test]
async fn an_unreachable_callback_delays_no_sign_up_and_no_other_callback() {
    let (alive, dead) = (Receiver::new().await, dead_url().await);
    let world = World::builder(|builder| telling(builder, &[&dead, &alive.url]));
    let world = world.build().await;
    for name in ["adam", "berta", "cesar"] {
        world.signup(name).await.ok();
    }
    let done = deliver(&world).await;
    assert_eq!((done.delivered, done.failed), (3, 3));
    assert_eq!(alive.take().len(), 3);
    assert_eq!(world.keys("callback/").await.len(), 3);
}

/// Time is stopped, except for the awaited operation.
#[tokio::test]
async fn a_receiver_that_does_not_answer_times_out() {
    let (world, receiver) = world().await;
    world.signup("adam").await.ok();
    receiver.answers(Answer::Never);
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    assert_eq!(deliver(&world).await, failed(1));
    assert!(began.elapsed() < MINUTE, "{:?}", began.elapsed());
    tokio::time::resume();
    receiver.answers(Answer::Status(200));
    world.advance(MINUTE);
    assert_eq!(deliver(&world).await, delivered(1));
}

/// It is sent, and the host dies before it can say so.
#[tokio::test]
async fn a_callback_claimed_by_a_crashed_host_is_sent_again() {
    let storage = Faulty::over(Arc::new(Memory::new()));
    let receiver = Receiver::new().await;
    let world = World::builder(|builder| {
        telling(builder, &[&receiver.url]);
        builder.storage = Arc::new(storage.clone());
    });
    let world = world.build().await;
    world.signup("adam").await.ok();
    storage.fail_from_at(At::Deleting("callback/"), Fault::Unavailable);
    world.sso.deliver_callbacks().await.unwrap_err();
    storage.heal();
    world.advance(MINUTE - MOMENT);
    assert_eq!(deliver(&world).await, delivered(0));
    world.advance(MOMENT);
    assert_eq!(deliver(&world).await, delivered(1));
    let ids: Vec<_> = receiver.take();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0].header("webhook-id"), ids[1].header("webhook-id"));
    assert_eq!(ids[0].body, ids[1].body);
}
