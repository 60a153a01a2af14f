//! Super-users change the statuses of an account without anything else happening to it.

use std::time::Duration;

use serde_json::json;
use vestibule::types::SubStatus;

use super::{create, get, updated};
use crate::kit::{OPERATOR, PASSWORD, World, caller, rejected, with};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn an_approval_status_is_stored_with_its_author_and_time() {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    let boss = world.super_user().await;
    let by = world.last_target();
    let input = json!({"username": "ann", "password": PASSWORD, "email": "ann@example.com"});
    let user_id = create(&world, &boss, input).await.ok().text("user_id");
    for (status, login) in [
        ("approved", None),
        ("rejected", Some("E005003")),
        ("before_decision", Some("E005003")),
        ("rejected", Some("E005003")),
        ("approved", None),
        ("approved", None),
        ("before_decision", Some("E005003")),
    ] {
        world.advance(Duration::from_secs(1));
        let input = json!({"user_id": user_id, "approval_status": status});
        updated(&world, &boss, input).await;
        let seen = get(&world, &boss, Some(&user_id)).await;
        assert_eq!(seen.json["approval_status"], status);
        assert_eq!(seen.json["approval_status_mod_by"], json!(by));
        let time = seen.text("approval_status_mod_time");
        assert!(time.starts_with("2026-01-01T00:00:0"), "{time}");
        assert_eq!(seen.json["email"], "ann@example.com");
        assert_eq!(seen.json["email_verified"], true);
        assert_eq!(
            seen.json["is_approval_needed"],
            json!(status == "before_decision")
        );
        let reply = world.login("ann").await;
        match login {
            None => drop(reply.ok()),
            Some(code) => drop(reply.refused(code)),
        }
        assert_eq!(
            world.waiting().await.len(),
            usize::from(status == "before_decision")
        );
        world.is_sound().await;
    }
    assert!(world.mails().await.is_empty(), "nobody is told");
}

#[tokio::test]
async fn a_changed_approval_status_ends_all_sessions() {
    for status in ["rejected", "before_decision"] {
        let world = World::new().await;
        let boss = world.super_user().await;
        let user_id = world.approved("ann").await;
        let ust = world.ust("ann").await;
        let input = json!({"user_id": user_id, "approval_status": status});
        updated(&world, &boss, input).await;
        assert!(world.sessions_of(&user_id).await.is_empty());
        let input = json!({"user_id": user_id, "approval_status": "approved"});
        updated(&world, &boss, input).await;
        assert!(!world.is_open(&ust).await);
        world.login("ann").await.ok();
    }
}

#[tokio::test]
async fn a_decision_after_a_change_of_status() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let about = with(&boss, json!({"user_id": user_id}));
    let set = async |status: &str| {
        let input = json!({"user_id": user_id, "approval_status": status});
        updated(&world, &boss, input).await;
    };
    for status in ["rejected", "before_decision"] {
        set(status).await;
        world.signup("ann").await.refused("E005001");
        world.post("/user/approve", about.clone()).await.ok();
        world.login("ann").await.ok();
    }
    set("rejected").await;
    world.post("/user/reject", about.clone()).await.ok();
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["username"], json!(null), "erased now");
    world.is_sound().await;
    let before = world.stored().await;
    world
        .post("/user/approve", about.clone())
        .await
        .refused("E008001");
    world.post("/user/reject", about).await.ok();
    assert_eq!(world.stored().await, before);
    world.signup("ann").await.ok();
}

#[tokio::test]
async fn a_rejected_status_closes_the_tokens_of_a_sign_up() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let token = world.signup("ann").await.ok().text("confirm_token");
    let user_id = world.last_target();
    let input = json!({"user_id": user_id, "approval_status": "rejected"});
    updated(&world, &boss, input).await;
    let confirmed = world.sso.confirm(&caller(), &token).await;
    assert_eq!(rejected(confirmed), [SubStatus::AuthNoSuchSignUpToken]);
    world.is_sound().await;
}

#[tokio::test]
async fn a_sign_up_made_final_by_a_super_user_does_not_expire() {
    let world = World::new().await;
    world.super_user().await;
    let token = world.signup("ann").await.ok().text("confirm_token");
    let user_id = world.last_target();
    let boss = world.ust("boss").await;
    let input =
        json!({"user_id": user_id, "sign_up_status": "final", "approval_status": "approved"});
    updated(&world, &boss, input).await;
    world.is_sound().await;
    world.confirm(&token).await.refused("E005007");
    world.advance(30 * DAY);
    world.sso.sweep().await.unwrap();
    world.login("ann").await.ok();
    world.is_sound().await;
}

#[tokio::test]
async fn an_account_made_unconfirmed_again_is_out_until_a_super_user_confirms_it() {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let mails = world.mails().await;
    let token = mails.iter().find_map(|mail| match &mail.content {
        vestibule::types::Content::SignupConfirm(confirm) => Some(&confirm.confirm_token),
        _ => None,
    });
    let ust = world.ust("ann").await;
    let input = json!({"user_id": user_id, "sign_up_status": "before_confirmation"});
    updated(&world, &boss, input).await;
    assert!(!world.is_open(&ust).await);
    assert!(world.sessions_of(&user_id).await.is_empty());
    world.login("ann").await.refused("E005003");
    world.is_sound().await;
    // The mailbox gives the address back, but not the whole account away.
    world.sso.disown(&caller(), token.unwrap()).await.unwrap();
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(
        (&seen.json["username"], &seen.json["email"]),
        (&json!("ann"), &json!(null))
    );
    world.is_sound().await;
    world.advance(30 * DAY);
    world.sso.sweep().await.unwrap();
    let boss = world.ust("boss").await;
    let input = json!({"user_id": user_id, "sign_up_status": "final"});
    updated(&world, &boss, input).await;
    world.login("ann").await.ok();
}

#[tokio::test]
async fn locking_is_a_change_too() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let by = world.last_target();
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let input = json!({"user_id": user_id, "is_locked": "1"});
    updated(&world, &boss, input.clone()).await;
    assert!(world.sessions_of(&user_id).await.is_empty());
    world.login("ann").await.refused("E005002");
    world.advance(Duration::from_secs(5));
    updated(&world, &boss, input).await;
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["locked_by"], json!(by));
    assert_eq!(seen.json["locked_time"], "2026-01-01T00:00:00");
    let input = json!({"user_id": user_id, "is_locked": null});
    updated(&world, &boss, input).await;
    let seen = get(&world, &boss, Some(&user_id)).await;
    assert_eq!(seen.json["locked_time"], "2026-01-01T00:00:05");
    assert!(!world.is_open(&ust).await);
    world.login("ann").await.ok();
}

/// The command line of an operator has no session, and sees everything.
#[tokio::test]
async fn the_operator_may_change_statuses() {
    let world = World::new().await;
    let user_id = world.confirmed("ann").await;
    let request = vestibule::types::UpdateRequest {
        approval_status: Some(vestibule::types::ApprovalStatus::Approved),
        ..vestibule::types::UpdateRequest::default()
    };
    let caller = caller();
    let updated = world
        .sso
        .update_user(&caller, &OPERATOR, Some(&user_id), &request);
    updated.await.unwrap();
    let seen = world.account(&user_id).await.administration.unwrap();
    assert_eq!(seen.approval_status_mod_by, "operator");
    world.login("ann").await.ok();
}
