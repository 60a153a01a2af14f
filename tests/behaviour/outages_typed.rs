//! Storage that fails, as an embedder and the operator see it.

use std::sync::Arc;

use vestibule::{
    Error,
    types::{Authority, CreateRequest},
};

use crate::{
    kit::{
        Fault, HOST_CALLS, HostCall, OPERATOR, PASSWORD, Ready, World, caller, everything, observed,
    },
    outages::{FAULTS, Scene, kinds, scene},
};

/// What needs no storage.
const WITHOUT: [&str; 3] = [
    "linked-auth.hash-password",
    "configuration.check",
    "configuration.effective",
];

/// A scene in which the calls that hosts make can be made.
async fn at_the_host() -> (Scene, Ready) {
    let scene = scene().await;
    let ready = Ready::in_world(&scene.world, "emil").await;
    scene.storage.heal();
    (scene, ready)
}

#[tokio::test]
async fn what_hosts_ask_for_is_done_whole_or_not_at_all() {
    for (name, call) in HOST_CALLS {
        let (good, ready) = at_the_host().await;
        let answer = call(&good.world, &ready).await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
        let calls = good.storage.calls();
        assert_eq!(calls == 0, WITHOUT.contains(name), "{name}: {calls}");
        let done = kinds_of(&good).await;
        for (position, fault) in (0..calls).flat_map(|call| FAULTS.map(|fault| (call, fault))) {
            let what = format!("{name} {fault:?} at {position}");
            fails_well(*call, position, fault, &done, &what).await;
        }
    }
}

async fn fails_well(call: HostCall, position: usize, fault: Fault, done: &[String], what: &str) {
    let (scene, ready) = at_the_host().await;
    let before = scene.everything().await;
    scene.storage.fail_once_after(position, fault);
    let answer = call(&scene.world, &ready).await;
    let after = scene.everything().await;
    scene.world.is_sound().await;
    if fault == Fault::Conflict {
        assert!(answer.is_ok(), "{what}: {answer:?}");
        assert_eq!(kinds(&after), done, "{what}");
        return;
    }
    let is_unavailable = matches!(answer, Err(Error::Unavailable(_)));
    assert!(is_unavailable, "{what}: {answer:?}");
    let is_done = fault == Fault::UnknownAfter && after != before;
    if is_done {
        assert_eq!(kinds(&after), done, "{what}: once and whole");
    } else {
        assert_eq!(after, before, "{what}");
    }
    // What was done after all may be nothing that can be done again.
    let answer = call(&scene.world, &ready).await;
    let is_refused = matches!(answer, Err(Error::Rejected(_)));
    assert!(
        answer.is_ok() || is_done && is_refused,
        "{what}: {answer:?}"
    );
    scene.storage.heal();
    scene.world.is_sound().await;
}

async fn kinds_of(scene: &Scene) -> Vec<String> {
    let everything = scene.everything().await;
    let kinds = kinds(&everything).into_iter();
    kinds.map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn while_storage_is_gone_hosts_are_told_and_then_served() {
    for (name, call) in HOST_CALLS {
        let (scene, ready) = at_the_host().await;
        let before = scene.everything().await;
        scene.storage.fail_from(0, Fault::Unavailable);
        let answer = call(&scene.world, &ready).await;
        let is_unavailable = matches!(answer, Err(Error::Unavailable(_)));
        assert_eq!(
            is_unavailable,
            !WITHOUT.contains(name),
            "{name}: {answer:?}"
        );
        assert_eq!(scene.everything().await, before, "{name}");
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
async fn a_typed_call_may_tell_the_host_what_is_wrong() {
    let (world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    storage.fail_from(0, Fault::Unavailable);
    match world.sso.verify(&caller(), &ust).await {
        Err(Error::Unavailable(text)) => assert!(text.contains("on fire"), "{text}"),
        other => panic!("{other:?}"),
    }
    let operator = Authority::Operator;
    let user = world.sso.user(&caller(), &operator, Some(&user_id)).await;
    assert!(matches!(user, Err(Error::Unavailable(_))));
    assert!(!world.sso.is_ready().await);
    storage.heal();
    assert!(world.sso.is_ready().await);
    assert!(world.sso.verify(&caller(), &ust).await.unwrap().is_some());
}

#[tokio::test]
async fn an_sso_is_not_put_together_on_storage_that_does_not_answer() {
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
