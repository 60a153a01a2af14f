//! Accounts that the operator makes.

use serde_json::{Value, json};
use vestibule::types::{CreateRequest, SubStatus};

use crate::kit::{
    OPERATOR, PASSWORD, Reply, World, caller, everything, merged, observed, rejected, signup_input,
};

async fn account(world: &World, name: &str) -> Reply {
    let input = json!({"ust": world.ust(name).await, "current_app": "CRM"});
    world.call("GET", "/user", input).await.ok()
}

fn request(username: &str, password: &str, email: Option<&str>) -> CreateRequest {
    CreateRequest {
        username: username.to_owned(),
        password: Some(password.to_owned()),
        email: email.map(ToOwned::to_owned),
        ..CreateRequest::default()
    }
}

#[tokio::test]
async fn the_operator_makes_accounts_that_can_log_in_at_once() {
    let world = World::new().await;
    assert!(!world.sso.has_super_user().await.unwrap());
    let admin = CreateRequest {
        is_super_user: true,
        ..request("Zato.Admin", PASSWORD, Some("admin@example.com"))
    };
    let user_id = world.make(&admin).await;
    assert!(world.sso.has_super_user().await.unwrap());
    assert_eq!(world.events.last().actor.as_deref(), Some("test:operator"));
    let own = account(&world, "zato.admin").await;
    for (key, value) in [
        ("user_id", Value::from(user_id)),
        ("email", json!("admin@example.com")),
        ("email_verified", json!(true)),
        ("approval_status", json!("approved")),
        ("approval_status_mod_by", json!("auto")),
        ("sign_up_status", json!("final")),
    ] {
        assert_eq!(own.json[key], value, "{key}");
    }
    let ann = request("ann", PASSWORD, None);
    world.make(&ann).await;
    let own = account(&world, "ann").await;
    assert_eq!(own.json["email"], json!(null));
    assert!(own.json.get("is_super_user").is_none());
}

#[tokio::test]
async fn the_operator_receives_all_codes_at_once() {
    let (world, storage) = observed(|_| {}).await;
    let before = everything(&storage).await;
    let long = "x".repeat(251);
    let long_email = format!("{}@example.com", "x".repeat(250));
    let long_password = "x".repeat(257);
    use SubStatus::*;
    for (username, password, email, codes) in [
        ("", PASSWORD, None, &[UsernameInvalid][..]),
        (&long, PASSWORD, None, &[UsernameTooLong]),
        ("a b", PASSWORD, None, &[UsernameHasWhitespace]),
        ("a\u{200d}b", PASSWORD, None, &[UsernameInvalid]),
        ("ann", PASSWORD, Some("ann"), &[EmailInvalid]),
        ("ann", PASSWORD, Some(""), &[EmailInvalid]),
        (
            "ann",
            PASSWORD,
            Some("a nn@example.com"),
            &[EmailHasWhitespace],
        ),
        ("ann", PASSWORD, Some(&*long_email), &[EmailTooLong]),
        ("ann", "short", None, &[PasswordTooShort]),
        ("ann", &long_password, None, &[PasswordTooLong]),
        ("ann", "my pASSword is long", None, &[PasswordInvalid]),
        (
            "",
            "",
            Some("@"),
            &[UsernameInvalid, EmailInvalid, PasswordTooShort],
        ),
    ] {
        let request = request(username, password, email);
        let refused = world.sso.create_user(&caller(), &OPERATOR, &request).await;
        assert_eq!(rejected(refused), codes, "{request:?}");
    }
    assert_eq!(everything(&storage).await, before);
}

#[tokio::test]
async fn names_and_addresses_of_made_accounts_are_taken_in_every_spelling() {
    let world = World::with(|settings| {
        settings.set("signup.inform_if_user_exists", true);
        settings.set("signup.inform_if_email_exists", true);
    })
    .await;
    world.signup("stranger").await.ok();
    let ann = request("Ann", PASSWORD, Some("stranger@example.com"));
    world.make(&ann).await;

    let again = request("aNN", PASSWORD, None);
    let refused = world.sso.create_user(&caller(), &OPERATOR, &again).await;
    assert_eq!(rejected(refused), [SubStatus::UsernameExists]);
    let again = request("ben", PASSWORD, Some("STRANGER@Example.com"));
    let refused = world.sso.create_user(&caller(), &OPERATOR, &again).await;
    assert_eq!(rejected(refused), [SubStatus::EmailExists]);
    world.signup("ANN").await.refused("E001002");
    world
        .post(
            "/user/signup",
            merged(
                signup_input("carl"),
                json!({"email": "Stranger@example.com"}),
            ),
        )
        .await
        .refused("E002002");
}

#[tokio::test]
async fn one_of_two_concurrent_creations_with_one_name_or_address_succeeds() {
    for (name, email) in [("ann", "ben@example.com"), ("ben", "ann@example.com")] {
        let world = World::new().await;
        let one = request("ann", PASSWORD, Some("ann@example.com"));
        let other = request(name, PASSWORD, Some(email));
        let caller = caller();
        let (one, other) = tokio::join!(
            world.sso.create_user(&caller, &OPERATOR, &one),
            world.sso.create_user(&caller, &OPERATOR, &other)
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    }
}
