//! Whoever asks is overtaken by a change of what the account goes by.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{asking, with_mail};
use crate::kit::{Gate, World, everything};

/// What a request that was overtaken says, and to whom a token is sent. The request has read who has
/// the name or the address, or everything.
async fn sent_to(credential: &'static str, has_read_all: bool, change: Value) -> Vec<String> {
    let gate = Arc::new(Gate::new());
    let world = World::builder(|builder| {
        with_mail(&mut builder.settings);
        let both = "username_or_email".to_owned();
        builder.settings.password_reset.user_search_by = Some(both);
        builder.storage = gate.clone();
    });
    let world = Arc::new(world.build().await);
    let boss = world.super_user().await;
    let user_id = world.member("ann").await;
    let slow = world.clone();
    let request = async move { slow.post("/password/reset", asking(credential)).await };
    let changing = async {
        let mut input = json!({"ust": boss, "current_app": "CRM", "user_id": user_id});
        let change = change.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(change);
        world.call("PATCH", "/user", input).await.ok();
    };
    let reply = match has_read_all {
        true => gate.overtake(request, "reset/", changing).await,
        false => gate.overtake_reading(request, "user/", changing).await,
    };
    reply.ok();
    let mails = world.reset_mails().await;
    for entry in everything(&*world.storage).await {
        let is_hers = entry.key == format!("reset-of/{user_id}");
        assert!(!is_hers || !mails.is_empty(), "a token of hers");
    }
    mails.into_iter().map(|mail| mail.to).collect()
}

#[tokio::test]
async fn a_name_that_is_given_up_meanwhile_is_nobodys() {
    for has_read_all in [false, true] {
        let renamed = json!({"username": "anna"});
        let sent = sent_to("ann", has_read_all, renamed).await;
        assert!(sent.is_empty(), "{has_read_all}: {sent:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_given_up_meanwhile_is_nobodys() {
    for has_read_all in [false, true] {
        let given_up = json!({"email": null});
        let sent = sent_to("ann@example.com", has_read_all, given_up).await;
        assert!(sent.is_empty(), "{has_read_all}: {sent:?}");
    }
}

/// By her address she is still found.
#[tokio::test]
async fn another_name_does_not_change_whose_the_address_is() {
    for has_read_all in [false, true] {
        let renamed = json!({"username": "anna"});
        let sent = sent_to("ann@example.com", has_read_all, renamed).await;
        assert_eq!(sent, ["ann@example.com"], "{has_read_all}");
    }
}
