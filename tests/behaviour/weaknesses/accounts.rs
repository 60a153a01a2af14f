//! What is done to accounts.

use serde_json::json;
use vestibule::types::Outcome;

use crate::kit::{Company, Fault, NEW_PASSWORD, PASSWORD};

/// Security 20: approving, locking, changing the password of an unknown user ID reports success.
#[tokio::test]
async fn what_is_done_to_nobody_is_refused() {
    let company = Company::new().await;
    for (method, path) in [
        ("POST", "/user/approve"),
        ("POST", "/user/reject"),
        ("POST", "/user/lock"),
        ("DELETE", "/user/lock"),
        ("DELETE", "/user"),
        ("PATCH", "/user/password"),
        ("PATCH", "/user"),
        ("PATCH", "/user/totp"),
        ("GET", "/user"),
    ] {
        let members = json!({"user_id": "zusr0", "new_password": NEW_PASSWORD, "first_name": "A"});
        let reply = company.ask(&company.boss, method, path, members).await;
        reply.refused("E001100");
    }
}

/// Correctness: sending `must_change` fails.
#[tokio::test]
async fn a_super_user_can_have_a_password_changed_at_the_next_login() {
    let company = Company::new().await;
    let change = json!({"new_password": NEW_PASSWORD, "must_change": true});
    company.to_ann("PATCH", "/user/password", change).await.ok();
    let with = |new: &str| json!({"password": NEW_PASSWORD, "new_password": new});
    let asked = company.log_in(json!({"password": NEW_PASSWORD})).await;
    asked.refused("E003007");
    company.log_in(with(PASSWORD)).await.ok();
    company.log_in(json!({})).await.ok();
}

/// Correctness: generating a TOTP key is an internal error.
#[tokio::test]
async fn a_generated_totp_key_works() {
    for input in [json!({}), json!({"totp_key": "", "totp_label": ""})] {
        let company = Company::new().await;
        let reply = company
            .ask(&company.ann, "PATCH", "/user/totp", input)
            .await;
        let key = reply.ok().text("totp_key");
        let enabled = json!({"is_totp_enabled": true});
        company
            .ask(&company.ann, "PATCH", "/user", enabled)
            .await
            .ok();
        company.log_in(json!({})).await.refused("E005008");
        let code = json!({"totp_code": company.code(&key)});
        company.log_in(code).await.ok();
    }
}

/// Correctness: deleting a user who has links fails after the deletion.
#[tokio::test]
async fn a_user_with_links_can_be_deleted() {
    let company = Company::new().await;
    company.link("pubapi", true).await.ok();
    company.present("pubapi").await.ok();
    company.to_ann("DELETE", "/user", json!({})).await.ok();
    for key in company.world.keys("").await {
        assert!(!key.contains(&company.ann_id), "{key}");
    }
    company.present("pubapi").await.bad_request();
}

/// Correctness: a user's own `user_id` in an update is refused although the update is saved.
#[tokio::test]
async fn ones_own_user_id_is_no_mistake() {
    let company = Company::new().await;
    let update = json!({"user_id": company.ann_id, "first_name": "Ann"});
    company
        .ask(&company.ann, "PATCH", "/user", update)
        .await
        .ok();
    let refused = json!({"user_id": company.ben_id, "first_name": "Ann"});
    let reply = company.ask(&company.ann, "PATCH", "/user", refused).await;
    reply.refused("E008002");
    let names = [&company.ann_id, &company.ben_id].map(|id| company.world.account(id));
    let [ann, ben] = names;
    assert_eq!(ann.await.first_name.as_deref(), Some("Ann"));
    assert_eq!(ben.await.first_name, None);
}

/// Correctness: audit entries cannot be told to be warnings, and precede the outcome.
#[tokio::test]
async fn an_audit_event_says_how_it_ended() {
    let company = Company::new().await;
    let outcome = || company.world.events.last().outcome;
    company.log_in(json!({"password": "wrong"})).await;
    assert_eq!(outcome(), Outcome::Refused);
    company.log_in(json!({})).await.ok();
    assert_eq!(outcome(), Outcome::Ok);
    let change = json!({"new_password": PASSWORD, "password_expiry": 1});
    company.to_ann("PATCH", "/user/password", change).await.ok();
    let reply = company.log_in(json!({})).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "W003005"));
    assert_eq!(outcome(), Outcome::Warning);
    company.storage.fail_from(0, Fault::Unavailable);
    company.log_in(json!({})).await;
    assert_eq!(outcome(), Outcome::Failed);
}

/// Correctness: upper-cased search columns go stale.
#[tokio::test]
async fn nobody_is_found_by_a_name_they_gave_up() {
    let company = Company::new().await;
    let search = async |name: &str| {
        let criteria = json!({"last_name": name, "is_name_exact": true});
        let reply = company
            .ask(&company.boss, "GET", "/user/search", criteria)
            .await;
        reply.ok().json["total"].clone()
    };
    for (name, found) in [(json!("Smith"), 1), (json!(null), 0)] {
        let update = json!({"last_name": name});
        company
            .ask(&company.ann, "PATCH", "/user", update)
            .await
            .ok();
        assert_eq!(search("SMITH").await, json!(found));
    }
}

/// Correctness: a look-up by e-mail is impossible with encryption on.
#[tokio::test]
async fn an_encrypted_address_can_be_looked_up() {
    let company = Company::new().await;
    let criteria = json!({"email": "ANN@example.com"});
    let reply = company.ask(&company.boss, "GET", "/user/search", criteria);
    let reply = reply.await.ok();
    assert_eq!(reply.json["total"], 1);
    assert_eq!(reply.json["result"][0]["user_id"], json!(company.ann_id));
    for (key, value) in company.world.stored().await {
        assert!(!key.contains("ann@") && !value.contains("ann@"), "{key}");
    }
}
