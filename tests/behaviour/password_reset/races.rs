//! Two at the same moment: one wins.

use std::sync::Arc;

use serde_json::json;
use vestibule::storage::Write;

use super::{NEW_PASSWORD, completing, with_mail};
use crate::kit::{
    At, Fault, Gate, PASSWORD, State, World, gated, observed, set_state, user_document,
};

async fn race() -> (Arc<Gate>, World, String) {
    let (gate, world) = gated(|builder| with_mail(&mut builder.settings)).await;
    let ann = world.member("ann").await;
    (gate, world, ann)
}

#[tokio::test]
async fn a_token_is_exchanged_once() {
    let (gate, world, _) = race().await;
    let token = world.token("ann").await;
    let fast = async { drop(world.exchange(&token).await.ok()) };
    let overtaken = gate
        .overtake(world.exchange(&token), "reset-of/", fast)
        .await;
    overtaken.refused("E010001");
}

#[tokio::test]
async fn a_password_is_set_once() {
    let (gate, world, _) = race().await;
    let (token, key) = world.key("ann").await;
    let late = completing(&token, &key, "one that comes too late");
    let slow = world.call("DELETE", "/password/reset", late);
    let fast = async { drop(world.complete(&token, &key).await.ok()) };
    gate.overtake(slow, "user/", fast).await.refused("E010001");
    world.login_with("ann", NEW_PASSWORD).await.ok();
}

/// A host whose clock is ahead takes an expired token away while another still uses it.
#[tokio::test]
async fn a_token_that_is_swept_meanwhile_is_void() {
    let sweep = async |world: &World| {
        let tokens = world.keys("reset/").await.into_iter();
        let gone = tokens.map(Write::Delete).collect();
        world.storage.commit(Vec::new(), gone).await.unwrap();
    };
    let (gate, world, _) = race().await;
    let token = world.token("ann").await;
    let slow = world.exchange(&token);
    let overtaken = gate.overtake(slow, "reset-of/", sweep(&world)).await;
    overtaken.refused("E010001");

    let (token, key) = world.key("ann").await;
    let slow = world.complete(&token, &key);
    let overtaken = gate.overtake(slow, "user/", sweep(&world)).await;
    overtaken.refused("E010001");
    world.login_with("ann", PASSWORD).await.ok();
}

#[tokio::test]
async fn an_exchange_that_a_newer_request_overtakes_finds_its_token_void() {
    let (gate, world, _) = race().await;
    let token = world.token("ann").await;
    let fast = async { drop(world.begin("ann").await.ok()) };
    let overtaken = gate
        .overtake(world.exchange(&token), "reset-of/", fast)
        .await;
    overtaken.refused("E010001");
    world.is_sound().await;
}

#[tokio::test]
async fn a_request_that_another_overtakes_leaves_one_token() {
    let (gate, world, _) = race().await;
    let fast = async { drop(world.begin("ann").await.ok()) };
    gate.overtake(world.begin("ann"), "reset-of/", fast)
        .await
        .ok();
    assert_eq!(world.keys("reset/").await.len(), 1);
    assert_eq!(world.reset_mails().await.len(), 2);
    world.is_sound().await;
}

/// Disowning removes the address while a mail to it is being committed.
#[tokio::test]
async fn a_request_that_the_loss_of_the_address_overtakes_sends_nothing() {
    let (gate, world) = gated(|builder| {
        with_mail(&mut builder.settings);
        builder
            .settings
            .set("signup.returned_token_verifies_email", true);
        builder.settings.set("signup.is_approval_needed", false);
    })
    .await;
    let ben = world.sign_up("ben", "ben@example.com").await;
    world.confirm(&ben.returned).await.ok();
    let fast = async { drop(world.disown(&ben.mail.confirm_token).await.ok()) };
    gate.overtake(world.begin("ben"), "reset-of/", fast)
        .await
        .ok();
    assert!(world.reset_mails().await.is_empty());
    world.is_sound().await;
}

/// Either the change voids the reset, or the reset comes first and the login has the wrong
/// password. A token never outlives the password it was meant to replace.
#[tokio::test]
async fn a_forced_change_and_a_reset_do_not_pass_each_other() {
    let (gate, world, ann) = race().await;
    let must_change = || set_state(&*world.storage, &ann, State::MustChangePassword);
    let login = |password: &str, new: &str| {
        let members = json!({"password": password, "new_password": new});
        world.log_in("ann", members)
    };
    // A reset that begins while the login is committing is void.
    must_change().await;
    let mut token = String::new();
    let fast = async { token = world.token("ann").await };
    let first = "chosen at the login";
    gate.overtake(login(PASSWORD, first), "user/", fast)
        .await
        .ok();
    world.exchange(&token).await.refused("E010001");

    // One that ends while a login is committing wins.
    let (token, key) = world.key("ann").await;
    must_change().await;
    let fast = async { drop(world.complete(&token, &key).await.ok()) };
    let slow = login(first, "chosen at the second login");
    gate.overtake(slow, "user/", fast).await.refused("E005001");
    world.login_with("ann", NEW_PASSWORD).await.ok();
    assert_eq!(world.sessions_of(&ann).await.len(), 1);
    world.is_sound().await;
}

#[tokio::test]
async fn a_login_that_is_committing_while_the_password_is_reset_leaves_no_session() {
    let (gate, world, ann) = race().await;
    let (token, key) = world.key("ann").await;
    let fast = async { drop(world.complete(&token, &key).await.ok()) };
    let overtaken = gate.overtake(world.login("ann"), "session/", fast).await;
    overtaken.refused("E005001");
    assert!(world.sessions_of(&ann).await.is_empty());
}

/// With the same randomness the salt is the first one drawn, unless it was drawn again.
#[tokio::test]
async fn a_completion_that_loses_a_race_does_not_hash_again() {
    let mut hashes = Vec::new();
    for fault in [None, Some(Fault::Conflict)] {
        let (world, storage) = observed(|builder| with_mail(&mut builder.settings)).await;
        let ann = world.member("ann").await;
        let (token, key) = world.key("ann").await;
        storage.heal();
        if let Some(fault) = fault {
            storage.fail_once_at(At::Putting("user/"), fault);
        }
        world.complete(&token, &key).await.ok();
        assert_eq!(storage.calls() > 3, fault.is_some());
        storage.heal();
        hashes.push(user_document(&storage, &ann).await["password"].clone());
    }
    assert_eq!(hashes[0], hashes[1]);
}
