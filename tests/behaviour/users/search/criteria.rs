//! The criteria, and the users they find.

use super::*;
use crate::kit::{merged, signup_input};

async fn desk() -> Desk {
    let ann = Person {
        email: Some("Ann@example.com"),
        first_name: Some("Ann"),
        middle_name: Some("Maria"),
        last_name: Some("Smith"),
        ..person("ann", "Ann Maria Smith")
    };
    let ben = Person {
        email: Some("ben@example.com"),
        first_name: Some("Ben"),
        last_name: Some("Smith"),
        ..person("Ben", "Ben Smith")
    };
    let carl = Person {
        first_name: Some("Carl"),
        last_name: Some("Annandale"),
        ..person("carl", "Carl Annandale")
    };
    Desk::of(&[ann, ben, carl]).await
}

#[tokio::test]
async fn an_empty_search_finds_all_users() {
    let desk = desk().await;
    assert_eq!(desk.find(json!({})).await, ["ann", "Ben", "carl"]);
    let nulls = json!({
        "user_id": null, "username": null, "email": null, "display_name": null,
        "first_name": null, "middle_name": null, "last_name": null, "name_op": null,
        "is_name_exact": null, "sign_up_status": null, "approval_status": null,
        "paginate": null, "cur_page": null, "page_size": null,
    });
    assert_eq!(desk.find(nulls).await, ["ann", "Ben", "carl"]);
    assert_eq!(
        desk.find(json!({"paginate": false})).await,
        ["ann", "Ben", "carl"]
    );
}

#[tokio::test]
async fn names_match_as_a_whole_unless_asked_otherwise() {
    let desk = desk().await;
    for (criteria, expected) in [
        (json!({"first_name": "ann"}), &["ann"][..]),
        (json!({"first_name": "an"}), &[]),
        (json!({"last_name": " SMITH "}), &["ann", "Ben"]),
        (json!({"is_name_exact": true, "last_name": "smit"}), &[]),
        (
            json!({"is_name_exact": false, "last_name": "MIT"}),
            &["ann", "Ben"],
        ),
        (
            json!({"is_name_exact": "no", "display_name": "ann"}),
            &["ann", "carl"],
        ),
        (
            json!({"is_name_exact": false, "display_name": "a s"}),
            &["ann"],
        ),
        (json!({"middle_name": "maria"}), &["ann"]),
        (json!({"middle_name": "smith"}), &[]),
        (json!({"is_name_exact": false, "first_name": "%"}), &[]),
        (json!({"is_name_exact": false, "first_name": "_"}), &[]),
    ] {
        assert_eq!(desk.find(criteria.clone()).await, expected, "{criteria}");
    }
}

#[tokio::test]
async fn names_are_joined_by_and_or_by_or() {
    let desk = desk().await;
    for (criteria, expected) in [
        (
            json!({"first_name": "ann", "last_name": "smith"}),
            &["ann"][..],
        ),
        (
            json!({"first_name": "ann", "last_name": "smith", "name_op": "and"}),
            &["ann"],
        ),
        (
            json!({"first_name": "carl", "last_name": "smith", "name_op": "and"}),
            &[],
        ),
        (
            json!({"first_name": "carl", "last_name": "smith", "name_op": "or"}),
            &["ann", "Ben", "carl"],
        ),
        (
            json!({"first_name": "be", "last_name": "anna", "name_op": "or", "is_name_exact": false}),
            &["Ben", "carl"],
        ),
        (
            json!({"first_name": "carl", "last_name": "smith", "name_op": "or", "email": "ben@example.com"}),
            &["Ben"],
        ),
        (
            json!({"first_name": "carl", "email": "ben@example.com", "name_op": "or"}),
            &[],
        ),
        (json!({"name_op": "or"}), &["ann", "Ben", "carl"]),
    ] {
        assert_eq!(desk.find(criteria.clone()).await, expected, "{criteria}");
    }
}

#[tokio::test]
async fn an_id_comes_first_then_a_username() {
    let desk = desk().await;
    let ann = desk.ask(json!({"username": "ANN"})).await.ok();
    let user_id = ann.json["result"][0]["user_id"].clone();
    assert_eq!(
        desk.world.events.last().target.as_deref(),
        user_id.as_str(),
        "the audit event says who was found"
    );
    for (criteria, expected) in [
        (json!({"username": "ben"}), &["Ben"][..]),
        (json!({"username": " BEN "}), &["Ben"]),
        (json!({"username": "be"}), &[]),
        (json!({"username": "Ben", "first_name": "carl"}), &["Ben"]),
        (json!({"username": "nobody", "first_name": "carl"}), &[]),
        (
            json!({"user_id": user_id, "username": "ben", "email": "nonsense",
                   "last_name": "", "sign_up_status": "before_confirmation"}),
            &["ann"],
        ),
        (json!({"user_id": user_id, "cur_page": 1}), &["ann"]),
        (json!({"user_id": "zusr0", "username": "ben"}), &[]),
        (json!({"user_id": "a/../b"}), &[]),
        (json!({"user_id": "x".repeat(1_000)}), &[]),
        (json!({"user_id": "é".repeat(1_000)}), &[]),
        (json!({"username": "\u{fdfa}".repeat(1_000)}), &[]),
    ] {
        assert_eq!(desk.find(criteria.clone()).await, expected, "{criteria}");
    }
    let second = desk.ask(json!({"user_id": user_id, "cur_page": 2})).await;
    assert_eq!(usernames(&second), Vec::<String>::new());
    assert_eq!(second.json["total"], 1);
}

#[tokio::test]
async fn addresses_are_found_as_a_whole() {
    let desk = desk().await;
    for (criteria, expected) in [
        (json!({"email": "ann@example.com"}), &["ann"][..]),
        (json!({"email": "ANN@EXAMPLE.COM "}), &["ann"]),
        (json!({"email": "nn@example.com"}), &[]),
        (
            json!({"email": "ann@example.com", "is_name_exact": false}),
            &["ann"],
        ),
        (json!({"email": "ann"}), &[]),
        (json!({"email": "@"}), &[]),
        (
            json!({"email": "ann@example.com", "first_name": "ben"}),
            &[],
        ),
    ] {
        assert_eq!(desk.find(criteria.clone()).await, expected, "{criteria}");
    }
    // Proven or not, and of several who claim it all.
    desk.world.signup("ann2").await.ok();
    desk.world
        .post(
            "/user/signup",
            merged(signup_input("ann3"), json!({"email": "ann@example.com"})),
        )
        .await
        .ok();
    let found = desk.find(json!({"email": "ann@example.com"})).await;
    assert_eq!(found, ["ann3", "ann"], "who has no display name is first");
}

#[tokio::test]
async fn statuses_are_exact() {
    let desk = desk().await;
    let world = &desk.world;
    world.signup("dora").await.ok();
    world.confirmed("emil").await;
    world.approved("fred").await;
    for (criteria, expected) in [
        (
            json!({"sign_up_status": "before_confirmation"}),
            &["dora"][..],
        ),
        (
            json!({"sign_up_status": "final", "approval_status": "before_decision"}),
            &["emil"],
        ),
        (
            json!({"approval_status": "before_decision"}),
            &["dora", "emil"],
        ),
        (
            json!({"approval_status": "approved"}),
            &["fred", "ann", "Ben", "carl"],
        ),
        (json!({"approval_status": "rejected"}), &[]),
        (
            json!({"approval_status": "approved", "last_name": "smith"}),
            &["ann", "Ben"],
        ),
    ] {
        assert_eq!(desk.find(criteria.clone()).await, expected, "{criteria}");
    }
}

#[tokio::test]
async fn invalid_criteria_are_refused() {
    let desk = desk().await;
    let mut cases = vec![
        json!({"name_op": "xor"}),
        json!({"name_op": "AND"}),
        json!({"name_op": ""}),
        json!({"sign_up_status": "to_approve"}),
        json!({"sign_up_status": ""}),
        json!({"approval_status": "Approved"}),
        json!({"approval_status": "any"}),
    ];
    for key in [
        "user_id",
        "username",
        "email",
        "display_name",
        "first_name",
        "middle_name",
        "last_name",
    ] {
        let long = "x".repeat(1_001);
        for text in ["", "  ", "\u{a0}", "a\u{fffe}", "\u{ffff}", &*long] {
            cases.push(json!({key: text}));
        }
    }
    for case in cases {
        desk.ask(case.clone()).await.refused("E008002");
        assert_eq!(desk.world.events.last().sub_status, ["E008002"], "{case}");
    }
    for malformed in [
        json!({"is_name_exact": "maybe"}),
        json!({"paginate": "maybe"}),
        json!({"cur_page": "one"}),
        json!({"page_size": [1]}),
        json!({"first_name": {"a": 1}}),
        json!({"first_name": "a\0"}),
    ] {
        desk.ask(malformed).await.bad_request();
    }
    let longest = "x".repeat(1_000);
    assert!(desk.find(json!({"first_name": longest})).await.is_empty());
}
