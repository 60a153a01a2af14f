//! Sessions end with what they stood on.

use serde_json::{Value, json};

use crate::kit::{Company, NEW_PASSWORD, PASSWORD, caller, definition, edit_user};

impl Company {
    /// Ann has another session besides hers, which ends.
    async fn ends_the_others(&self, path: &str, method: &str, members: Value) {
        let other = self.world.ust("ann").await;
        assert!(self.is_open(&other).await);
        self.ask(&self.ann, method, path, members).await.ok();
        assert!(!self.is_open(&other).await, "{method} {path}");
        assert!(self.is_open(&self.ann).await, "{method} {path}");
    }
}

/// Security 9: sessions outlive a change of the password.
#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let company = Company::new().await;
    let change = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD});
    company
        .ends_the_others("/user/password", "PATCH", change)
        .await;
    let change = json!({"new_password": PASSWORD});
    company.to_ann("PATCH", "/user/password", change).await.ok();
    assert!(!company.is_open(&company.ann).await);
}

/// Security 9: sessions outlive a password reset.
#[tokio::test]
async fn a_password_reset_ends_all_sessions() {
    let company = Company::new().await;
    let token = company.forgotten("ann").await.unwrap();
    let key = company.exchange(&token).await.ok().text("reset_key");
    assert!(company.is_open(&company.ann).await);
    company.complete(&token, &key).await.ok();
    assert!(!company.is_open(&company.ann).await);
}

/// Security 9: sessions outlive switching on TOTP.
#[tokio::test]
async fn a_session_without_a_code_ends_when_codes_are_asked_for() {
    let company = Company::new().await;
    let enabled = json!({"is_totp_enabled": true});
    company.ends_the_others("/user", "PATCH", enabled).await;
}

/// Security 9: sessions outlive losing super-user rights. (No operation takes them away; the store does here.)
#[tokio::test]
async fn rights_end_at_once() {
    let company = Company::new().await;
    let boss = json!({"current_ust": company.boss, "target_ust": company.boss});
    let verify = || company.ask("", "POST", "/user/session", boss.clone());
    verify().await.ok();
    let found = company.world.sso.verify(&caller(), &company.boss).await;
    let boss_id = found.unwrap().unwrap().user_id;
    edit_user(
        &company.storage,
        &boss_id,
        [("is_super_user", json!(false))],
    )
    .await;
    verify().await.refused("E005001");
    let search = company.ask(&company.boss, "GET", "/user/search", json!({}));
    search.await.refused("E005001");
}

/// Security 9: sessions outlive unlinking.
#[tokio::test]
async fn unlinking_a_program_ends_its_session() {
    let company = Company::new().await;
    company.link("pubapi", true).await.ok();
    let reply = company.present("pubapi").await.ok();
    let ust = reply.headers["x-zato-sso-ust"].to_str().unwrap();
    assert!(company.is_open(ust).await);
    let pubapi = definition("pubapi");
    company.to_ann("DELETE", "/user/linked", pubapi).await.ok();
    assert!(!company.is_open(ust).await);
    assert!(
        company.is_open(&company.ann).await,
        "her own is another one"
    );
}

/// Security 9: locking only pauses sessions.
#[tokio::test]
async fn a_session_does_not_come_back_with_the_unlocked_account() {
    let company = Company::new().await;
    company.to_ann("POST", "/user/lock", json!({})).await.ok();
    company.to_ann("DELETE", "/user/lock", json!({})).await.ok();
    assert!(!company.is_open(&company.ann).await);
    company.log_in(json!({})).await.ok();
}

/// Security 9: no "log out everywhere".
#[tokio::test]
async fn people_log_out_everywhere() {
    let company = Company::new().await;
    let others = json!({"all_but_current": true});
    company
        .ends_the_others("/user/session", "DELETE", others)
        .await;
    let all = json!({"all": true});
    let reply = company.ask(&company.ann, "DELETE", "/user/session", all);
    reply.await.ok();
    assert!(
        company
            .world
            .keys(&format!("session/{}/", company.ann_id))
            .await
            .is_empty()
    );
}

/// Security 18: logout silently fails for locked users or users with an expired password.
#[tokio::test]
async fn a_logout_ends_the_session_in_any_state_of_the_account() {
    for (field, value) in [
        ("is_locked", json!(true)),
        ("password_expiry", json!(1)),
        ("sign_up_status", json!("before_confirmation")),
        ("approval_status", json!("before_decision")),
    ] {
        let company = Company::new().await;
        edit_user(&company.storage, &company.ann_id, [(field, value)]).await;
        let logout = company.ask(&company.ann, "POST", "/user/logout", json!({}));
        logout.await.ok();
        let below = format!("session/{}/", company.ann_id);
        assert!(company.world.keys(&below).await.is_empty(), "{field}");
    }
}
