//! Sign-up: its inputs and answers, and that a refusal stores nothing.

use serde_json::{Value, json};
use vestibule::{settings::Settings, types::SignupRequest};

use crate::kit::{PASSWORD, Reply, World, caller, signup_input};

mod applications;
mod emails;
mod events;
mod locale;
mod passwords;
mod usernames;
mod validators;
mod without_waiting;

/// A sign-up that differs from an acceptable one in one value.
fn but(key: &str, value: impl Into<Value>) -> Value {
    let mut input = signup_input("adam");
    input[key] = value.into();
    input
}

fn without(key: &str) -> Value {
    let mut input = signup_input("adam");
    input.as_object_mut().unwrap().remove(key);
    input
}

/// The same, typed.
fn typed(username: &str) -> SignupRequest {
    SignupRequest {
        username: username.to_owned(),
        password: PASSWORD.to_owned(),
        email: Some("adam@example.com".to_owned()),
        app_list: vec!["CRM".to_owned()],
        locale: None,
    }
}

/// Every switch that tells more is on.
fn tell_all(settings: &mut Settings) {
    settings.set("signup.inform_if_user_exists", true);
    settings.set("signup.inform_if_user_invalid", true);
    settings.set("signup.inform_if_email_exists", true);
    settings.set("signup.inform_if_email_invalid", true);
    settings.set("password.inform_if_invalid", true);
    settings.set("apps.inform_if_app_invalid", true);
}

/// Every switch that tells more is off.
fn tell_nothing(settings: &mut Settings) {
    settings.set("signup.inform_if_user_exists", false);
    settings.set("signup.inform_if_user_invalid", false);
    settings.set("signup.inform_if_email_exists", false);
    settings.set("signup.inform_if_email_invalid", false);
    settings.set("password.inform_if_invalid", false);
    settings.set("apps.inform_if_app_invalid", false);
}

async fn sign_up(world: &World, input: &Value) -> Reply {
    world.post("/user/signup", input.clone()).await
}

/// Requires a refusal with `exact` if every reason is disclosed, with `by_default` by default, and with
/// E005001 if no reason is. It stores nothing, and its event always has `exact`.
async fn is_refused(input: Value, exact: &str, by_default: &str) {
    let worlds = [
        (World::with(tell_all).await, exact),
        (World::new().await, by_default),
        (World::with(tell_nothing).await, "E005001"),
    ];
    for (world, public) in worlds {
        let before = world.stored().await;
        sign_up(&world, &input).await.refused(public);
        assert_eq!(world.stored().await, before);
        assert_eq!(world.events.last().sub_status.join(","), exact);
    }
}

#[tokio::test]
async fn the_answer_is_a_token_of_32_url_safe_characters() {
    let world = World::new().await;
    let reply = world.signup("adam").await.ok();
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "confirm_token", "status"]);
    let over_rest = reply.text("confirm_token");
    let over_the_typed_api = world.sso.signup(&caller(), &typed("berta")).await.unwrap();
    for token in [&over_rest, &over_the_typed_api] {
        assert_eq!(token.len(), 32);
        let is_url_safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(token.chars().all(is_url_safe), "{token}");
    }
    assert_ne!(over_rest, over_the_typed_api);
}

#[tokio::test]
async fn sign_up_can_be_switched_off() {
    for inform in [tell_all, tell_nothing] {
        let world = World::with(|settings| {
            inform(settings);
            settings.set("signup.enabled", false);
        })
        .await;
        let before = world.stored().await;
        world.signup("adam").await.refused("E005001");
        assert_eq!(world.stored().await, before);
    }
}

#[tokio::test]
async fn a_scalar_app_list_is_a_list_of_one() {
    let world = World::new().await;
    sign_up(&world, &but("app_list", "ERP")).await.ok();
    is_refused(but("app_list", "Chess"), "E004001", "E004001").await;
}

#[tokio::test]
async fn app_list_may_be_empty_null_or_absent() {
    let inputs = [
        but("app_list", json!([])),
        but("app_list", Value::Null),
        without("app_list"),
    ];
    for input in inputs {
        let world = World::new().await;
        sign_up(&world, &input).await.ok();
    }
}

#[tokio::test]
async fn the_query_string_wins_over_the_body() {
    let world = World::new().await;
    let path = "/zato/sso/user/signup?username=berta&app_list=CRM&app_list=ERP";
    let body = but("app_list", "Chess").to_string();
    world.raw("POST", path, body).await.ok();
    assert_eq!(world.waiting().await[0].username, "berta");
}

#[tokio::test]
async fn everything_may_come_in_the_query_string() {
    let world = World::new().await;
    let path = "/zato/sso/user/signup?username=berta&password=correct+horse%20battery&\
                email=berta%40example.com&current_app=CRM&app_list=CRM";
    world.raw("POST", path, "").await.ok();
    let waiting = world.waiting().await;
    assert_eq!(waiting[0].email.as_deref(), Some("berta@example.com"));
}

#[tokio::test]
async fn numbers_are_texts_and_unknown_keys_are_ignored() {
    let world = World::new().await;
    let mut input = but("username", 1_234);
    input["is_super_user"] = json!(true);
    input["approval_status"] = json!("approved");
    sign_up(&world, &input).await.ok();
    let waiting = world.waiting().await;
    assert_eq!(waiting[0].username, "1234");
    let account = world.account(&waiting[0].user_id).await;
    assert!(!account.administration.unwrap().is_super_user);
}

#[tokio::test]
async fn a_list_or_an_object_in_place_of_a_text_is_a_bad_request() {
    for key in ["username", "password", "email"] {
        for value in [json!(["a"]), json!({"a": 1})] {
            let world = World::new().await;
            let before = world.stored().await;
            sign_up(&world, &but(key, value)).await.bad_request();
            assert_eq!(world.stored().await, before);
        }
    }
    let world = World::new().await;
    let input = but("app_list", json!([{"a": 1}]));
    sign_up(&world, &input).await.bad_request();
}

/// Each problem with its code, in the order username, e-mail, password, applications.
#[tokio::test]
async fn several_problems_are_reported_at_once() {
    let mut input = but("username", "the admin");
    input["email"] = json!("no address");
    input["password"] = json!("qwerty");
    input["app_list"] = json!(["CRM", "Chess"]);
    let exact = "E001004,E001001,E002004,E003002,E003001,E004001";
    is_refused(input, exact, "E005001,E003002,E003001,E004001").await;
}

#[tokio::test]
async fn an_empty_input_is_refused_by_the_rules() {
    let world = World::with(tell_all).await;
    let input = json!({"current_app": "CRM"});
    let reply = sign_up(&world, &input).await;
    reply.refused("E001001,E002005,E003002");
}
