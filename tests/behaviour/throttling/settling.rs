//! An attempt is counted before it is made, and its outcome is recorded afterwards, or not.

use serde_json::{Value, json};
use vestibule::{storage::Storage, types::LoginRequest};

use super::{DAY, MINUTE, SECOND, STRANGE};
use crate::kit::{
    At, Fault, PASSWORD, START, State, World, caller, edit_user, everything, gated, login_request,
    observed, set_state, stored,
};

/// A refusal that looks like a wrong password is counted like one; otherwise the counter would reveal it.
#[tokio::test]
async fn a_correct_password_counts_as_a_failure_only_if_the_answer_hides_it() {
    for is_told in [true, false] {
        let (world, storage) = observed(|builder| {
            builder.settings.set("login.inform_if_locked", is_told);
        })
        .await;
        let user_id = world.approved("ann").await;
        set_state(&storage, &user_id, State::Locked).await;
        let code = if is_told { "E005002" } else { "E005001" };
        for _ in 0..10 {
            world.login("ann").await.refused(code);
        }
        match is_told {
            true => drop(world.login("ann").await.refused(code)),
            false => world.login("ann").await.waits(60),
        }
    }
}

#[tokio::test]
async fn a_failure_that_cannot_be_stored_counts_after_a_minute() {
    let (world, storage) = observed(|builder| {
        builder.settings.set("throttling.first_wait", 600);
    })
    .await;
    world.approved("ann").await;
    for _ in 0..10 {
        storage.fail_once_at(At::PuttingUnchecked("attempt/"), Fault::Unavailable);
        assert_eq!(world.guess("ann").await.status, 503);
    }
    world.login("ann").await.waits(1);
    world.advance(MINUTE - SECOND);
    world.login("ann").await.waits(1);
    world.advance(SECOND);
    world.login("ann").await.waits(540);
}

#[tokio::test]
async fn a_trial_without_an_outcome_is_a_failure_after_a_minute() {
    let (world, storage) = observed(|_| {}).await;
    world.approved("ann").await;
    world.guesses("ann", 10).await;
    world.advance(MINUTE);
    storage.fail_from_at(At::PuttingUnchecked("wait/"), Fault::Unavailable);
    assert_eq!(world.guess("ann").await.status, 503);
    storage.heal();
    world.login("ann").await.waits(1);
    world.advance(MINUTE);
    world.login("ann").await.waits(60);
    world.advance(MINUTE);
    world.login("ann").await.ok();
}

#[tokio::test]
async fn nothing_is_hashed_for_an_attempt_that_cannot_be_counted() {
    let (world, storage) = observed(|_| {}).await;
    world.approved("ann").await;
    for at in [
        At::Reading("username/"),
        At::Reading("wait/"),
        At::Reading("attempt/account/"),
        At::Reading("attempt/source/"),
        At::Checking("attempt/"),
    ] {
        storage.fail_once_at(at, Fault::Unavailable);
        assert_eq!(world.guess("ann").await.status, 503, "{at:?}");
        assert_eq!(storage.calls_after_fault(), 0, "{at:?}");
    }
    assert!(stored(&storage, "attempt/account/").await.is_empty());
}

#[tokio::test]
async fn a_login_that_fails_because_of_storage_does_not_count() {
    let (world, storage) = observed(|_| {}).await;
    world.approved("ann").await;
    for _ in 0..20 {
        storage.fail_once_at(At::Putting("session/"), Fault::Unavailable);
        assert_eq!(world.login("ann").await.status, 503);
    }
    world.login("ann").await.ok();
    assert!(stored(&storage, "attempt/account/").await.is_empty());
}

fn request() -> LoginRequest {
    login_request("ann")
}

#[tokio::test]
async fn a_login_that_lost_a_race_is_one_attempt() {
    let (gate, world) = gated(|_| {}).await;
    let user_id = world.approved("ann").await;
    let sso = world.sso.clone();
    let slow = async move { sso.login(&caller(), &request()).await };
    let fast = async {
        edit_user(&*gate, &user_id, [("display_name", json!("Ann"))]).await;
        assert_eq!(world.keys("attempt/account/").await.len(), 1);
    };
    gate.overtake(slow, "session/", fast).await.unwrap();
    assert!(world.keys("attempt/account/").await.is_empty());
    assert!(world.keys("attempt/source/").await.is_empty());
}

#[tokio::test]
async fn a_wrong_password_counts_once_after_a_lost_race() {
    let (world, storage) = observed(|_| {}).await;
    world.approved("ann").await;
    storage.fail_once_at(At::PuttingUnchecked("attempt/"), Fault::Conflict);
    world.guess("ann").await.refused("E005001");
    storage.fail_once_at(At::Checking("attempt/"), Fault::Conflict);
    world.guess("ann").await.refused("E005001");
    assert_eq!(stored(&storage, "attempt/account/").await.len(), 2);
}

/// A user with every document of this kind.
async fn crowd() -> World {
    let mut world = World::new().await;
    world.approved("wilhelmina").await;
    world.login("wilhelmina").await.ok();
    world.guesses("wilhelmina", 10).await;
    for source in [STRANGE, "2001:db8::77"] {
        world.comes_from(source);
        world.guesses("wilhelmina", 5).await;
    }
    world.advance(MINUTE);
    world.guesses("wilhelmina", 1).await;
    for kind in [
        "attempt/account/",
        "attempt/pair/",
        "attempt/source/",
        "attempt/signup/",
        "wait/account/",
        "known-source/",
    ] {
        assert!(!world.keys(kind).await.is_empty(), "{kind}");
    }
    world
}

#[tokio::test]
async fn counted_attempts_contain_no_personal_data() {
    let world = crowd().await;
    let counted = world.stored().await.into_iter();
    let counted = counted.filter(|(key, _)| {
        ["attempt/", "wait/", "known-source/"]
            .iter()
            .any(|kind| key.starts_with(kind))
    });
    for (key, value) in counted {
        for text in [
            "wilhelmina",
            "192.0.2.10",
            STRANGE,
            "2001:db8",
            PASSWORD,
            "wrong",
        ] {
            let both = format!("{key} {value}");
            assert!(!both.contains(text), "{both}");
        }
        serde_json::from_str::<Value>(&value).unwrap();
    }
}

#[tokio::test]
async fn counted_attempts_are_swept() {
    let world = crowd().await;
    world.advance(DAY * 90);
    let seconds = START + 91 * 86_400;
    world.storage.sweep(seconds).await.unwrap();
    for entry in everything(&*world.storage).await {
        let kind = entry.key.split('/').next().unwrap();
        assert!(
            !["attempt", "wait", "known-source"].contains(&kind),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_new_password_leaves_only_the_source_it_came_from() {
    let (mut world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    world.comes_from(STRANGE);
    world.login("ann").await.ok();
    world.comes_from("203.0.113.1");
    world.login("ann").await.ok();
    assert_eq!(world.keys("known-source/").await.len(), 2);
    set_state(&storage, &user_id, State::MustChangePassword).await;
    world
        .log_in("ann", json!({"new_password": "quite another long text"}))
        .await
        .ok();
    assert_eq!(world.keys("known-source/").await.len(), 1);
}

#[tokio::test]
async fn storage_check_finds_no_defect() {
    let world = crowd().await;
    world.is_sound().await;
}

#[tokio::test]
async fn malformed_documents_of_attempts_are_found() {
    use vestibule::storage::{Document, Write};
    let world = World::new().await;
    let hash = "h".repeat(32);
    let keys = [
        format!("attempt/account/{hash}/0000"),
        format!("wait/source/{hash}"),
        format!("known-source/zusr1/{hash}"),
        format!("known-source/zusr2/{hash}"),
    ];
    let values = [
        json!({}),
        json!({}),
        json!({}),
        json!({"expires_at": 9_000_000_000_000_000_u64}),
    ];
    let put = |(key, value): (&String, Value)| {
        Write::Put(Document {
            key: key.clone(),
            value: value.to_string(),
            expires_at: None,
        })
    };
    let writes = keys.iter().zip(values).map(put).collect();
    let storage: &dyn Storage = &*world.storage;
    storage.commit(Vec::new(), writes).await.unwrap();
    let mut found = Vec::new();
    let checked = world.sso.check_storage(|defect| found.push(defect)).await;
    checked.unwrap();
    use vestibule::types::Flaw::{Malformed, NoUser};
    let found: Vec<_> = found
        .iter()
        .map(|defect| (&defect.key, defect.flaw))
        .collect();
    let expected = [
        (&keys[0], Malformed),
        (&keys[2], Malformed),
        (&keys[3], NoUser),
        (&keys[1], Malformed),
    ];
    assert_eq!(found, expected);
}
