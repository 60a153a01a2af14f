//! The documents that the rules write agree with each other.

use std::time::Duration;

use serde_json::json;
use vestibule::settings::Settings;

use super::{Data, OLD};
use crate::kit::{World, caller, login_input, merged, signup_input};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// People in every state there is.
pub(super) async fn populate(world: &World) {
    world.super_user().await;
    let ann = world.proven("ann", "ann@example.com").await;
    world.approve(&ann).await;
    let ust = world.ust("ann").await;
    world.give_attributes(&ust).await;
    world.made("operated", Some("operated@example.com")).await;
    world.made("without", None).await;
    let unproven = world.approved("unproven").await;
    world.ust("unproven").await;
    assert!(!world.account(&unproven).await.email_verified);
    world.confirmed("waiting").await;
    world.signup("unconfirmed").await.ok();
    // The address is ann's: the second claim to it, which proves nothing.
    let second = world.proven("second", "ANN@example.com").await;
    assert!(!world.account(&second).await.email_verified);

    let (early, token) = world.sign_up("early", "early@example.com").await.by_mail();
    world.approve(&early).await;
    world.is_sound().await;
    world.confirm(&token).await.ok();
    let (early, _) = world
        .sign_up("earlier", "earlier@example.com")
        .await
        .by_mail();
    world.approve(&early).await;

    let rejected = world.proven("rejected", "rejected@example.com").await;
    world.reject(&rejected).await;
    let (_, token) = world
        .sign_up("stranger", "stranger@example.com")
        .await
        .by_mail();
    world.sso.disown(&caller(), &token).await.unwrap();
    let returned = world
        .post(
            "/user/signup",
            merged(signup_input("final"), json!({"email": "final@example.com"})),
        )
        .await
        .ok();
    let mails = world.mails().await;
    world.confirm(&returned.text("confirm_token")).await.ok();
    for mail in &mails {
        if let vestibule::types::Content::SignupConfirm(confirm) = &mail.content
            && mail.username == "final"
        {
            let token = &confirm.confirm_token;
            world.sso.disown(&caller(), token).await.unwrap();
        }
        let failed = world.sso.message_failed(&mail.id, &mail.claim);
        failed.await.unwrap();
    }
    let mut nameless = signup_input("nameless");
    nameless.as_object_mut().unwrap().remove("email");
    world.post("/user/signup", nameless).await.ok();

    world.resetting("ann").await;
    world.resetting("ann").await;
    let token = world.resetting("operated").await;
    world
        .sso
        .exchange_password_reset(&caller(), &token)
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_is_wrong_with_nothing() {
    Data::new().host(&[OLD]).await.is_sound().await;
}

#[tokio::test]
async fn no_operation_leaves_a_defect() {
    let world = Data::new().host(&[OLD]).await;
    populate(&world).await;
    world.is_sound().await;
    for prefix in [
        "user/",
        "username/",
        "email/",
        "email-of/",
        "signup/",
        "pending/",
        "super-user/",
        "user-by-name/",
        "session/",
        "session-log/",
        "reset/",
        "reset-of/",
        "user-attr/",
        "session-attr/",
        "outbox/",
        "audit/",
        "key-check",
        "layout",
    ] {
        assert!(!world.keys(prefix).await.is_empty(), "nothing is {prefix}");
    }
}

/// Day by day, first with the expired documents still stored, then without them.
#[tokio::test]
async fn documents_expire_without_defects() {
    for is_swept in [false, true] {
        let world = Data::new().host(&[OLD]).await;
        populate(&world).await;
        for day in 0..9 {
            world.advance(DAY);
            if is_swept {
                world.sso.sweep().await.unwrap();
            }
            world.is_sound().await;
            if day == 7 {
                // Takes a name over that has expired.
                world.signup("unconfirmed").await.ok();
                world.is_sound().await;
            }
        }
        assert!(world.stored().await.len() > 10);
    }
}

#[tokio::test]
async fn immediate_approval_leaves_no_defect() {
    let settings: [fn(&mut Settings); 3] = [
        |settings| settings.set("signup.is_confirmation_needed", false),
        |settings| settings.set("signup.is_approval_needed", false),
        |settings| settings.set("signup.email_confirm_enabled", false),
    ];
    for change in settings {
        let mut builder = Data::new().builder(&[OLD]);
        change(&mut builder.settings);
        let world = builder.build().await;
        world.signup("ann").await.ok();
        world.post("/user/login", login_input("ann")).await;
        world.is_sound().await;
    }
}
