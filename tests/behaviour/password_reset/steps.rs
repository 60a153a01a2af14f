//! From the token to the new password, and all the ways that do not lead there.

use std::time::Duration;

use vestibule::types::{Caller, Outcome, SubStatus};

use super::{MINUTE, MOMENT, NEW_PASSWORD, completing, with, world};
use crate::kit::{PASSWORD, START, State, caller, rejected, set_state, user_document};

#[tokio::test]
async fn a_new_password_takes_the_place_of_the_old_one() {
    let (world, ann) = world().await;
    for state in [State::MustChangePassword, State::PasswordExpired] {
        set_state(&*world.storage, &ann, state).await;
    }
    let before = user_document(&*world.storage, &ann).await;
    world.advance(MINUTE);
    let (token, key) = world.key("ann").await;
    assert_eq!(
        world
            .events
            .take()
            .iter()
            .filter(|event| event.operation == "password_reset.exchange")
            .count(),
        1
    );
    assert_eq!(key.len(), 32);
    assert_ne!(token, key);
    let reply = world.complete(&token, &key).await.ok();
    assert_eq!(reply.json.as_object().unwrap().len(), 2, "{reply:?}");
    let event = world.events.last();
    assert_eq!(event.operation, "password_reset.complete");
    assert_eq!(
        (event.outcome, event.target.as_ref()),
        (Outcome::Ok, Some(&ann))
    );

    world.login_with("ann", PASSWORD).await.refused("E005001");
    world.login_with("ann", NEW_PASSWORD).await.ok();
    let mut after = user_document(&*world.storage, &ann).await;
    let now = (START + 60) * 1_000_000;
    assert_eq!(after["password_last_set"], now);
    assert_eq!(after["password_expiry"], now + 730 * 86_400 * 1_000_000);
    assert_eq!(after["password_must_change"], false);
    for field in [
        "password",
        "password_last_set",
        "password_expiry",
        "password_must_change",
    ] {
        after[field] = before[field].clone();
    }
    assert_eq!(after, before, "nothing else is different");
    assert!(world.keys("reset").await.is_empty());
    world.is_sound().await;
}

#[tokio::test]
async fn all_sessions_end_unless_they_are_kept() {
    for keep in [None, Some(true)] {
        let (world, ann) = with(|settings| {
            settings.set("session.keep_on_password_change", keep);
        })
        .await;
        let ben = world.member("ben").await;
        let usts = [world.ust("ann").await, world.ust("ann").await];
        let other = world.ust("ben").await;
        let (token, key) = world.key("ann").await;
        for ust in &usts {
            assert!(world.is_open(ust).await);
        }
        world.complete(&token, &key).await.ok();
        let kept = usize::from(keep.is_some()) * 2;
        let sessions = world.sessions_of(&ann).await;
        assert_eq!(sessions.len(), kept);
        for ust in &usts {
            let session = world.sso.verify(&caller(), ust).await.unwrap();
            assert_eq!(session.is_some(), keep.is_some());
        }
        assert!(world.is_open(&other).await);
        assert_eq!(world.sessions_of(&ben).await.len(), 1);
    }
}

#[tokio::test]
async fn each_secret_works_for_its_own_step_only() {
    let (world, _) = world().await;
    world.member("ben").await;
    let other = world.key("ben").await;
    let token = world.token("ann").await;
    let before = world.stored().await;

    // The token alone sets no password.
    for key in [&*token, &*other.1, &*other.0, ""] {
        world.complete(&token, key).await.refused("E010001");
    }
    assert_eq!(world.stored().await, before);
    let key = world.exchange(&token).await.ok().text("reset_key");
    let before = world.stored().await;
    // The key does not work as a token, nor the token as a key, nor those of another user.
    for text in [
        &*key,
        &*token,
        "",
        "nonsense",
        "../user/x",
        &*other.1,
        &*other.0,
    ] {
        world.exchange(text).await.refused("E010001");
    }
    for (token, key) in [
        (&*token, &*token),
        (&*key, &*token),
        (&*key, &*key),
        (&*token, &*other.1),
        (&*other.0, &*key),
        (&*token, ""),
        ("", &*key),
        ("", ""),
    ] {
        world.complete(token, key).await.refused("E010001");
    }
    for without in ["token", "reset_key"] {
        let mut input = completing(&token, &key, NEW_PASSWORD);
        input.as_object_mut().unwrap().remove(without);
        let reply = world.call("DELETE", "/password/reset", input).await;
        reply.refused("E010001");
    }
    assert_eq!(world.stored().await, before);
    world.complete(&token, &key).await.ok();
    for _ in 0..2 {
        world.complete(&token, &key).await.refused("E010001");
        world.exchange(&token).await.refused("E010001");
    }
    world.complete(&other.0, &other.1).await.ok();
}

#[tokio::test]
async fn a_token_expires_after_the_configured_time() {
    let (world, _) = with(|settings| settings.set("password_reset.valid_for", 10)).await;
    let token = world.token("ann").await;
    world.advance(10 * MINUTE);
    world.exchange(&token).await.refused("E010001");
    let token = world.token("ann").await;
    world.advance(10 * MINUTE - MOMENT);
    // The key does not outlive its token.
    let key = world.exchange(&token).await.ok().text("reset_key");
    world.advance(MOMENT);
    world.complete(&token, &key).await.refused("E010001");
}

#[tokio::test]
async fn a_key_expires_after_half_an_hour_or_the_configured_time() {
    for (setting, seconds) in [(None, 1_800), (Some(60), 60)] {
        let life = Duration::from_secs(seconds);
        let (world, _) = with(|settings| {
            settings.set("password_reset.password_change_session_duration", setting);
        })
        .await;
        let (token, key) = world.key("ann").await;
        world.advance(life);
        world.complete(&token, &key).await.refused("E010001");
        world.exchange(&token).await.refused("E010001");
        let (token, key) = world.key("ann").await;
        world.advance(life - MOMENT);
        world.complete(&token, &key).await.ok();
    }
}

#[tokio::test]
async fn the_password_has_to_fit_the_policy_and_may_be_tried_again() {
    for (inform, codes) in [
        (true, ["E003002", "E003001", "E003003", "E003002"]),
        (false, ["E005001", "E005001", "E005001", "E005001"]),
    ] {
        let (world, _) = with(|settings| settings.set("password.inform_if_invalid", inform)).await;
        let (token, key) = world.key("ann").await;
        let before = world.stored().await;
        let long = "x".repeat(257);
        for (password, code) in ["short", "my letmein text", &*long, ""].iter().zip(codes) {
            let input = completing(&token, &key, password);
            let reply = world.call("DELETE", "/password/reset", input).await;
            reply.refused(code);
            assert!(!format!("{:?}", world.events.last()).contains("letmein"));
        }
        assert_eq!(world.stored().await, before);
        // The one that was forgotten is as good as any.
        let input = completing(&token, &key, PASSWORD);
        world.call("DELETE", "/password/reset", input).await.ok();
        world.login("ann").await.ok();
    }
}

/// At the exchange and at the end alike.
#[tokio::test]
async fn a_user_not_allowed_to_log_in_cannot_reset_the_password() {
    for (state, code) in [
        (State::Locked, "E005002"),
        (State::Unconfirmed, "E005003"),
        (State::Undecided, "E005003"),
    ] {
        for informs in [true, false] {
            let (world, ann) = with(|settings| {
                settings.set("login.inform_if_locked", informs);
                settings.set("login.inform_if_not_confirmed", informs);
                settings.set("login.inform_if_not_approved", informs);
            })
            .await;
            let code = if informs { code } else { "E005001" };
            let set = |state| set_state(&*world.storage, &ann, state);
            let token = world.token("ann").await;
            set(state).await;
            world.exchange(&token).await.refused(code);
            set(state.undone()).await;
            let key = world.exchange(&token).await.ok().text("reset_key");
            set(state).await;
            world.complete(&token, &key).await.refused(code);
            set(state.undone()).await;
            world.complete(&token, &key).await.ok();
        }
    }
}

#[tokio::test]
async fn a_reset_from_an_address_that_is_not_listed_is_refused() {
    let (mut world, _) = with(|settings| {
        settings.set_address_list("ann", ["192.0.2.0/24"]);
    })
    .await;
    let (home, elsewhere) = (world.peer, "198.51.100.1:40000".parse().unwrap());
    let token = world.token("ann").await;
    world.peer = elsewhere;
    world.exchange(&token).await.refused("E005001");
    world.peer = home;
    let key = world.exchange(&token).await.ok().text("reset_key");
    world.peer = elsewhere;
    world.complete(&token, &key).await.refused("E005001");
    world.peer = home;
    world.complete(&token, &key).await.ok();
}

/// The address of a trusted client is not that of the user.
#[tokio::test]
async fn a_trusted_client_sets_a_password_for_a_user_with_an_address_list() {
    let (world, _) = with(|settings| {
        settings.set_address_list("ann", ["203.0.113.0/24"]);
    })
    .await;
    let token = world.token("ann").await;
    let trusted = Caller {
        is_trusted_client: true,
        ..caller()
    };
    let own = caller();
    let exchanged = world.sso.exchange_password_reset(&own, &token).await;
    assert_eq!(rejected(exchanged), [SubStatus::AuthNotAllowed]);
    let exchanged = world.sso.exchange_password_reset(&trusted, &token).await;
    let key = exchanged.unwrap();
    let sso = &world.sso;
    let completed = sso.complete_password_reset(&own, &token, &key, NEW_PASSWORD);
    assert_eq!(rejected(completed.await), [SubStatus::AuthNotAllowed]);
    let completed = sso.complete_password_reset(&trusted, &token, &key, NEW_PASSWORD);
    completed.await.unwrap();
}
