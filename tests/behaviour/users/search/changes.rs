//! A change of an account changes the results of searches.

use vestibule::types::Content;

use super::*;
use crate::kit::{World, caller, merged, signup_input, stored};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A world that sends mail, and how many are found with these statuses.
async fn desk() -> Desk {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    Desk::in_(world).await
}

impl Desk {
    async fn statuses(&self, email: &str) -> Vec<(String, String)> {
        let reply = self.ask(json!({"email": email})).await.ok();
        let result = reply.json["result"].as_array().unwrap();
        let mut found = Vec::new();
        for user in result {
            let text = |key: &str| user[key].as_str().unwrap().to_owned();
            let (sign_up, approval) = (text("sign_up_status"), text("approval_status"));
            let criteria = json!({
                "email": email, "sign_up_status": sign_up, "approval_status": approval,
            });
            let also = self.find(criteria).await;
            assert!(also.contains(&text("username")), "{user}");
            found.push((sign_up, approval));
        }
        found
    }

    async fn mailed_token(&self) -> String {
        let mails = self.world.mails().await;
        let Content::SignupConfirm(confirm) = &mails.last().unwrap().content else {
            panic!("{mails:?}");
        };
        confirm.confirm_token.clone()
    }

    async fn decide(&self, path: &str, user_id: &str) {
        let input = json!({"ust": self.ust, "current_app": "CRM", "user_id": user_id});
        self.world.post(path, input).await.ok();
    }
}

fn statuses(sign_up: &str, approval: &str) -> Vec<(String, String)> {
    vec![(sign_up.to_owned(), approval.to_owned())]
}

#[tokio::test]
async fn from_sign_up_to_approval() {
    let desk = desk().await;
    let email = "ann@example.com";
    let token = desk.world.signup("ann").await.ok().text("confirm_token");
    let user_id = desk.world.last_target();
    let expected = statuses("before_confirmation", "before_decision");
    assert_eq!(desk.statuses(email).await, expected);
    desk.world.confirm(&token).await.ok();
    assert_eq!(
        desk.statuses(email).await,
        statuses("final", "before_decision")
    );
    desk.decide("/user/approve", &user_id).await;
    assert_eq!(desk.statuses(email).await, statuses("final", "approved"));
    // It does not end any more.
    desk.world.advance(30 * DAY);
    desk.world.sso.sweep().await.unwrap();
    let found = search(&desk.world, SearchRequest::default()).await;
    assert_eq!(found.total, 2);
    assert_eq!(search_keys(&desk.world).await.len(), 2);
}

#[tokio::test]
async fn a_rejected_account_is_found_by_its_id_only() {
    let desk = desk().await;
    let user_id = desk.world.confirmed("ann").await;
    desk.decide("/user/reject", &user_id).await;
    for criteria in [
        json!({"username": "ann"}),
        json!({"email": "ann@example.com"}),
        json!({"approval_status": "rejected"}),
    ] {
        let none: [&str; 0] = [];
        assert_eq!(desk.find(criteria).await, none);
    }
    assert_eq!(desk.ask(json!({})).await.ok().json["total"], 1);
    assert_eq!(search_keys(&desk.world).await.len(), 1);
    let reply = desk.ask(json!({"user_id": user_id})).await.ok();
    let found = &reply.json["result"][0];
    assert_eq!(reply.json["total"], 1);
    assert_eq!(found["approval_status"], "rejected");
    assert_eq!(found["username"], Value::Null);
    assert_eq!(found["email"], Value::Null);
}

/// A status is nothing but that: only the reject operations erase.
#[tokio::test]
async fn an_account_rejected_by_its_status_is_still_found() {
    let desk = desk().await;
    let user_id = desk.world.approved("ann").await;
    desk.world
        .ask(
            &desk.ust,
            "PATCH",
            "/user",
            json!({"user_id": user_id,
        "approval_status": "rejected"}),
        )
        .await
        .ok();
    for criteria in [
        json!({"username": "ann"}),
        json!({"email": "ann@example.com"}),
        json!({"approval_status": "rejected"}),
    ] {
        assert_eq!(desk.find(criteria).await, ["ann"]);
    }
    let all = desk.ask(json!({})).await.ok();
    assert_eq!(all.json["total"], 2);
    assert_eq!(all.json["result"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_disowned_account_is_not_found() {
    let desk = desk().await;
    desk.world.signup("ann").await.ok();
    let user_id = desk.world.last_target();
    let token = desk.mailed_token().await;
    desk.world.sso.disown(&caller(), &token).await.unwrap();
    let none: [&str; 0] = [];
    assert_eq!(desk.find(json!({"email": "ann@example.com"})).await, none);
    assert_eq!(desk.find(json!({"user_id": user_id})).await, none);
    assert_eq!(search_keys(&desk.world).await.len(), 1);

    // Of a sign-up that is final only the address goes.
    let returned = desk.world.signup("ben").await.ok().text("confirm_token");
    let token = desk.mailed_token().await;
    desk.world.confirm(&returned).await.ok();
    desk.world.sso.disown(&caller(), &token).await.unwrap();
    assert_eq!(desk.find(json!({"email": "ben@example.com"})).await, none);
    let found = desk.find(json!({"sign_up_status": "final"})).await;
    assert_eq!(found, ["ben"]);
}

#[tokio::test]
async fn expired_sign_ups_are_not_counted() {
    let desk = desk().await;
    let people = ["a", "b", "c", "d", "e", "f"];
    for name in people {
        desk.world.signup(name).await.ok();
    }
    desk.world.confirmed("kept").await;
    desk.world.advance(6 * DAY);
    desk.world.signup("late").await.ok();
    desk.world.advance(DAY);
    // Not swept: still there, and absent all the same.
    assert_eq!(search_keys(&desk.world).await.len(), 9);
    let desk = desk.again().await;
    assert_eq!(desk.find(json!({})).await, ["kept", "late"]);
    let reply = desk.ask(json!({"page_size": 2, "cur_page": 2})).await.ok();
    assert_eq!(usernames(&reply), ["late"]);
    assert_eq!(reply.json["num_pages"], 2);
    let none: [&str; 0] = [];
    assert_eq!(desk.find(json!({"username": "a"})).await, none);
    assert_eq!(desk.find(json!({"email": "a@example.com"})).await, none);
    desk.world.sso.sweep().await.unwrap();
    assert_eq!(search_keys(&desk.world).await.len(), 3);
    assert_eq!(desk.find(json!({})).await, ["kept", "late"]);
}

/// Within the second in which it expires a sign-up may still count, but is not shown.
#[tokio::test]
async fn a_sign_up_that_has_just_expired_is_not_shown() {
    let desk = desk().await;
    desk.world.advance(Duration::from_millis(300));
    desk.world.signup("ann").await.ok();
    desk.world.advance(7 * DAY + Duration::from_millis(100));
    let found = search(&desk.world, SearchRequest::default()).await;
    assert_eq!((found.total, found.users.len()), (2, 1));
    desk.world.advance(Duration::from_millis(600));
    let found = search(&desk.world, SearchRequest::default()).await;
    assert_eq!((found.total, found.users.len()), (1, 1));
}

/// An account that takes the name of an expired sign-up is the only one found.
#[tokio::test]
async fn a_name_that_another_account_takes() {
    let desk = desk().await;
    desk.world.signup("ann").await.ok();
    let old = desk.world.last_target();
    desk.world.advance(8 * DAY);
    desk.world
        .post(
            "/user/signup",
            merged(signup_input("Ann"), json!({"email": "other@example.com"})),
        )
        .await
        .ok();
    let desk = desk.again().await;
    assert_eq!(desk.find(json!({})).await, ["Ann"]);
    assert_eq!(desk.find(json!({"username": "ANN"})).await, ["Ann"]);
    let none: [&str; 0] = [];
    assert_eq!(desk.find(json!({"user_id": old})).await, none);
}

/// A login, with a new hash or without, is nothing to write for a search.
#[tokio::test]
async fn a_login_does_not_change_search_documents() {
    let desk = desk().await;
    desk.world.approved("ann").await;
    let before = stored(&*desk.world.storage, "user-by-name/").await;
    let builder = World::builder(|builder| {
        builder.storage = Arc::clone(&desk.world.storage);
        builder.clock = desk.world.clock.clone();
        builder.reseed();
        builder.settings.set("password.argon2_iterations", 2);
    });
    let users = stored(&*desk.world.storage, "user/").await;
    builder.build().await.ust("ann").await;
    let hashed_anew = stored(&*desk.world.storage, "user/").await;
    assert_ne!(hashed_anew, users);
    assert_eq!(stored(&*desk.world.storage, "user-by-name/").await, before);
}

#[tokio::test]
async fn an_abandoned_username_is_not_found() {
    let desk = desk().await;
    desk.world.approved("ann").await;
    let ann = desk.world.ust("ann").await;
    for (name, found) in [(json!("Smith"), &["ann"][..]), (json!(null), &[])] {
        let update = json!({"last_name": name});
        desk.world.ask(&ann, "PATCH", "/user", update).await.ok();
        assert_eq!(desk.find(json!({"last_name": "SMITH"})).await, found);
    }
}
