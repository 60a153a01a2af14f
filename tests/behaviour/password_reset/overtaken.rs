//! A request for a reset is overtaken by a change of the name or address that finds the account.

use serde_json::{Value, json};

use super::with_mail;
use crate::kit::{gated, merged};

/// The answer to an overtaken request, and the recipients of tokens. The request has read the owner of the
/// name or the address, or everything.
async fn sent_to(credential: &str, has_read_all: bool, change: Value) -> Vec<String> {
    let (gate, world) = gated(|builder| {
        with_mail(&mut builder.settings);
        let both = "username_or_email".to_owned();
        builder.settings.set("password_reset.user_search_by", both);
    })
    .await;
    let boss = world.super_user().await;
    let user_id = world.member("ann").await;
    let request = world.begin(credential);
    let changing = async {
        let change = merged(change, json!({"user_id": user_id}));
        world.ask(&boss, "PATCH", "/user", change).await.ok();
    };
    let reply = match has_read_all {
        true => gate.overtake(request, "reset/", changing).await,
        false => gate.overtake_reading(request, "user/", changing).await,
    };
    reply.ok();
    let mails = world.reset_mails().await;
    let of_ann = world.keys(&format!("reset-of/{user_id}")).await;
    assert!(of_ann.is_empty() || !mails.is_empty(), "a token of hers");
    mails.into_iter().map(|mail| mail.to).collect()
}

#[tokio::test]
async fn no_mail_is_sent_for_a_username_that_was_changed_meanwhile() {
    for has_read_all in [false, true] {
        let renamed = json!({"username": "anna"});
        let sent = sent_to("ann", has_read_all, renamed).await;
        assert!(sent.is_empty(), "{has_read_all}: {sent:?}");
    }
}

#[tokio::test]
async fn no_mail_is_sent_to_an_address_that_was_removed_meanwhile() {
    for has_read_all in [false, true] {
        let given_up = json!({"email": null});
        let sent = sent_to("ann@example.com", has_read_all, given_up).await;
        assert!(sent.is_empty(), "{has_read_all}: {sent:?}");
    }
}

/// By her address she is still found.
#[tokio::test]
async fn another_username_does_not_change_the_owner_of_the_address() {
    for has_read_all in [false, true] {
        let renamed = json!({"username": "anna"});
        let sent = sent_to("ann@example.com", has_read_all, renamed).await;
        assert_eq!(sent, ["ann@example.com"], "{has_read_all}");
    }
}
