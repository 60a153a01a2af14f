//! The shape of an answer.

use std::collections::BTreeSet;

use super::*;
use crate::kit::{edit_user, stored};

const PAGING: [&str; 11] = [
    "cid",
    "cur_page",
    "has_next_page",
    "has_prev_page",
    "next_page",
    "num_pages",
    "page_size",
    "prev_page",
    "result",
    "status",
    "total",
];

#[tokio::test]
async fn an_account_has_all_its_fields() {
    let ann = Person {
        email: Some("Ann@Example.com"),
        first_name: Some("Ann"),
        ..person("Ann", "Ann Smith")
    };
    let desk = Desk::of(&[ann]).await;
    let found = desk.ask(json!({"username": "ann"})).await.ok();
    let user_id = found.json["result"][0]["user_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let changes = [
        ("is_totp_enabled", json!(true)),
        ("totp_label", json!("My phone")),
        ("is_rate_limit_active", json!(true)),
        ("rate_limit_def", json!("*=1/d")),
    ];
    edit_user(&*desk.world.storage, &user_id, changes).await;
    for criteria in [
        json!({"username": "ann"}),
        json!({"user_id": user_id}),
        json!({"first_name": "ann"}),
        json!({"email": "ann@example.com"}),
    ] {
        let reply = desk.ask(criteria).await.ok();
        let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
        assert_eq!(keys, PAGING);
        let expected = json!({
            "user_id": user_id,
            "username": "Ann",
            "email": "Ann@Example.com",
            "email_verified": true,
            "display_name": "Ann Smith",
            "first_name": "Ann",
            "middle_name": null,
            "last_name": null,
            "locale": null,
            "is_totp_enabled": true,
            "totp_label": "My phone",
            "is_active": true,
            "is_internal": false,
            "is_super_user": false,
            "is_approval_needed": false,
            "approval_status": "approved",
            "approval_status_mod_time": "2026-01-01T00:00:01",
            "approval_status_mod_by": "auto",
            "is_locked": false,
            "locked_time": null,
            "locked_by": null,
            "creation_ctx": "null",
            "password_is_set": true,
            "password_last_set": "2026-01-01T00:00:01",
            "password_expiry": "2028-01-01T00:00:01",
            "password_must_change": false,
            "sign_up_status": "final",
            "sign_up_time": "2026-01-01T00:00:01",
            "is_rate_limit_active": true,
            "rate_limit_def": "*=1/d",
            "rate_limit_type": null,
            "rate_limit_check_parent_def": null,
            "totp_key": null,
            "status": null,
            "is_current_super_user": false,
        });
        assert_eq!(reply.json["result"], json!([expected]));
    }
}

/// All members of GET /user for a super-user, with the same values.
#[tokio::test]
async fn a_found_user_has_the_members_of_get_user() {
    let desk = Desk::of(&[person("ann", "Ann")]).await;
    let waiting = desk.world.confirmed("waiting").await;
    for found in desk.ask(json!({})).await.ok().json["result"]
        .as_array()
        .unwrap()
    {
        let account = desk
            .world
            .ask(
                &desk.ust,
                "GET",
                "/user",
                json!({"user_id": found["user_id"]}),
            )
            .await
            .ok();
        let account = account.json.as_object().unwrap();
        for (key, value) in account
            .iter()
            .filter(|(key, _)| *key != "cid" && *key != "status")
        {
            assert_eq!(&found[key], value, "{key}");
        }
        let is_waiting = found["user_id"] == *waiting;
        assert_eq!(found["is_approval_needed"], is_waiting);
    }
}

/// Audit events contain neither criteria nor results.
#[tokio::test]
async fn events_repeat_nothing() {
    let desk = Desk::of(&[person("wilhelmina", "Wilhelmina")]).await;
    for criteria in [
        json!({"username": "wilhelmina"}),
        json!({"display_name": "Wilhelmina"}),
        json!({"email": "wilhelmina@example.com"}),
        json!({"first_name": "wilhelmina", "name_op": "wilhelmina"}),
    ] {
        desk.ask(criteria).await;
        let event = format!("{:?}", desk.world.events.last()).to_lowercase();
        assert!(!event.contains("wilhelmina"), "{event}");
    }
}

/// A search document contains no text that is sealed elsewhere, and no secret.
#[tokio::test]
async fn addresses_are_not_in_clear() {
    let ann = Person {
        email: Some("secret@example.com"),
        ..person("ann", "Ann")
    };
    let desk = Desk::of(&[ann]).await;
    for entry in stored(&*desk.world.storage, "user-by-name/").await {
        assert!(!entry.value.contains("example"), "{}", entry.value);
        assert!(!entry.value.contains("argon2"), "{}", entry.value);
        let document: Value = serde_json::from_str(&entry.value).unwrap();
        let members: BTreeSet<_> = document.as_object().unwrap().keys().cloned().collect();
        let expected = [
            "approval_status",
            "display_name",
            "email",
            "expires_at",
            "first_name",
            "last_name",
            "middle_name",
            "sign_up_status",
            "user_id",
            "username",
        ];
        assert_eq!(members, expected.map(ToOwned::to_owned).into());
    }
}
