//! E-mail addresses: their shape, and that a taken one changes nothing in the answer.

use std::sync::Arc;

use serde_json::{Value, json};
use vestibule::types::{CreateRequest, SignupRequest, SubStatus};

use super::{but, is_refused, sign_up, tell_all, typed, without};
use crate::kit::{
    Gate, Reply, World, but_attempts, caller, create_request, observed, rejected, signup_input,
};

#[tokio::test]
async fn an_address_is_needed() {
    is_refused(without("email"), "E002005", "E005001").await;
    is_refused(but("email", Value::Null), "E002005", "E005001").await;
    is_refused(but("email", ""), "E002005", "E005001").await;
}

#[tokio::test]
async fn an_address_may_be_optional() {
    for input in [
        without("email"),
        but("email", ""),
        but("email", Value::Null),
    ] {
        let world = World::with(|settings| {
            settings.set("signup.is_email_required", false);
            settings.is_delivery_configured = true;
        })
        .await;
        sign_up(&world, &input).await.ok();
        assert_eq!(world.waiting().await[0].email, None);
        assert!(world.mails().await.is_empty());
    }
}

#[tokio::test]
async fn an_optional_address_still_has_to_be_one() {
    let world = World::with(|settings| {
        tell_all(settings);
        settings.set("signup.is_email_required", false);
    })
    .await;
    let reply = sign_up(&world, &but("email", "adam")).await;
    reply.refused("E002001");
}

#[tokio::test]
async fn an_invalid_address_is_refused() {
    for email in [
        "adam",
        "@example.com",
        "adam@",
        "adam@@example.com",
        "adam@exa_mple.com",
        "Adam<adam@example.com>",
        "adam@[192.0.2.1]",
    ] {
        is_refused(but("email", email), "E002001", "E005001").await;
    }
}

#[tokio::test]
async fn white_space_is_refused() {
    for email in [
        "adam @example.com",
        " adam@example.com",
        "adam@example.com\n",
    ] {
        is_refused(but("email", email), "E002004", "E005001").await;
    }
}

#[tokio::test]
async fn an_address_has_at_most_128_characters() {
    let of_length = |length: usize| {
        let local = "adam@";
        let label = "x".repeat(50);
        let rest = "y".repeat(length - local.len() - 2 * 51 - 4);
        format!("{local}{label}.{label}.{rest}.com")
    };
    let world = World::new().await;
    sign_up(&world, &but("email", of_length(128))).await.ok();
    is_refused(but("email", of_length(129)), "E002003", "E005001").await;
}

#[tokio::test]
async fn keywords_are_refused_in_every_spelling() {
    for email in [
        "admin@example.com",
        "ROOT@example.com",
        "adam@SYSTEM.example",
    ] {
        is_refused(but("email", email), "E002001", "E005001").await;
    }
}

#[tokio::test]
async fn keywords_are_a_setting() {
    let world = World::with(|settings| {
        tell_all(settings);
        settings.set("user_validation.reject_email", vec!["@Example.org"]);
    })
    .await;
    let reply = sign_up(&world, &but("email", "adam@example.ORG")).await;
    reply.refused("E002001");
    sign_up(&world, &but("email", "admin@example.com"))
        .await
        .ok();
}

#[tokio::test]
async fn the_spelling_is_kept_for_display() {
    let world = World::new().await;
    let input = but("email", "Adam.Smith@Example.COM");
    sign_up(&world, &input).await.ok();
    let waiting = world.waiting().await;
    assert_eq!(waiting[0].email.as_deref(), Some("Adam.Smith@Example.COM"));
}

/// The address belongs to an account, and an answer without what differs every time.
async fn with_owner(world: &World) {
    let request = CreateRequest {
        email: Some("owner@example.com".to_owned()),
        ..create_request("owner")
    };
    world.make(&request).await;
}

fn masked(reply: &Reply) -> (u16, String, String) {
    let mut body = String::from_utf8(reply.bytes.clone()).unwrap();
    for key in ["cid", "confirm_token"] {
        body = body.replace(&reply.text(key), key);
    }
    (reply.status, format!("{:?}", reply.headers), body)
}

#[tokio::test]
async fn a_taken_address_changes_nothing_in_the_answer() {
    for is_delivered in [false, true] {
        let (world, storage) =
            observed(|builder| builder.settings.is_delivery_configured = is_delivered).await;
        with_owner(&world).await;
        storage.heal();
        let free = world.signup("adam").await.ok();
        let calls = storage.calls();
        for (name, email) in [
            ("berta", "owner@example.com"),
            ("cesar", "OWNER@EXAMPLE.COM"),
            ("dora", "adam@example.com"),
        ] {
            let mut input = signup_input(name);
            input["email"] = json!(email);
            storage.heal();
            let taken = sign_up(&world, &input).await.ok();
            assert_eq!(storage.calls(), calls, "the same work");
            assert_eq!(masked(&taken), masked(&free));
            assert_eq!(taken.bytes.len(), free.bytes.len());
        }
    }
}

#[tokio::test]
async fn a_taken_address_is_reported_if_the_switch_is_on() {
    let world = World::with(|settings| settings.set("signup.inform_if_email_exists", true)).await;
    with_owner(&world).await;
    let before = but_attempts(&*world.storage).await;
    for email in ["owner@example.com", "Owner@EXAMPLE.com"] {
        sign_up(&world, &but("email", email))
            .await
            .refused("E002002");
        assert_eq!(but_attempts(&*world.storage).await, before);
    }
}

/// The answer about an address has to be true at the commit of the account.
#[tokio::test]
async fn an_address_that_gets_an_owner_just_before_the_commit_is_taken() {
    let gate = Arc::new(Gate::new());
    let mut builder = World::builder(|builder| tell_all(&mut builder.settings));
    builder.storage = gate.clone();
    let world = builder.build().await;
    let sso = world.sso.clone();
    let slow = async move {
        let request = SignupRequest {
            email: Some("owner@example.com".to_owned()),
            ..typed("adam")
        };
        sso.signup(&caller(), &request).await
    };
    let overtaken = gate.overtake(slow, "signup/", with_owner(&world)).await;
    assert_eq!(rejected(overtaken), [SubStatus::EmailExists]);
    assert!(world.waiting().await.is_empty());
}

/// Also if taken addresses are disclosed: an address has no owner before it is proven.
#[tokio::test]
async fn an_unproven_claim_to_an_address_does_not_block_others() {
    let world = World::with(tell_all).await;
    world.confirmed("adam").await;
    let mut input = signup_input("berta");
    input["email"] = json!("adam@example.com");
    sign_up(&world, &input).await.ok();
    world.sso.signup(&caller(), &typed("cesar")).await.unwrap();
}
