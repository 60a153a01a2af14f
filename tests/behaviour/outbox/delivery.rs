//! Claiming messages, and what becomes of them.

use std::{collections::BTreeSet, time::Duration};

use super::{DAY, MINUTE, MOMENT, SECOND, claim, signed_up, usernames, with_mail};
use crate::kit::{OPERATOR, World, caller, gated};

#[tokio::test]
async fn the_oldest_are_claimed_first_and_as_many_as_asked_for() {
    let world = signed_up(&["adam", "berta", "cesar"]).await;
    assert_eq!(usernames(&claim(&world, 2, 60).await), ["adam", "berta"]);
    assert_eq!(usernames(&claim(&world, 2, 60).await), ["cesar"]);
    assert!(claim(&world, 2, 60).await.is_empty());
}

#[tokio::test]
async fn a_claimed_message_is_not_claimed_again_until_the_lease_ends() {
    let world = signed_up(&["adam"]).await;
    let first = claim(&world, 10, 60).await;
    world.advance(MINUTE - MOMENT);
    assert!(claim(&world, 10, 60).await.is_empty());
    world.advance(MOMENT);
    let second = claim(&world, 10, 60).await;
    assert_eq!(usernames(&second), ["adam"]);
    assert_ne!(first[0].claim, second[0].claim);
    assert_eq!(second[0].attempts, 0, "nobody said that it failed");
}

#[tokio::test]
async fn limit_and_lease_have_bounds() {
    let world = signed_up(&["adam", "berta"]).await;
    assert_eq!(claim(&world, 0, 0).await.len(), 1, "at least one");
    world.advance(SECOND);
    let hour = Duration::from_secs(3_600);
    assert_eq!(claim(&world, u32::MAX, u32::MAX).await.len(), 2);
    world.advance(hour - MOMENT);
    assert!(world.mails().await.is_empty());
    world.advance(MOMENT);
    assert_eq!(world.mails().await.len(), 2);
}

/// A commit has 700,000 bytes at most. The longest message is a rejection with its reason.
#[tokio::test]
async fn fewer_long_messages_are_claimed_at_once_and_none_is_skipped() {
    let world = World::with(|settings| {
        with_mail(settings);
        settings.set("signup.email_confirm_enabled", false);
    })
    .await;
    let reason = "\u{1}".repeat(2_000);
    for number in 0..45 {
        let user_id = world.confirmed(&format!("adam{number}")).await;
        let caller = caller();
        let rejected = world
            .sso
            .reject(&caller, &OPERATOR, &user_id, Some(&reason));
        rejected.await.unwrap();
    }
    let mut claimed = BTreeSet::new();
    for is_all in [false, true] {
        let mails = claim(&world, 50, 60).await;
        claimed.extend(mails.into_iter().map(|mail| mail.username));
        assert_eq!(claimed.len() == 45, is_all, "{}", claimed.len());
    }
    assert!(claim(&world, 50, 60).await.is_empty());
}

#[tokio::test]
async fn a_message_that_is_done_is_deleted() {
    let world = signed_up(&["adam"]).await;
    let mail = claim(&world, 1, 60).await.remove(0);
    world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
    assert!(world.keys("outbox/").await.is_empty());
    world.advance(DAY);
    assert!(world.mails().await.is_empty());
    // Confirming the delivery twice is not an error.
    world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
    world
        .sso
        .message_failed(&mail.id, &mail.claim)
        .await
        .unwrap();
}

#[tokio::test]
async fn only_the_holder_of_the_claim_decides() {
    let world = signed_up(&["adam"]).await;
    let old = claim(&world, 1, 60).await.remove(0);
    world.advance(MINUTE);
    let new = claim(&world, 1, 60).await.remove(0);
    let before = world.stored().await;
    let strangers = [
        (&*old.id, &*old.claim),
        (&new.id, &old.claim),
        (&old.id, &new.claim),
        (&new.id, ""),
        ("", &new.claim),
        ("../user/x", &new.claim),
    ];
    for (id, claim) in strangers {
        world.sso.message_done(id, claim).await.unwrap();
        world.sso.message_failed(id, claim).await.unwrap();
        assert_eq!(world.stored().await, before, "{id} {claim}");
    }
    world.sso.message_done(&new.id, &new.claim).await.unwrap();
    assert!(world.keys("outbox/").await.is_empty());
}

#[tokio::test]
async fn a_failed_message_is_due_again_after_a_growing_delay_and_then_parked() {
    let world = signed_up(&["adam"]).await;
    for attempt in 0..9 {
        let mail = claim(&world, 1, 60).await.remove(0);
        assert_eq!(mail.attempts, attempt);
        world
            .sso
            .message_failed(&mail.id, &mail.claim)
            .await
            .unwrap();
        let delay = MINUTE * 2_u32.pow(attempt);
        world.advance(delay - MOMENT);
        assert!(world.mails().await.is_empty(), "attempt {attempt}");
        world.advance(MOMENT);
    }
    let mail = claim(&world, 1, 60).await.remove(0);
    assert_eq!(mail.attempts, 9);
    world
        .sso
        .message_failed(&mail.id, &mail.claim)
        .await
        .unwrap();
    for _ in 0..6 {
        world.advance(DAY);
        assert!(world.mails().await.is_empty());
    }
    assert_eq!(
        world.keys("outbox/").await.len(),
        1,
        "for an operator to see"
    );
    world.advance(DAY);
    assert!(world.mails().await.is_empty());
    world.sso.sweep().await.unwrap();
    assert!(world.keys("outbox/").await.is_empty());
}

#[tokio::test]
async fn a_message_waits_for_seven_days() {
    let world = World::with(with_mail).await;
    world.signup("adam").await.ok();
    world.advance(7 * DAY - MOMENT);
    assert_eq!(usernames(&claim(&world, 1, 1).await), ["adam"]);
    world.advance(MOMENT);
    assert!(claim(&world, 1, 1).await.is_empty());
    world.advance(SECOND);
    assert!(claim(&world, 1, 1).await.is_empty());
    world.sso.sweep().await.unwrap();
    assert!(world.keys("outbox/").await.is_empty());
}

#[tokio::test]
async fn a_message_ends_with_its_token_or_after_seven_days() {
    for (minutes, days) in [(10, 0), (30 * 24 * 60, 7)] {
        let world = World::with(|settings| {
            with_mail(settings);
            settings.set("signup.confirm_valid_for", minutes);
        })
        .await;
        world.signup("adam").await.ok();
        let life = if days == 0 {
            MINUTE * minutes
        } else {
            DAY * days
        };
        world.advance(life);
        assert!(world.mails().await.is_empty());
        world.sso.sweep().await.unwrap();
        assert!(world.keys("outbox/").await.is_empty());
    }
}

/// Expired ones are swept some time later; until then they are as good as gone.
#[tokio::test]
async fn expired_messages_do_not_block_later_ones() {
    let world = signed_up(&["adam", "berta"]).await;
    world.advance(7 * DAY);
    world.signup("cesar").await.ok();
    assert_eq!(usernames(&claim(&world, 1, 60).await), ["cesar"]);
}

#[tokio::test]
async fn a_claim_that_is_overtaken_by_another_gets_nothing() {
    let (gate, world) = gated(|builder| with_mail(&mut builder.settings)).await;
    world.signup("adam").await.ok();
    let sso = world.sso.clone();
    let slow = async move { sso.claim_messages(10, 60).await.unwrap() };
    let fast = async {
        assert_eq!(usernames(&claim(&world, 10, 60).await), ["adam"]);
    };
    let overtaken = gate.overtake(slow, "outbox/", fast).await;
    assert!(overtaken.is_empty());
    assert_eq!(world.keys("outbox/").await.len(), 1);
}
