//! Failures are counted for the account: first the source has to wait, then all unknown sources.

use serde_json::json;
use vestibule::types::Outcome;

use super::{DAY, MINUTE, STRANGE};
use crate::kit::{Company, NEW_PASSWORD, PASSWORD, World, caller};

#[tokio::test]
async fn after_ten_failures_a_source_waits_even_with_the_right_password() {
    let world = World::new().await;
    world.approved("ann").await;
    world.guesses("ann", 10).await;
    world.guess("ann").await.waits(60);
    world.login("ann").await.waits(60);
    let event = world.events.last();
    assert_eq!(event.outcome, Outcome::Refused);
    assert_eq!(event.detail("reason"), Some("too many attempts"));
    world.advance(MINUTE);
    world.login("ann").await.ok();
}

#[tokio::test]
async fn an_account_that_does_not_exist_waits_just_the_same() {
    for name in ["nobody", "", &"x".repeat(2_000)] {
        let world = World::new().await;
        world.guesses(name, 10).await;
        world.login(name).await.waits(60);
    }
}

#[tokio::test]
async fn successes_never_count() {
    let world = World::new().await;
    world.approved("ann").await;
    world.guesses("ann", 9).await;
    for _ in 0..20 {
        world.login("ann").await.ok();
    }
    // From then on the source is known, and counted apart.
    world.guesses("ann", 10).await;
    world.login("ann").await.waits(60);
}

#[tokio::test]
async fn a_session_is_never_touched() {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    world.guesses("ann", 10).await;
    world.login("ann").await.waits(60);
    assert!(world.is_open(&ust).await);
    world.sso.renew(&caller(), &ust).await.unwrap();
}

#[tokio::test]
async fn a_username_is_counted_however_it_is_spelled() {
    let world = World::new().await;
    world.approved("straße").await;
    for name in ["straße", "STRASSE", "Strasse", "ＳＴＲＡẞＥ", "strasse"] {
        world.guesses(name, 2).await;
    }
    for name in ["StraSSe", "straße"] {
        world.login(name).await.waits(60);
    }
}

#[tokio::test]
async fn one_source_makes_only_itself_wait() {
    let mut world = World::new().await;
    world.approved("ann").await;
    world.guesses("ann", 10).await;
    world.login("ann").await.waits(60);
    world.comes_from(STRANGE);
    world.login("ann").await.ok();
}

#[tokio::test]
async fn failures_from_several_sources_make_all_unknown_sources_wait() {
    for share in [[5, 5], [9, 1], [10, 1]] {
        let mut world = World::new().await;
        world.approved("ann").await;
        for (source, failures) in ["203.0.113.1", "203.0.113.2"].into_iter().zip(share) {
            world.comes_from(source);
            world.guesses("ann", failures).await;
        }
        for source in ["203.0.113.1", "203.0.113.2", STRANGE] {
            world.comes_from(source);
            world.login("ann").await.waits(60);
        }
        world.approved("ben").await;
        world.login("ben").await.ok();
        world.advance(MINUTE);
        world.login("ann").await.ok();
    }
}

#[tokio::test]
async fn the_owner_is_not_locked_out_by_others() {
    let mut world = World::new().await;
    world.approved("ann").await;
    world.login("ann").await.ok();
    let home = world.peer.ip().to_string();
    for source in ["203.0.113.1", "203.0.113.2"] {
        world.comes_from(source);
        world.guesses("ann", 5).await;
    }
    world.comes_from(STRANGE);
    world.login("ann").await.waits(60);
    world.comes_from(&home);
    world.login("ann").await.ok();

    // Only the owner's own failures count.
    world.guesses("ann", 9).await;
    world.login("ann").await.ok();
    world.guesses("ann", 1).await;
    world.login("ann").await.waits(60);
}

#[tokio::test]
async fn a_source_is_known_for_90_days_after_its_last_login() {
    for (days, is_known) in [(89, true), (90, false)] {
        let mut world = World::new().await;
        world.approved("ann").await;
        world.login("ann").await.ok();
        world.advance(DAY * 30);
        world.login("ann").await.ok();
        world.advance(DAY * days);
        let home = world.peer.ip().to_string();
        for source in ["203.0.113.1", "203.0.113.2"] {
            world.comes_from(source);
            world.guesses("ann", 5).await;
        }
        world.comes_from(&home);
        let reply = world.login("ann").await;
        match is_known {
            true => drop(reply.ok()),
            false => reply.waits(60),
        }
    }
}

#[tokio::test]
async fn zero_switches_the_limit_off() {
    let world = World::with(|settings| {
        settings.set("throttling.failures_per_account", 0);
        settings.set("throttling.failures_per_source", 0);
    })
    .await;
    world.approved("ann").await;
    world.guesses("ann", 120).await;
    world.login("ann").await.ok();
    let keys = world.keys("").await;
    let is_counted = |key: &&String| {
        let kinds = ["attempt/account", "attempt/source", "known-source"];
        kinds.iter().any(|kind| key.starts_with(kind))
    };
    assert_eq!(keys.iter().find(is_counted), None);
}

/// The holder of a session cannot guess the password with it, even if the username changes meanwhile.
#[tokio::test]
async fn a_wrong_old_password_of_a_change_is_a_failure() {
    let company = Company::with(|builder| {
        builder.settings.set("throttling.failures_per_account", 3);
    })
    .await;
    let change = |old: &str| {
        let members = json!({"old_password": old, "new_password": NEW_PASSWORD});
        company.ask(&company.ann, "PATCH", "/user/password", members)
    };
    for name in ["anna", "annie", "ann"] {
        change("wrong").await.refused("E005001");
        let members = json!({"username": name});
        company.ask(&company.ann, "PATCH", "/user", members).await;
    }
    change(PASSWORD).await.waits(60);
}
