//! Decisions and logins at the same moment.

use vestibule::{
    Error, Sso,
    types::{ApprovalStatus, LoginResponse, SubStatus},
};

use crate::kit::{OPERATOR, World, both_stores, caller, gated, login_request, rejected};

async fn log_in(sso: Sso, username: &str) -> Result<LoginResponse, Error> {
    let request = login_request(username);
    sso.login(&caller(), &request).await
}

/// There is no session document, and no UST is valid.
async fn has_no_session(world: &World, user_id: &str, usts: &[String]) {
    let sessions = world.sessions_of(user_id).await;
    assert!(sessions.is_empty(), "{sessions:?}");
    for ust in usts {
        let session = world.sso.verify(&caller(), ust).await.unwrap();
        assert!(session.is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_concurrent_approval_and_rejection_end_in_rejection_without_a_session() {
    for seed in 0..40 {
        let world = World::builder(|builder| builder.seed = seed).build().await;
        let user_id = world.confirmed("adam").await;
        let approve = approve(world.sso.clone(), user_id.clone());
        let reject = reject(world.sso.clone(), user_id.clone());
        // The order in the queue varies.
        let (approved, rejected_) = if seed % 2 == 0 {
            (tokio::spawn(approve), tokio::spawn(reject))
        } else {
            let reject = tokio::spawn(reject);
            (tokio::spawn(approve), reject)
        };
        let logins: Vec<_> = (0..4)
            .map(|_| tokio::spawn(log_in(world.sso.clone(), "adam")))
            .collect();
        let (approved, rejected_) = (approved.await.unwrap(), rejected_.await.unwrap());
        let mut usts = Vec::new();
        for login in logins {
            usts.extend(login.await.unwrap().ok().map(|response| response.ust));
        }
        let account = world.account(&user_id).await.administration.unwrap();
        assert_eq!(account.approval_status, ApprovalStatus::Rejected);
        rejected_.unwrap();
        if approved.is_err() {
            assert_eq!(rejected(approved), [SubStatus::CommonInvalidOperation]);
            assert!(usts.is_empty());
        }
        has_no_session(&world, &user_id, &usts).await;
        world.login("adam").await.refused("E005001");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_decision_many_times_at_once_is_made_once() {
    let (_directory, stores) = both_stores();
    for store in stores {
        let world = World::builder(|builder| {
            builder.storage = store;
            builder.settings.is_delivery_configured = true;
        });
        let world = world.build().await;
        let user_id = world.confirmed("adam").await;
        let tasks: Vec<_> = (0..10)
            .map(|_| tokio::spawn(reject(world.sso.clone(), user_id.clone())))
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(world.keys("audit/").await.len(), 3);
        assert_eq!(world.mails().await.len(), 2, "to confirm, and rejected");
    }
}

async fn approve(sso: Sso, user_id: String) -> Result<(), Error> {
    sso.approve(&caller(), &OPERATOR, &user_id).await
}

async fn reject(sso: Sso, user_id: String) -> Result<(), Error> {
    let operator = OPERATOR.clone();
    sso.reject(&caller(), &operator, &user_id, Some("no")).await
}

/// The first commit decides.
#[tokio::test]
async fn a_rejection_stands_before_or_after_an_approval() {
    let world = || async {
        let (gate, world) = gated(|_| {}).await;
        let user_id = world.confirmed("adam").await;
        (gate, world, user_id)
    };
    let (gate, one, user_id) = world().await;
    let slow = approve(one.sso.clone(), user_id.clone());
    let fast = async { reject(one.sso.clone(), user_id.clone()).await.unwrap() };
    let overtaken = gate.overtake(slow, "user/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::CommonInvalidOperation]);
    assert_eq!(one.account(&user_id).await.username, None, "erased");

    let (gate, other, user_id) = world().await;
    let slow = reject(other.sso.clone(), user_id.clone());
    let fast = async { approve(other.sso.clone(), user_id.clone()).await.unwrap() };
    gate.overtake(slow, "user/", fast).await.unwrap();
    assert_eq!(other.account(&user_id).await.username, None, "erased");
}

/// A confirmation that commits after an erasure restores nothing.
#[tokio::test]
async fn a_confirmation_overtaken_by_a_rejection_restores_nothing() {
    let (gate, world) = gated(|_| {}).await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    let user_id = world.last_target();
    let sso = world.sso.clone();
    let slow = async move { sso.confirm(&caller(), &token).await };
    let fast = super::reject(&world, &user_id);
    let overtaken = gate.overtake(slow, "user/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthNoSuchSignUpToken]);
    assert_eq!(world.account(&user_id).await.username, None);
    world.signup("adam").await.ok();
}
