//! Login: before the password is verified no reason is disclosed; afterwards the permitted ones, in the
//! documented order.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestibule::settings::Settings;

use crate::kit::{
    Faulty, Reply, State, World, but_attempts, login_input, observed, set_state, stored,
};

async fn login(world: &World, changes: Value) -> Reply {
    let mut input = login_input("ann");
    let changes = changes.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(changes);
    world.post("/user/login", input).await
}

/// People in every state an account can be in; all have the same password.
async fn a_crowd(world: &World, storage: &Faulty) {
    world.approved("ann").await;
    world.signup("unconfirmed").await.ok();
    world.confirmed("undecided").await;
    let locked = world.approved("locked").await;
    set_state(storage, &locked, State::Locked).await;
    let expired = world.approved("expired").await;
    set_state(storage, &expired, State::PasswordExpired).await;
    let must_change = world.approved("must.change").await;
    set_state(storage, &must_change, State::MustChangePassword).await;
    world.approved("elsewhere").await;
    let rejected = world.confirmed("rejected").await;
    world.reject(&rejected).await;
}

fn nowhere(settings: &mut Settings) {
    settings.set_address_list("elsewhere", [""; 0]);
}

/// The hash itself is seen in `overload.rs`.
#[tokio::test]
async fn without_the_password_all_accounts_and_unknown_names_look_the_same() {
    let (world, storage) = observed(|builder| nowhere(&mut builder.settings)).await;
    a_crowd(&world, &storage).await;
    let everyone = [
        "ann",
        "unconfirmed",
        "undecided",
        "locked",
        "expired",
        "must.change",
        "elsewhere",
        "rejected",
        "nobody",
        "",
    ];
    let long = "x".repeat(2_000);
    let before = but_attempts(&storage).await;
    let mut answers = BTreeMap::new();
    for name in everyone {
        for password in ["wrong", "", "correct horse battery staplf", &long] {
            for new_password in [None, Some("quite another long text")] {
                let mut changes = json!({"username": name, "password": password});
                if let Some(new_password) = new_password {
                    changes["new_password"] = json!(new_password);
                }
                storage.heal();
                let reply = login(&world, changes).await;
                let answer = (reply.seen(), storage.calls());
                answers.insert(answer, format!("{name} with {password:?}"));
                assert_eq!(world.events.last().sub_status, ["E005001"]);
            }
        }
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");
    let (seen, calls) = answers.keys().next().unwrap();
    assert!(
        seen.starts_with("403") && seen.contains("E005001"),
        "{seen}"
    );
    assert_eq!(*calls, 6, "two reads, two counts, the attempt, its failure");
    assert_eq!(but_attempts(&storage).await, before);
}

#[tokio::test]
async fn only_the_event_of_an_unknown_username_has_its_keyed_hash() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    login(&world, json!({"password": "wrong"})).await;
    assert_eq!(world.events.last().target, Some(user_id));
    assert_eq!(world.events.last().detail("typed_username"), None);
    let mut hashes = Vec::new();
    for name in ["Nobody", "nobody", "somebody"] {
        login(&world, json!({"username": name})).await;
        assert_eq!(world.events.last().target, None);
        hashes.push(
            world
                .events
                .last()
                .detail("typed_username")
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(hashes[0], hashes[1]);
    assert_ne!(hashes[0], hashes[2]);
}

#[tokio::test]
async fn the_reasons_come_in_the_documented_order() {
    let (mut world, storage) = observed(|builder| {
        builder
            .settings
            .set_address_list("ann", ["198.51.100.0/24"]);
        builder.settings.set("password.inform_if_expired", true);
    })
    .await;
    world.signup("ann").await.ok();
    let user_id = world.last_target();
    let set = |state| set_state(&storage, &user_id, state);
    for wrong in [
        State::Locked,
        State::PasswordExpired,
        State::MustChangePassword,
    ] {
        set(wrong).await;
    }
    let meta = json!({"user_agent": "Lynx"});

    let wrong = json!({"password": "wrong", "user_agent": "Lynx"});
    login(&world, wrong).await.refused("E005001");
    let erp = json!({"current_app": "ERP", "user_agent": "Lynx"});
    login(&world, erp).await.refused("E004001");
    login(&world, meta.clone()).await.refused("E005001");
    world.peer = "198.51.100.7:1".parse().unwrap();
    for (repaired, code, exact) in [
        (State::Unlocked, "E005002", "E005002"),
        (State::Confirmed, "E005003", "E005003"),
        (State::Approved, "E005003", "E005004"),
        (State::PasswordLasts, "E003004", "E003004"),
    ] {
        login(&world, meta.clone()).await.refused(code);
        assert_eq!(world.events.last().sub_status, [exact]);
        set(repaired).await;
        set(State::Lasting).await;
    }
    login(&world, meta).await.refused("E006001");
    login(&world, json!({})).await.refused("E003007");
    let short = json!({"new_password": "short"});
    login(&world, short).await.refused("E003002");
    assert!(stored(&storage, "session/").await.is_empty());
    let good = json!({"new_password": "quite another long text"});
    login(&world, good).await.ok();
}

/// One account's fault, the switch that tells of it, and the code.
type Switch = (&'static str, fn(&mut Settings, bool), &'static str);

#[tokio::test]
async fn a_switch_decides_whether_the_state_of_an_account_is_reported() {
    let switches: [Switch; 3] = [
        (
            "locked",
            |all, on| all.set("login.inform_if_locked", on),
            "E005002",
        ),
        (
            "unconfirmed",
            |all, on| all.set("login.inform_if_not_confirmed", on),
            "E005003",
        ),
        (
            "undecided",
            |all, on| all.set("login.inform_if_not_approved", on),
            "E005003",
        ),
    ];
    for (name, switch, code) in switches {
        for is_told in [true, false] {
            let (world, storage) = observed(|builder| switch(&mut builder.settings, is_told)).await;
            a_crowd(&world, &storage).await;
            let told = if is_told { code } else { "E005001" };
            world.login(name).await.refused(told);
            let exact = if name == "undecided" { "E005004" } else { code };
            assert_eq!(world.events.last().sub_status, [exact]);
            assert!(stored(&storage, "session/").await.is_empty());
            world.login("ann").await.ok();
        }
    }
}

/// One that is longer than a key of the store, and one that is so only when it is folded.
#[tokio::test]
async fn an_impossible_username_is_refused_like_any_other() {
    let world = World::new().await;
    for name in ["x".repeat(2_000), "\u{fdfa}".repeat(300)] {
        world.login(&name).await.refused("E005001");
    }
}
