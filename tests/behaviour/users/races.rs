//! Changes of an account and others at the same moment.

use std::sync::Arc;

use serde_json::json;
use vestibule::types::SubStatus;

use crate::kit::{Gate, PASSWORD, World, caller, gated, login_input, rejected, with};

mod lost_rights;

const NEW: &str = "quite another long text";

async fn race() -> (Arc<Gate>, World) {
    gated(|builder| builder.settings.is_delivery_configured = true).await
}

/// A super-user's operation on a user whose login is just committing, and the result of the login: no
/// session is left.
#[tokio::test]
async fn a_login_that_is_overtaken_leaves_no_session() {
    for (method, path, members, code) in [
        ("POST", "/user/lock", json!({}), "E005002"),
        ("DELETE", "/user", json!({}), "E005001"),
        ("PATCH", "/user", json!({"is_locked": true}), "E005002"),
        (
            "PATCH",
            "/user",
            json!({"approval_status": "rejected"}),
            "E005003",
        ),
        (
            "PATCH",
            "/user",
            json!({"sign_up_status": "before_confirmation"}),
            "E005003",
        ),
        (
            "PATCH",
            "/user/password",
            json!({"new_password": NEW}),
            "E005001",
        ),
        ("PATCH", "/user", json!({"username": "anna"}), "E005001"),
        ("POST", "/user/reject", json!({}), "E005001"),
    ] {
        let (gate, world) = race().await;
        let boss = world.super_user().await;
        let user_id = world.approved("ann").await;
        let mut input = with(&boss, members);
        input["user_id"] = json!(user_id);
        let login = world.call("POST", "/user/login", login_input("ann"));
        let overtaking = async {
            world.call(method, path, input.clone()).await.ok();
        };
        let login = gate.overtake(login, "session/", overtaking).await;
        login.refused(code);
        let sessions = world.sessions_of(&user_id).await;
        assert!(sessions.is_empty(), "{method} {path}: {sessions:?}");
        world.is_sound().await;
    }
}

#[tokio::test]
async fn one_of_two_concurrent_claims_of_a_username_succeeds() {
    for (method, path, other) in [
        ("POST", "/user", json!({"username": "NEW"})),
        ("PATCH", "/user", json!({"username": "New"})),
        ("POST", "/user/signup", crate::kit::signup_input("nEW")),
    ] {
        let (gate, world) = race().await;
        let boss = world.super_user().await;
        world.approved("ann").await;
        let ann = world.ust("ann").await;
        let slow = world.call("PATCH", "/user", with(&ann, json!({"username": "new"})));
        let fast = async {
            world
                .call(method, path, with(&boss, other.clone()))
                .await
                .ok();
        };
        let slow = gate.overtake(slow, "username/", fast).await;
        slow.refused("E001002");
        assert_eq!(world.keys("username/new").await.len(), 1);
        world.is_sound().await;
    }
}

#[tokio::test]
async fn one_of_two_concurrent_changes_to_an_address_owns_it() {
    let (gate, world) = race().await;
    let boss = world.super_user().await;
    let ann = world.approved("ann").await;
    let input = json!({"user_id": ann, "email": "new@example.com"});
    let slow = world.call("PATCH", "/user", with(&boss, input));
    let fast = async {
        let input = json!({"username": "ben", "email": "NEW@example.com"});
        world.call("POST", "/user", with(&boss, input)).await.ok();
    };
    let slow = gate.overtake(slow, "email-of/", fast).await;
    slow.refused("E002002");
    world.is_sound().await;
}

/// A token for an address that is removed during the call proves nothing.
#[tokio::test]
async fn a_confirmation_that_a_change_overtakes_proves_nothing() {
    let (gate, world) = race().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let change = with(&ust, json!({"email": "one@example.com"}));
    world.call("PATCH", "/user", change).await.ok();
    let mails = world.mails().await;
    let token = mails.iter().find_map(|mail| match &mail.content {
        vestibule::types::Content::EmailConfirm(confirm) => Some(confirm.confirm_token.clone()),
        _ => None,
    });
    let (sso, token) = (world.sso.clone(), token.unwrap());
    let slow = async move { sso.confirm(&caller(), &token).await };
    let fast = async {
        let change = with(&ust, json!({"email": "two@example.com"}));
        world.call("PATCH", "/user", change).await.ok();
    };
    let confirmed = gate.overtake(slow, "email/", fast).await;
    assert_eq!(rejected(confirmed), [SubStatus::AuthNoSuchSignUpToken]);
    let account = world.account(&user_id).await;
    assert_eq!(account.email.as_deref(), Some("two@example.com"));
    assert!(!account.email_verified);
    world.is_sound().await;
}

/// Two changes of one password at once: the second has to know the first one's.
#[tokio::test]
async fn the_first_of_two_concurrent_password_changes_counts() {
    let (gate, world) = race().await;
    world.approved("ann").await;
    let ann = world.ust("ann").await;
    let input = |new: &str| with(&ann, json!({"old_password": PASSWORD, "new_password": new}));
    let slow = world.call("PATCH", "/user/password", input("the slow one's text"));
    let fast = async {
        world.call("PATCH", "/user/password", input(NEW)).await.ok();
    };
    gate.overtake(slow, "user/", fast).await.refused("E005001");
    world.log_in("ann", json!({"password": NEW})).await.ok();
}

#[tokio::test]
async fn an_overtaken_change_is_applied_to_the_current_state() {
    let (gate, world) = race().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let ann = world.ust("ann").await;
    let slow = world.call("PATCH", "/user", with(&ann, json!({"first_name": "Ann"})));
    let fast = async {
        let input = json!({"user_id": user_id, "last_name": "Clark"});
        world.call("PATCH", "/user", with(&boss, input)).await.ok();
    };
    gate.overtake(slow, "user/", fast).await.ok();
    let account = world.account(&user_id).await;
    assert_eq!(account.first_name.as_deref(), Some("Ann"));
    assert_eq!(account.last_name.as_deref(), Some("Clark"));
}
