//! What a session alone must not do, and what a login has to do first.

use serde_json::json;

use super::MINUTE;
use crate::kit::{Company, PASSWORD, World, edit_user, user_document};

/// Security 10: a UST alone suffices to turn TOTP off, replace its key, change e-mail or username.
#[tokio::test]
async fn an_old_session_does_not_change_who_somebody_is() {
    let company = Company::new().await;
    company.with_codes().await;
    company.world.advance(MINUTE * 16);
    let renew = company.ask(&company.ann, "PATCH", "/user/session", json!({}));
    renew.await.ok();
    let before = company.world.account(&company.ann_id).await;
    for (path, members) in [
        ("/user", json!({"is_totp_enabled": false})),
        ("/user", json!({"email": "eve@example.com"})),
        ("/user", json!({"email": null})),
        ("/user", json!({"username": "eve"})),
        ("/user/totp", json!({"totp_key": "", "totp_label": "eve"})),
    ] {
        let reply = company.ask(&company.ann, "PATCH", path, members).await;
        reply.refused("E005001");
    }
    assert_eq!(company.world.account(&company.ann_id).await, before);
    let harmless = json!({"first_name": "Ann"});
    let reply = company.ask(&company.ann, "PATCH", "/user", harmless).await;
    reply.ok();
}

/// Security 10: nobody else's password asks for codes of a key that its owner never saw.
#[tokio::test]
async fn an_old_session_does_not_ask_for_codes() {
    let company = Company::new().await;
    let switch_on = json!({"is_totp_enabled": true});
    company.world.advance(MINUTE * 16);
    let reply = company.ask(&company.ann, "PATCH", "/user", switch_on.clone());
    reply.await.refused("E005001");
    company.log_in(json!({})).await.ok();
    let again = company.world.ust("ann").await;
    company.ask(&again, "PATCH", "/user", switch_on).await.ok();
}

/// Security 10: nor does a program's credential.
#[tokio::test]
async fn the_session_of_a_program_does_not_change_who_somebody_is() {
    let company = Company::new().await;
    company.link("pubapi", true).await.ok();
    let reply = company.present("pubapi").await.ok();
    let ust = reply.headers["x-zato-sso-ust"].to_str().unwrap();
    let members = json!({"email": "eve@example.com"});
    let reply = company.ask(ust, "PATCH", "/user", members).await;
    reply.refused("E005001");
}

/// Security 5: a forced change can be skipped.
#[tokio::test]
async fn a_forced_change_of_password_cannot_be_skipped() {
    let company = Company::with(|builder| {
        builder.settings.password.inform_if_invalid = Some(false);
    })
    .await;
    let must_change = [("password_must_change", json!(true))];
    edit_user(&company.storage, &company.ann_id, must_change).await;
    let sessions = company.world.keys("session/").await;
    for new_password in ["short", PASSWORD] {
        let reply = company.log_in(json!({"new_password": new_password})).await;
        reply.refused("E005001");
    }
    assert_eq!(company.world.keys("session/").await, sessions);
    company.log_in(json!({})).await.refused("E003007");
}

/// Security 6: a login without the new password that is wanted is an internal error.
#[tokio::test]
async fn a_forced_change_that_is_not_told_is_a_refusal() {
    let company = Company::with(|builder| {
        builder.settings.password.inform_if_must_be_changed = Some(false);
    })
    .await;
    let must_change = [("password_must_change", json!(true))];
    edit_user(&company.storage, &company.ann_id, must_change).await;
    company.log_in(json!({})).await.refused("E005001");
}

/// Security 17: no new hash when the cost changes, and nothing stronger than PBKDF2.
#[tokio::test]
async fn a_login_renews_a_hash_of_another_cost() {
    let company = Company::new().await;
    let dearer = World::builder(|builder| {
        builder.storage = company.world.storage.clone();
        builder.clock = company.world.clock.clone();
        builder.settings.password.argon2_memory_kib = Some(128);
        builder.settings.password.argon2_iterations = Some(2);
        builder.seed = 2;
    });
    let dearer = dearer.build().await;
    for (world, cost) in [(&company.world, "m=64,t=1,p=1"), (&dearer, "m=128,t=2,p=1")] {
        world.login("ann").await.ok();
        let user = user_document(&company.storage, &company.ann_id).await;
        let hash = user["password"].as_str().unwrap();
        assert!(
            hash.starts_with(&format!("$argon2id$v=19${cost}$")),
            "{hash}"
        );
    }
}
