//! The TOTP code: checked after the password, and before any other reason is disclosed.

use serde_json::json;

use super::{STEP, ann, code, code_at, log_in};
use crate::kit::{State, World, caller, edit_user, set_state, stored};

#[tokio::test]
async fn only_the_current_code_is_accepted() {
    let world = World::new().await;
    let (user_id, key) = ann(&world).await;
    for wrong in [
        "000000",
        "12345",
        "1234567",
        "abcdef",
        "+12345",
        "１２３４５６",
    ] {
        log_in(&world, wrong, json!({})).await.refused("E005001");
        let detail = world.events.last().detail("reason").unwrap().to_owned();
        assert!(detail.contains("TOTP"), "{detail}");
    }
    assert!(stored(&*world.storage, "session/").await.is_empty());
    let right = code(&world, &key);
    let reply = log_in(&world, &right, json!({})).await.ok();
    let session = world.sso.verify(&caller(), &reply.text("ust")).await;
    assert_eq!(session.unwrap().unwrap().user_id, user_id);
}

#[tokio::test]
async fn white_space_in_a_code_is_ignored() {
    let world = World::new().await;
    let (_, key) = ann(&world).await;
    let right = code(&world, &key);
    let (one, other) = right.split_at(3);
    let spaced = format!(" {one} {other}\n");
    log_in(&world, &spaced, json!({})).await.ok();
}

#[tokio::test]
async fn a_code_may_be_sent_as_a_number() {
    let world = World::new().await;
    let (_, key) = ann(&world).await;
    while code(&world, &key).starts_with('0') {
        world.advance(STEP);
    }
    let number: u32 = code(&world, &key).parse().unwrap();
    log_in(&world, "", json!({"totp_code": number})).await.ok();
}

#[tokio::test]
async fn the_switch_decides_the_answer_to_a_missing_code() {
    for (is_told, told) in [(true, "E005008"), (false, "E005001")] {
        let world =
            World::with(|settings| settings.set("login.inform_if_totp_missing", is_told)).await;
        ann(&world).await;
        world.login("ann").await.refused(told);
        for empty in [json!(""), json!(null), json!("  ")] {
            let reply = log_in(&world, "", json!({"totp_code": empty})).await;
            reply.refused(told);
            assert_eq!(world.events.last().sub_status, ["E005008"]);
            assert!(world.keys("session/").await.is_empty(), "half a login");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_reveals_nothing_about_codes() {
    let world = World::new().await;
    let (_, key) = ann(&world).await;
    let wrong = json!({"password": "wrong"});
    log_in(&world, "", wrong.clone()).await.refused("E005001");
    assert_eq!(world.events.last().sub_status, ["E005001"]);
    let right = code(&world, &key);
    log_in(&world, &right, wrong).await.refused("E005001");
    // A code that came with a wrong password is not used up.
    log_in(&world, &right, json!({})).await.ok();
}

#[tokio::test]
async fn a_missing_code_hides_all_other_refusals() {
    let world = World::new().await;
    let (user_id, key) = ann(&world).await;
    for state in [State::Locked, State::MustChangePassword] {
        set_state(&*world.storage, &user_id, state).await;
    }
    let erp = json!({"current_app": "ERP"});
    log_in(&world, "", erp.clone()).await.refused("E005008");
    log_in(&world, "000000", erp.clone())
        .await
        .refused("E005001");
    let right = code(&world, &key);
    log_in(&world, &right, erp).await.refused("E004001");
    log_in(&world, &right, json!({})).await.refused("E005002");
    set_state(&*world.storage, &user_id, State::Unlocked).await;

    // A password is changed only by who has the code.
    let new_password = json!({"new_password": "quite another long text"});
    log_in(&world, "", new_password.clone())
        .await
        .refused("E005008");
    log_in(&world, "000000", new_password.clone())
        .await
        .refused("E005001");
    log_in(&world, &right, json!({})).await.refused("E003007");
    log_in(&world, &right, new_password).await.ok();
}

#[tokio::test]
async fn without_totp_no_code_is_needed() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    super::key_of(&world, &user_id).await;
    world.login("ann").await.ok();
    log_in(&world, "000000", json!({})).await.ok();
}

#[tokio::test]
async fn neighbouring_steps_are_accepted_within_the_configured_tolerance() {
    for (tolerance, accepted) in [(None, -1..=1), (Some(0), 0..=0), (Some(3), -3..=3)] {
        for steps in -5..=5_i64 {
            let world =
                World::with(|settings| settings.set("login.totp_tolerance", tolerance)).await;
            let (_, key) = ann(&world).await;
            let then = code_at(&world, &key, steps * 30);
            let reply = log_in(&world, &then, json!({})).await;
            match accepted.contains(&steps) {
                true => drop(reply.ok()),
                false => drop(reply.refused("E005001")),
            }
        }
    }
}

#[tokio::test]
async fn a_step_ends_at_the_very_second() {
    let world = World::with(|settings| settings.set("login.totp_tolerance", 0)).await;
    let (_, key) = ann(&world).await;
    let now = code(&world, &key);
    world.advance(STEP - std::time::Duration::from_micros(1));
    assert_eq!(code(&world, &key), now);
    log_in(&world, &now, json!({})).await.ok();
    world.advance(STEP);
    let old = code_at(&world, &key, -30);
    log_in(&world, &old, json!({})).await.refused("E005001");
}

/// As after a failed import: an account that needs a code and has no key cannot log in.
#[tokio::test]
async fn an_account_that_needs_a_code_and_has_no_key_is_refused() {
    let world = World::new().await;
    let (user_id, key) = ann(&world).await;
    let right = code(&world, &key);
    edit_user(&*world.storage, &user_id, [("totp_key", json!(null))]).await;
    log_in(&world, &right, json!({})).await.refused("E005001");
    edit_user(&*world.storage, &user_id, [("totp_key", json!("?"))]).await;
    assert_eq!(log_in(&world, &right, json!({})).await.status, 503);
}

#[tokio::test]
async fn wrong_codes_are_failures_and_missing_ones_are_not() {
    let world = World::new().await;
    let (_, key) = ann(&world).await;
    for _ in 0..20 {
        world.login("ann").await.refused("E005008");
    }
    for _ in 0..10 {
        log_in(&world, "000000", json!({})).await.refused("E005001");
    }
    let right = code(&world, &key);
    let reply = log_in(&world, &right, json!({})).await;
    assert_eq!(reply.status, 429, "{reply:?}");
    let wrong = json!({"password": "wrong"});
    assert_eq!(log_in(&world, "", wrong).await.status, 429);
}

/// A missing code that is answered like a wrong password is counted like one.
#[tokio::test]
async fn hidden_missing_codes_count_as_failures() {
    let world = World::with(|settings| settings.set("login.inform_if_totp_missing", false)).await;
    ann(&world).await;
    for _ in 0..10 {
        world.login("ann").await.refused("E005001");
    }
    assert_eq!(world.login("ann").await.status, 429);
}
