//! A check raises no false alarm while others are at work.

use std::{sync::Arc, time::Duration};

use super::{Data, OLD, World, caller, healthy::populate};
use crate::kit::Gate;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Checks while `act` happens, at each of the moments between two reads.
async fn overtaken(act: impl AsyncFn(&World)) {
    for reads in 0.. {
        let gate = Arc::new(Gate::new());
        let data = Data::over(gate.clone());
        let (checker, server) = (data.host(&[OLD]).await, data.host(&[OLD]).await);
        populate(&server).await;
        let mut found = Vec::new();
        let checking = checker.sso.check_storage(|defect| found.push(defect));
        let checked = gate.overtake_after(reads, checking, act(&server)).await;
        let is_past_the_end = checked.is_err();
        checked.unwrap_or_else(|checked| checked).unwrap();
        assert!(found.is_empty(), "{reads}: {found:#?}");
        server.is_sound().await;
        if is_past_the_end {
            assert!(reads > 2, "{reads}");
            return;
        }
    }
}

async fn id(world: &World, name: &str) -> String {
    let pointer = world.document(&format!("username/{name}")).await;
    pointer["user_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn by_a_decision() {
    overtaken(async |world| {
        world.approve(&id(world, "waiting").await).await;
        world.reject(&id(world, "second").await).await;
    })
    .await;
}

#[tokio::test]
async fn by_a_sign_up_and_its_confirmation() {
    overtaken(async |world| {
        world.proven("zoe", "zoe@example.com").await;
        world.proven("aaron", "aaron@example.com").await;
    })
    .await;
}

#[tokio::test]
async fn by_a_login_and_a_logout() {
    overtaken(async |world| {
        let ust = world.ust("ann").await;
        world.ust("unproven").await;
        world.sso.logout(&caller(), &ust).await.unwrap();
    })
    .await;
}

/// A document that existed at the first read has expired at the second.
#[tokio::test]
async fn by_the_end_of_a_sign_up() {
    overtaken(async |world| {
        world.advance(8 * 24 * HOUR);
        world.signup("unconfirmed").await.ok();
        world.signup("nameless").await.ok();
    })
    .await;
}

#[tokio::test]
async fn by_the_sweep() {
    overtaken(async |world| {
        world.advance(8 * 24 * HOUR);
        world.sso.sweep().await.unwrap();
    })
    .await;
}
