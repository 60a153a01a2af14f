//! How long one waits.

use std::time::Duration;

use super::{MINUTE, SECOND, STRANGE};
use crate::kit::World;

#[tokio::test]
async fn each_further_failure_doubles_the_wait_up_to_the_longest() {
    let world = World::with(|settings| {
        settings.set("throttling.window", 1_440);
    })
    .await;
    world.approved("ann").await;
    world.guesses("ann", 10).await;
    for wait in [60, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
        world.login("ann").await.waits(wait);
        world.advance(Duration::from_secs(wait));
        world.guess("ann").await.refused("E005001");
    }
    world.advance(Duration::from_secs(3_600));
    world.login("ann").await.ok();
}

#[tokio::test]
async fn a_throttled_attempt_neither_counts_nor_extends_the_wait() {
    let world = World::new().await;
    world.approved("ann").await;
    world.guesses("ann", 10).await;
    for second in 0..60 {
        world.guess("ann").await.waits(60 - second);
        world.login("ann").await.waits(60 - second);
        world.advance(SECOND);
    }
    world.guess("ann").await.refused("E005001");
    world.guess("ann").await.waits(120);
}

#[tokio::test]
async fn a_wait_ends_at_the_very_moment() {
    let world = World::new().await;
    world.approved("ann").await;
    world.guesses("ann", 10).await;
    world.advance(MINUTE - Duration::from_micros(1));
    world.login("ann").await.waits(1);
    world.advance(Duration::from_micros(1));
    world.login("ann").await.ok();
}

#[tokio::test]
async fn failures_are_forgotten_when_the_window_has_passed() {
    let world = World::new().await;
    world.approved("ann").await;
    world.guesses("ann", 5).await;
    world.advance(MINUTE * 15 - SECOND);
    world.guesses("ann", 4).await;
    world.advance(SECOND);
    world.guesses("ann", 6).await;
    world.login("ann").await.waits(60);
}

#[tokio::test]
async fn for_an_hour_after_a_wait_the_next_one_is_longer() {
    let minutes = |minutes| MINUTE * minutes;
    for (pause, next) in [
        (minutes(15), 120),
        (minutes(61) - SECOND, 120),
        (minutes(61), 60),
    ] {
        let world = World::new().await;
        world.approved("ann").await;
        world.guesses("ann", 10).await;
        world.advance(pause);
        world.guesses("ann", 10).await;
        world.login("ann").await.waits(next);
    }
}

/// A wait stays in force even if there is no attempt while it lasts.
#[tokio::test]
async fn a_wait_stays_in_force_without_attempts() {
    let mut world = World::new().await;
    let mut waited = 60;
    for _ in 0..6 {
        for source in [STRANGE, "203.0.113.2"] {
            world.comes_from(source);
            world.guesses("ann", 5).await;
        }
        world.login("ann").await.waits(waited);
        world.advance(Duration::from_secs(waited).max(MINUTE * 15));
        waited *= 2;
    }
}

#[tokio::test]
async fn after_a_wait_a_success_is_accepted_and_failures_still_count() {
    let world = World::new().await;
    world.approved("ann").await;
    world.login("ann").await.ok();
    world.guesses("ann", 10).await;
    world.advance(MINUTE);
    for _ in 0..3 {
        world.login("ann").await.ok();
    }
    world.guess("ann").await.refused("E005001");
    world.login("ann").await.waits(120);
}

#[tokio::test]
async fn other_settings_apply() {
    let world = World::with(|settings| {
        settings.set("throttling.window", 1);
        settings.set("throttling.failures_per_account", 1);
        settings.set("throttling.first_wait", 7);
        settings.set("throttling.longest_wait", 10);
    })
    .await;
    world.guesses("ann", 1).await;
    world.login("ann").await.waits(7);
    world.advance(SECOND * 7);
    world.guesses("ann", 1).await;
    world.login("ann").await.waits(10);
    world.advance(MINUTE);
    world.guesses("ann", 1).await;
    world.login("ann").await.waits(10);
}
