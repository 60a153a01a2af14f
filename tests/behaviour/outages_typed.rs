//! Storage that fails, as an embedder and the operator see it.

use std::sync::Arc;

use vestibule::{
    Error,
    types::{Authority, CreateRequest},
};

use crate::kit::{Fault, OPERATOR, PASSWORD, World, caller, everything, observed};

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
