//! Accounts: who sees what.

use serde_json::json;
use vestibule::types::SubStatus;

use crate::kit::{
    OPERATOR, Reply, SUPER_USER, State, World, caller, observed, rejected, set_state,
};

const FOR_EVERYBODY: [&str; 13] = [
    "cid",
    "display_name",
    "email",
    "email_verified",
    "first_name",
    "is_totp_enabled",
    "last_name",
    "locale",
    "middle_name",
    "status",
    "totp_label",
    "user_id",
    "username",
];

const FOR_SUPER_USERS: [&str; 17] = [
    "approval_status",
    "approval_status_mod_by",
    "approval_status_mod_time",
    "creation_ctx",
    "is_active",
    "is_approval_needed",
    "is_internal",
    "is_locked",
    "is_super_user",
    "locked_by",
    "locked_time",
    "password_expiry",
    "password_is_set",
    "password_last_set",
    "password_must_change",
    "sign_up_status",
    "sign_up_time",
];

fn keys(reply: &Reply) -> Vec<&str> {
    let keys = reply.json.as_object().unwrap().keys();
    keys.map(String::as_str).collect()
}

fn all_keys() -> Vec<&'static str> {
    let mut all = [&FOR_EVERYBODY[..], &FOR_SUPER_USERS[..]].concat();
    all.sort_unstable();
    all
}

async fn get(world: &World, ust: &str, user_id: Option<&str>) -> Reply {
    let mut input = json!({"ust": ust, "current_app": "CRM"});
    if let Some(user_id) = user_id {
        input["user_id"] = json!(user_id);
    }
    world.call("GET", "/user", input).await
}

#[tokio::test]
async fn a_regular_user_sees_the_own_account_without_its_administration() {
    let world = World::new().await;
    let user_id = world.approved("Ann").await;
    let ust = world.ust("ann").await;
    let reply = get(&world, &ust, None).await.ok();
    assert_eq!(keys(&reply), FOR_EVERYBODY);
    for (key, value) in [
        ("user_id", json!(user_id)),
        ("username", json!("Ann")),
        ("email", json!("Ann@example.com")),
        ("email_verified", json!(false)),
        ("display_name", json!(null)),
        ("is_totp_enabled", json!(false)),
        ("totp_label", json!("")),
    ] {
        assert_eq!(reply.json[key], value, "{key}");
    }
    assert_eq!(
        get(&world, &ust, Some("")).await.ok().json["username"],
        "Ann"
    );
}

#[tokio::test]
async fn a_super_user_sees_all_members_of_all_users() {
    let (world, storage) = observed(|_| {}).await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    for user_id in [None, Some(&*user_id)] {
        assert_eq!(keys(&get(&world, &boss, user_id).await.ok()), all_keys());
    }
    let own = get(&world, &boss, None).await.ok();
    assert_eq!(own.text("username"), SUPER_USER);
    assert_eq!(own.json["is_super_user"], json!(true));
    let by_id = get(&world, &boss, Some(&own.text("user_id"))).await.ok();
    assert_eq!(by_id.text("username"), SUPER_USER);

    let ann = get(&world, &boss, Some(&user_id)).await.ok();
    for (key, value) in [
        ("username", json!("ann")),
        ("email", json!("ann@example.com")),
        ("is_active", json!(true)),
        ("is_internal", json!(false)),
        ("is_super_user", json!(false)),
        ("is_approval_needed", json!(false)),
        ("approval_status", json!("approved")),
        ("approval_status_mod_by", json!("operator")),
        ("approval_status_mod_time", json!("2026-01-01T00:00:00")),
        ("is_locked", json!(false)),
        ("locked_time", json!(null)),
        ("password_is_set", json!(true)),
        ("password_last_set", json!("2026-01-01T00:00:00")),
        ("password_expiry", json!("2028-01-01T00:00:00")),
        ("password_must_change", json!(false)),
        ("sign_up_status", json!("final")),
        ("sign_up_time", json!("2026-01-01T00:00:00")),
    ] {
        assert_eq!(ann.json[key], value, "{key}");
    }
    set_state(&storage, &user_id, State::Locked).await;
    let ann = get(&world, &boss, Some(&user_id)).await.ok();
    assert_eq!(ann.json["is_locked"], json!(true));
    let pending = world.signup("ben").await.ok();
    drop(pending);
    let ben = world.last_target();
    let ben = get(&world, &boss, Some(&ben)).await.ok();
    assert_eq!(ben.json["sign_up_status"], json!("before_confirmation"));
    assert_eq!(ben.json["is_approval_needed"], json!(true));
}

#[tokio::test]
async fn the_operator_sees_an_account_by_its_id_only() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let operator = OPERATOR.clone();
    let user = world.sso.user(&caller(), &operator, Some(&user_id)).await;
    let user = user.unwrap();
    assert_eq!(user.username.as_deref(), Some("ann"));
    assert!(user.administration.is_some());
    assert_eq!(world.events.last().actor.as_deref(), Some("test:operator"));
    for (user_id, code) in [
        (None, SubStatus::CommonMissingInput),
        (Some("zusr0"), SubStatus::UserIdInvalid),
    ] {
        let refused = world.sso.user(&caller(), &operator, user_id).await;
        assert_eq!(rejected(refused), [code]);
    }
}
