//! A username whose sign-up has expired belongs to the next account that takes it, in spite of later
//! calls about the old sign-up on a host whose clock is behind.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::{
    storage::{Memory, Storage},
    types::SubStatus,
};

use crate::kit::{OPERATOR, World, caller, create_request, rejected};

const EIGHT_DAYS: Duration = Duration::from_secs(8 * 24 * 60 * 60);

/// Two hosts on the same data, of which the second is ahead by more than a sign-up lives.
async fn late_and_ahead() -> (World, World) {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let host = |seed| {
        let storage = Arc::clone(&storage);
        World::builder(|builder| {
            builder.storage = storage;
            builder.seed = seed;
        })
        .build()
    };
    let (late, ahead) = (host(1).await, host(2).await);
    ahead.advance(EIGHT_DAYS);
    (late, ahead)
}

#[tokio::test]
async fn a_late_confirmation_does_not_take_the_name_back() {
    let (late, ahead) = late_and_ahead().await;
    let old = late.signup("alice").await.ok().text("confirm_token");
    let user_id = ahead.approved("alice").await;
    let confirm = json!({"confirm_token": old});
    let reply = late.post("/user/signup/confirm", confirm).await;
    reply.refused("E005006");
    assert_eq!(ahead.login("alice").await.ok().text("user_id"), user_id);
}

#[tokio::test]
async fn a_late_rejection_does_not_free_the_name() {
    let (late, ahead) = late_and_ahead().await;
    late.signup("alice").await.ok();
    let old = late.last_target();
    let user_id = ahead.approved("alice").await;
    let operator = OPERATOR.clone();
    let reject = late.sso.reject(&caller(), &operator, &old, None).await;
    assert_eq!(rejected(reject), [SubStatus::UserIdInvalid]);
    assert_eq!(ahead.login("alice").await.ok().text("user_id"), user_id);
}

#[tokio::test]
async fn an_account_the_operator_makes_ends_the_expired_sign_up_as_well() {
    let (late, ahead) = late_and_ahead().await;
    let old = late.signup("alice").await.ok().text("confirm_token");
    let request = create_request("Alice");
    let user_id = ahead.make(&request).await;
    let confirm = json!({"confirm_token": old});
    let reply = late.post("/user/signup/confirm", confirm).await;
    reply.refused("E005006");
    assert_eq!(ahead.login("alice").await.ok().text("user_id"), user_id);
}
