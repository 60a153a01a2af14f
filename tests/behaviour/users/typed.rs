//! The same for embedders: typed, by a session or by the operator.

use serde_json::json;
use vestibule::types::{
    Authority, Change, CreateRequest, Datetime, PasswordRequest, SubStatus, UpdateRequest,
};

use crate::kit::{OPERATOR, PASSWORD, World, caller, create_request, login_request, rejected};

fn password(user_id: Option<&str>, old: Option<&str>) -> PasswordRequest {
    PasswordRequest {
        user_id: user_id.map(ToOwned::to_owned),
        old_password: old.map(ToOwned::to_owned),
        new_password: "quite another long text".to_owned(),
        must_change: None,
        expiry: None,
    }
}

#[tokio::test]
async fn the_operator_can_do_all_operations_on_all_users() {
    let world = World::new().await;
    let (sso, caller) = (&world.sso, caller());
    let request = CreateRequest {
        username: "boss".to_owned(),
        email: Some("boss@example.com".to_owned()),
        first_name: Some("B".to_owned()),
        is_super_user: true,
        is_locked: true,
        ..CreateRequest::default()
    };
    let boss = sso.create_user(&caller, &OPERATOR, &request).await.unwrap();
    assert_eq!(world.events.last().operation, "user.create_super_user");
    sso.unlock_user(&caller, &OPERATOR, &boss).await.unwrap();
    let set = password(Some(&boss), None);
    sso.change_password(&caller, &OPERATOR, &set).await.unwrap();
    let ust = world
        .log_in("boss", json!({"password": "quite another long text"}))
        .await
        .ok()
        .text("ust");
    let request = UpdateRequest {
        email: Some(Change::Set("chief@example.com".to_owned())),
        display_name: Some(Change::Set("Chief".to_owned())),
        first_name: Some(Change::Clear),
        password_expiry: Some(Datetime {
            seconds: 2_000_000_000,
            nanoseconds: 0,
        }),
        ..UpdateRequest::default()
    };
    let updated = sso.update_user(&caller, &OPERATOR, Some(&boss), &request);
    updated.await.unwrap();
    let account = world.account(&boss).await;
    assert_eq!(account.email.as_deref(), Some("chief@example.com"));
    assert!(!account.email_verified);
    assert_eq!(account.display_name.as_deref(), Some("Chief"));
    assert_eq!(account.first_name, None);
    let administration = account.administration.unwrap();
    assert_eq!(administration.locked_by.as_deref(), Some("operator"));
    assert_eq!(
        administration.password_expiry.unwrap().seconds,
        2_000_000_000
    );
    assert!(world.is_open(&ust).await);
    sso.lock_user(&caller, &OPERATOR, &boss).await.unwrap();
    assert!(!world.is_open(&ust).await);
    sso.delete_user(&caller, &OPERATOR, &boss).await.unwrap();
    assert!(!sso.has_super_user().await.unwrap());
    assert!(world.keys("user/").await.is_empty());
    world.is_sound().await;
}

#[tokio::test]
async fn a_typed_call_of_the_operator_needs_a_user_id_and_returns_exact_codes() {
    let world = World::new().await;
    let (sso, caller) = (&world.sso, caller());
    let ann = world.approved("ann").await;
    let names = UpdateRequest {
        first_name: Some(Change::Set("A".to_owned())),
        ..UpdateRequest::default()
    };
    let nobody = sso.update_user(&caller, &OPERATOR, None, &names).await;
    assert_eq!(rejected(nobody), [SubStatus::CommonMissingInput]);
    let unsaid = password(None, None);
    let nobody = sso.change_password(&caller, &OPERATOR, &unsaid).await;
    assert_eq!(rejected(nobody), [SubStatus::CommonMissingInput]);
    let nothing = UpdateRequest::default();
    let nothing = sso.update_user(&caller, &OPERATOR, Some(&ann), &nothing);
    assert_eq!(rejected(nothing.await), [SubStatus::CommonMissingInput]);
    let malformed = UpdateRequest {
        email: Some(Change::Set("no address".to_owned())),
        ..UpdateRequest::default()
    };
    let malformed = sso.update_user(&caller, &OPERATOR, Some(&ann), &malformed);
    assert_eq!(rejected(malformed.await), [SubStatus::EmailHasWhitespace]);
    let nul = UpdateRequest {
        first_name: Some(Change::Set("\0".to_owned())),
        ..UpdateRequest::default()
    };
    let nul = sso.update_user(&caller, &OPERATOR, Some(&ann), &nul);
    assert_eq!(rejected(nul.await), [SubStatus::CommonInvalidInput]);
    for done in [
        sso.lock_user(&caller, &OPERATOR, "zusrnobody").await,
        sso.unlock_user(&caller, &OPERATOR, "zusrnobody").await,
        sso.delete_user(&caller, &OPERATOR, "zusrnobody").await,
    ] {
        assert_eq!(rejected(done), [SubStatus::UserIdInvalid]);
    }
}

#[tokio::test]
async fn a_session_has_the_rights_of_its_user() {
    let world = World::new().await;
    let (sso, caller) = (&world.sso, caller());
    let boss = Authority::Session(world.super_user().await);
    world.approved("ann").await;
    let ann = Authority::Session(world.ust("ann").await);
    let ben = CreateRequest {
        auto_approve: true,
        ..create_request("ben")
    };
    let refused = sso.create_user(&caller, &ann, &ben).await;
    assert_eq!(rejected(refused), [SubStatus::AuthNotAllowed]);
    let second = CreateRequest {
        is_super_user: true,
        ..ben.clone()
    };
    let refused = sso.create_user(&caller, &boss, &second).await;
    assert_eq!(rejected(refused), [SubStatus::AuthNotAllowed]);
    let ben = sso.create_user(&caller, &boss, &ben).await.unwrap();
    world.login("ben").await.ok();
    for done in [
        sso.lock_user(&caller, &ann, &ben).await,
        sso.unlock_user(&caller, &ann, &ben).await,
        sso.delete_user(&caller, &ann, &ben).await,
    ] {
        assert_eq!(rejected(done), [SubStatus::AuthNotAllowed]);
    }
    let other = password(Some(&ben), Some(PASSWORD));
    let other = sso.change_password(&caller, &ann, &other);
    assert_eq!(rejected(other.await), [SubStatus::CommonInvalidInput]);
    let own = password(None, Some(PASSWORD));
    let own = sso.change_password(&caller, &ann, &own);
    own.await.unwrap();
    sso.delete_user(&caller, &boss, &ben).await.unwrap();
}

/// REST refuses U+0000 before any rule. Typed calls reach the rules with it, and no key may have it.
#[tokio::test]
async fn a_text_with_u0000_is_refused_as_an_unknown_one() {
    let world = World::new().await;
    let (sso, caller) = (&world.sso, caller());
    let locked = sso.lock_user(&caller, &OPERATOR, "a\0b").await;
    assert_eq!(rejected(locked), [SubStatus::UserIdInvalid]);
    sso.begin_password_reset(&caller, "a\0b").await.unwrap();
    sso.message_done("a\0b", "claim").await.unwrap();
    let login = sso.login(&caller, &login_request("a\0b")).await;
    assert_eq!(rejected(login), [SubStatus::AuthNotAllowed]);
}
