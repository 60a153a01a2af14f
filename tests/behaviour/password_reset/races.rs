//! Two at the same moment: one wins.

use std::sync::Arc;

use serde_json::json;
use vestibule::{
    Error, Sso,
    storage::{Memory, Storage, Write},
    types::{Content, LoginRequest, SubStatus},
};

use super::{NEW_PASSWORD, with_mail};
use crate::kit::{
    Fault, Gate, PASSWORD, World, caller, edit_user, observed, rejected, user_document,
};

const VOID: [SubStatus; 1] = [SubStatus::PasswordResetCouldNotAccess];

async fn gated() -> (Arc<Gate>, World, String) {
    let gate = Arc::new(Gate::new());
    let world = World::builder(|builder| {
        with_mail(&mut builder.settings);
        builder.storage = gate.clone();
    });
    let world = world.build().await;
    let ann = world.member("ann").await;
    (gate, world, ann)
}

async fn exchange(sso: Sso, token: String) -> Result<String, Error> {
    sso.exchange_password_reset(&caller(), &token).await
}

async fn complete(sso: Sso, token: String, key: String, password: &str) -> Result<(), Error> {
    let caller = caller();
    sso.complete_password_reset(&caller, &token, &key, password)
        .await
}

#[tokio::test]
async fn a_token_is_exchanged_once() {
    let (gate, world, _) = gated().await;
    let token = world.token("ann").await;
    let slow = exchange(world.sso.clone(), token.clone());
    let fast = async {
        world.exchange(&token).await.ok();
    };
    let overtaken = gate.overtake(slow, "reset-of/", fast).await;
    assert_eq!(rejected(overtaken), VOID);
}

#[tokio::test]
async fn a_password_is_set_once() {
    let (gate, world, _) = gated().await;
    let (token, key) = world.key("ann").await;
    let slow = complete(
        world.sso.clone(),
        token.clone(),
        key.clone(),
        "one that comes too late",
    );
    let fast = async {
        world.complete(&token, &key).await.ok();
    };
    let overtaken = gate.overtake(slow, "user/", fast).await;
    assert_eq!(rejected(overtaken), VOID);
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
    let (gate, world, _) = gated().await;
    let token = world.token("ann").await;
    let slow = exchange(world.sso.clone(), token);
    let overtaken = gate.overtake(slow, "reset-of/", sweep(&world)).await;
    assert_eq!(rejected(overtaken), VOID);

    let (gate, world, _) = gated().await;
    let (token, key) = world.key("ann").await;
    let slow = complete(world.sso.clone(), token, key, NEW_PASSWORD);
    let overtaken = gate.overtake(slow, "user/", sweep(&world)).await;
    assert_eq!(rejected(overtaken), VOID);
    world.login_with("ann", PASSWORD).await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_wins() {
    for seed in 0..10 {
        let storage: Arc<dyn Storage> = Arc::new(Memory::new());
        let world = World::builder(|builder| {
            with_mail(&mut builder.settings);
            builder.storage = storage;
            builder.seed = seed;
        });
        let world = world.build().await;
        world.member("ann").await;
        let token = world.token("ann").await;
        let tasks: Vec<_> = (0..6)
            .map(|_| tokio::spawn(exchange(world.sso.clone(), token.clone())))
            .collect();
        let mut keys = Vec::new();
        for task in tasks {
            match task.await.unwrap() {
                Ok(key) => keys.push(key),
                refused => assert_eq!(rejected(refused), VOID),
            }
        }
        assert_eq!(keys.len(), 1);
        let passwords = ["the first text", "the second text", "the third text"];
        let complete =
            |password| complete(world.sso.clone(), token.clone(), keys[0].clone(), password);
        let tasks = passwords.map(|password| tokio::spawn(complete(password)));
        let mut set = Vec::new();
        for (task, password) in tasks.into_iter().zip(passwords) {
            match task.await.unwrap() {
                Ok(()) => set.push(password),
                refused => assert_eq!(rejected(refused), VOID),
            }
        }
        assert_eq!(set.len(), 1);
        world.login_with("ann", set[0]).await.ok();
        world.is_sound_still().await;
    }
}

impl World {
    async fn is_sound_still(&self) {
        let found = self.sso.check_storage(|defect| panic!("{defect:?}")).await;
        found.unwrap();
    }
}

#[tokio::test]
async fn an_exchange_that_a_newer_request_overtakes_finds_its_token_void() {
    let (gate, world, _) = gated().await;
    let token = world.token("ann").await;
    let slow = exchange(world.sso.clone(), token.clone());
    let fast = async {
        world.begin("ann").await.ok();
    };
    let overtaken = gate.overtake(slow, "reset-of/", fast).await;
    assert_eq!(rejected(overtaken), VOID);
    world.is_sound_still().await;
}

#[tokio::test]
async fn a_request_that_another_overtakes_leaves_one_token() {
    let (gate, world, _) = gated().await;
    let sso = world.sso.clone();
    let slow = async move { sso.begin_password_reset(&caller(), "ann").await };
    let fast = async {
        world.begin("ann").await.ok();
    };
    gate.overtake(slow, "reset-of/", fast).await.unwrap();
    assert_eq!(world.keys("reset/").await.len(), 1);
    let mails = world.reset_mails().await;
    assert_eq!(mails.len(), 2);
    world.is_sound_still().await;
}

/// Who disowns the account takes the address away while a mail to it is being committed.
#[tokio::test]
async fn a_request_that_the_loss_of_the_address_overtakes_sends_nothing() {
    let gate = Arc::new(Gate::new());
    let world = World::builder(|builder| {
        with_mail(&mut builder.settings);
        builder.settings.signup.returned_token_verifies_email = Some(true);
        builder.settings.signup.is_approval_needed = Some(false);
        builder.storage = gate.clone();
    });
    let world = world.build().await;
    let returned = world.signup("ben").await.ok().text("confirm_token");
    let mails = world.mails().await;
    let Content::SignupConfirm(mailed) = &mails[0].content else {
        panic!("{mails:?}");
    };
    world.sso.confirm(&caller(), &returned).await.unwrap();
    let sso = world.sso.clone();
    let slow = async move { sso.begin_password_reset(&caller(), "ben").await };
    let fast = async {
        let disowned = world.sso.disown(&caller(), &mailed.confirm_token).await;
        disowned.unwrap();
    };
    gate.overtake(slow, "reset-of/", fast).await.unwrap();
    assert!(world.reset_mails().await.is_empty());
    world.is_sound_still().await;
}

/// Either the change voids the reset, or the reset comes first and the login has the wrong
/// password. A token never outlives the password it was meant to replace.
#[tokio::test]
async fn a_forced_change_and_a_reset_do_not_pass_each_other() {
    let (gate, world, ann) = gated().await;
    edit_user(
        &*world.storage,
        &ann,
        [("password_must_change", json!(true))],
    )
    .await;
    let login = |sso: Sso| async move {
        let request = LoginRequest {
            username: "ann".to_owned(),
            password: PASSWORD.to_owned(),
            new_password: Some("chosen at the login".to_owned()),
            totp_code: None,
            metadata: None,
        };
        sso.login(&caller(), &request).await
    };
    // A reset that begins while the login is committing is void.
    let mut token = String::new();
    let slow = login(world.sso.clone());
    let fast = async {
        token = world.token("ann").await;
    };
    gate.overtake(slow, "user/", fast).await.unwrap();
    world.exchange(&token).await.refused("E010001");

    // One that ends while a login is committing wins.
    let (token, key) = world.key("ann").await;
    edit_user(
        &*world.storage,
        &ann,
        [("password_must_change", json!(true))],
    )
    .await;
    let sso = world.sso.clone();
    let slow = async move {
        let request = LoginRequest {
            username: "ann".to_owned(),
            password: "chosen at the login".to_owned(),
            new_password: Some("chosen at the second login".to_owned()),
            totp_code: None,
            metadata: None,
        };
        sso.login(&caller(), &request).await
    };
    let fast = async {
        world.complete(&token, &key).await.ok();
    };
    let overtaken = gate.overtake(slow, "user/", fast).await;
    assert_eq!(rejected(overtaken.map(drop)), [SubStatus::AuthNotAllowed]);
    world.login_with("ann", NEW_PASSWORD).await.ok();
    assert_eq!(world.keys(&format!("session/{ann}/")).await.len(), 1);
    world.is_sound_still().await;
}

#[tokio::test]
async fn a_login_that_is_committing_while_the_password_is_reset_leaves_no_session() {
    let (gate, world, ann) = gated().await;
    let (token, key) = world.key("ann").await;
    let sso = world.sso.clone();
    let slow = async move {
        let request = LoginRequest {
            username: "ann".to_owned(),
            password: PASSWORD.to_owned(),
            new_password: None,
            totp_code: None,
            metadata: None,
        };
        sso.login(&caller(), &request).await
    };
    let fast = async {
        world.complete(&token, &key).await.ok();
    };
    let overtaken = gate.overtake(slow, "session/", fast).await;
    assert_eq!(rejected(overtaken.map(drop)), [SubStatus::AuthNotAllowed]);
    assert!(world.keys(&format!("session/{ann}/")).await.is_empty());
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
            // Two reads come before the commit.
            storage.fail_once_after(2, fault);
        }
        world.complete(&token, &key).await.ok();
        assert_eq!(storage.calls() > 3, fault.is_some());
        storage.heal();
        hashes.push(user_document(&storage, &ann).await["password"].clone());
    }
    assert_eq!(hashes[0], hashes[1]);
}
