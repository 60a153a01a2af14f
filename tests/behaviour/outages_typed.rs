//! Storage that fails, as an embedder and the operator see it.

use std::sync::Arc;

use vestibule::{Error, settings::SecretText, storage::Entry, types::CreateRequest};

use crate::{
    kit::{
        Fault, HOST_CALLS, HostCall, KEY, OPERATOR, PASSWORD, Ready, World, caller, everything,
        observed,
    },
    operations::Scene,
    outages::{self, FAULTS, kinds, scene},
};

/// Functions that need no storage.
const WITHOUT: [&str; 4] = [
    "linked-auth.hash-password",
    "configuration.stanzas",
    "configuration.check",
    "configuration.effective",
];

/// Functions that change nothing here. (Rewriting does, document by document: see `maintenance`.)
const READING: [&str; 4] = [
    "users.has-super-user",
    "configuration.prepare",
    "maintenance.inspect",
    "maintenance.rekey",
];

const NEW_KEY: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

/// A scene in which hosts can make this call.
async fn at_the_host(name: &str) -> (Scene, Ready) {
    let mut scene = scene().await;
    if ["maintenance.begin-rekey", "maintenance.end-rekey"].contains(&name) {
        let rotated = World::builder(|builder| {
            builder.seed = 2;
            builder.storage = Arc::new(scene.storage.clone());
            let keys = [NEW_KEY, KEY].map(|key| SecretText(key.to_owned()));
            builder.settings.set_keys(keys);
            builder.settings.is_delivery_configured = true;
        });
        scene.world = rotated.build().await;
    }
    let mut ready = Ready::in_world(&scene.world, "emil").await;
    scene.world.signup("egon").await.ok();
    if name == "maintenance.end-rekey" {
        ready.rewrite(&scene.world).await;
    }
    scene.storage.heal();
    (scene, ready)
}

#[tokio::test]
async fn a_fault_at_any_call_of_a_host_leaves_nothing_half_done() {
    for (name, call) in HOST_CALLS {
        let (good, ready) = at_the_host(name).await;
        let before = outages::everything(&good).await;
        good.storage.heal();
        let answer = call(&good.world, &ready).await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
        let calls = good.storage.calls();
        assert_eq!(calls == 0, WITHOUT.contains(name), "{name}: {calls}");
        let done = outages::everything(&good).await;
        let is_reading = WITHOUT.contains(name) || READING.contains(name);
        assert_eq!(done == before, is_reading, "{name}");
        for (position, fault) in (0..calls).flat_map(|call| FAULTS.map(|fault| (call, fault))) {
            fails_well(name, *call, (position, fault), &done).await;
        }
    }
}

async fn fails_well(name: &str, call: HostCall, (position, fault): (usize, Fault), done: &[Entry]) {
    let what = format!("{name} {fault:?} at {position}");
    let (scene, ready) = at_the_host(name).await;
    let before = outages::everything(&scene).await;
    scene.storage.fail_once_after(position, fault);
    let answer = call(&scene.world, &ready).await;
    let after = outages::everything(&scene).await;
    scene.world.is_sound().await;
    if fault == Fault::Conflict {
        assert!(answer.is_ok(), "{what}: {answer:?}");
        assert_eq!(kinds(&after), kinds(done), "{what}");
        return;
    }
    let is_unavailable = matches!(answer, Err(Error::Unavailable(_)));
    assert!(is_unavailable, "{what}: {answer:?}");
    // One operation reads again what it wrote, and may start over.
    let may_be_done = fault == Fault::UnknownAfter || name == "maintenance.begin-rekey";
    let is_done = may_be_done && after != before;
    if is_done {
        assert_eq!(kinds(&after), kinds(done), "{what}: once and whole");
    } else {
        assert_eq!(after, before, "{what}");
    }
    // An operation that was done after all may not be possible again.
    let answer = call(&scene.world, &ready).await;
    let is_refused = matches!(answer, Err(Error::Rejected(_)));
    assert!(
        answer.is_ok() || is_done && is_refused,
        "{what}: {answer:?}"
    );
    scene.storage.heal();
    scene.world.is_sound().await;
}

#[tokio::test]
async fn during_an_outage_of_storage_typed_calls_fail_and_work_afterwards() {
    for (name, call) in HOST_CALLS {
        let (scene, ready) = at_the_host(name).await;
        let before = outages::everything(&scene).await;
        scene.storage.fail_from(0, Fault::Unavailable);
        let answer = call(&scene.world, &ready).await;
        let is_unavailable = matches!(answer, Err(Error::Unavailable(_)));
        assert_eq!(
            is_unavailable,
            !WITHOUT.contains(name),
            "{name}: {answer:?}"
        );
        assert_eq!(outages::everything(&scene).await, before, "{name}");
        let answer = call(&scene.world, &ready).await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn the_operators_accounts_are_made_whole_or_not_at_all() {
    let request = CreateRequest {
        username: "emil".to_owned(),
        password: Some(PASSWORD.to_owned()),
        email: Some("emil@example.com".to_owned()),
        is_super_user: true,
        ..CreateRequest::default()
    };
    for fault in [Fault::Unavailable, Fault::UnknownBefore] {
        for position in 0..2 {
            let (world, storage) = observed(|_| {}).await;
            let before = everything(&storage).await;
            storage.fail_once_after(position, fault);
            match world.sso.create_user(&caller(), &OPERATOR, &request).await {
                Err(Error::Unavailable(_)) => {}
                other => panic!("{other:?}"),
            }
            assert_eq!(everything(&storage).await, before);
            world
                .sso
                .create_user(&caller(), &OPERATOR, &request)
                .await
                .unwrap();
            world.login("emil").await.ok();
        }
    }
}

#[tokio::test]
async fn a_typed_call_returns_the_cause_to_the_host() {
    let (world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    storage.fail_from(0, Fault::Unavailable);
    match world.sso.verify(&caller(), &ust).await {
        Err(Error::Unavailable(text)) => assert!(text.contains("on fire"), "{text}"),
        other => panic!("{other:?}"),
    }
    let operator = OPERATOR.clone();
    let user = world.sso.user(&caller(), &operator, Some(&user_id)).await;
    assert!(matches!(user, Err(Error::Unavailable(_))));
    assert!(!world.sso.is_ready().await);
    storage.heal();
    assert!(world.sso.is_ready().await);
    assert!(world.sso.verify(&caller(), &ust).await.unwrap().is_some());
}

#[tokio::test]
async fn building_an_sso_on_unavailable_storage_fails() {
    let (world, storage) = observed(|_| {}).await;
    drop(world);
    for fault in [Fault::Unavailable, Fault::UnknownBefore] {
        storage.fail_from(0, fault);
        let builder = World::builder(|builder| builder.storage = Arc::new(storage.clone()));
        assert!(builder.try_build().await.is_err(), "{fault:?}");
    }
    storage.heal();
    let builder = World::builder(|builder| builder.storage = Arc::new(storage.clone()));
    builder.try_build().await.unwrap();
}
