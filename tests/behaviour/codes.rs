//! Every documented code is produced somewhere: in an answer, or at least in an audit event.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};
use vestibule::{
    SignupValidator,
    http::OPENAPI,
    settings::Settings,
    types::{SignupRequest, SubStatus},
};

use crate::kit::{Fault, Reply, SUPER_USER, World, edit_user, login_input, observed, signup_input};

/// The codes that `docs/openapi.json` has, which come from the contract.
fn all_codes() -> Vec<String> {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let cases = document["components"]["schemas"]["SubStatus"]["oneOf"].as_array();
    let codes = cases.unwrap().iter().map(|case| case["const"].as_str());
    codes.map(|code| code.unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_code_is_produced() {
    for code in all_codes() {
        let (world, reply) = produce(&code).await;
        let heard = format!("{} {:?}", reply.codes(), world.events.last().sub_status);
        assert!(heard.contains(&code), "{code}: heard {heard}");
    }
}

/// Makes a request that leads to a code.
async fn produce(code: &str) -> (World, Reply) {
    match code {
        "E001001" => signup(json!({"username": "admin"})).await,
        "E001002" => signup(json!({"username": SUPER_USER})).await,
        "E001003" => signup(json!({"username": "x".repeat(129)})).await,
        "E001004" => signup(json!({"username": "an n"})).await,
        "E001100" => by_super_user("/user/approve", json!({"user_id": "zusr1"})).await,
        "E002001" => signup(json!({"email": "nowhere"})).await,
        "E002002" => taken_email().await,
        "E002003" => signup(json!({"email": format!("{}@b.example", "a".repeat(128))})).await,
        "E002004" => signup(json!({"email": "a b@example.com"})).await,
        "E002005" => signup(json!({"email": null})).await,
        "E003001" => signup(json!({"password": "xx123456xx"})).await,
        "E003002" => signup(json!({"password": "short"})).await,
        "E003003" => signup(json!({"password": "x".repeat(257)})).await,
        "E003004" => login_after(("password_expiry", json!(1)), |_| {}).await,
        "W003005" => login_after(("password_expiry", json!(TOMORROW)), |_| {}).await,
        "E003006" => {
            let refuse = |settings: &mut Settings| {
                settings.set("password.inform_if_about_to_expire", false);
            };
            login_after(("password_expiry", json!(TOMORROW)), refuse).await
        }
        "E003007" => login_after(("password_must_change", json!(true)), |_| {}).await,
        "E003008" => signup_with(Some(Arc::new(Demanding)), json!({})).await,
        "E004001" => signup(json!({"current_app": "nothing"})).await,
        "E004002" => signup(json!({"current_app": "ERP"})).await,
        "E005001" => login_with(json!({"password": "wrong"}), |_| {}).await,
        "E005002" => login_after(("is_locked", json!(true)), |_| {}).await,
        "E005003" | "E005004" => {
            let undecided = ("approval_status", json!("before_decision"));
            login_after(undecided, |_| {}).await
        }
        "E005005" => by_regular_user("/user/approve", json!({"user_id": "zusr1"})).await,
        "E005006" => by_super_user("/user/signup/confirm", json!({"confirm_token": "x"})).await,
        "E005007" => confirmed_twice().await,
        "E005008" => login_after(("is_totp_enabled", json!(true)), |_| {}).await,
        "E006001" => login_with(json!({"user_agent": "Lynx"}), |_| {}).await,
        "E007001" => garbage().await,
        "E007002" => expired_session().await,
        "E008001" => own_rejection().await,
        "E008002" => call_with("GET", "/user/signup", json!({"status": "all"})).await,
        "E008003" => call_with("PATCH", "/user", json!({})).await,
        "E008004" => outage().await,
        "E009001" => attribute_twice().await,
        "E009002" => call_with("PATCH", "/user/attr", json!({"name": "a", "value": "b"})).await,
        "E010001" => call_with("PATCH", "/password/reset", json!({"token": "x"})).await,
        other => panic!("add a case to `produce` that leads to {other}"),
    }
}

/// Refuses every password.
struct Demanding;

#[async_trait]
impl SignupValidator for Demanding {
    async fn validate(&self, _: &str, _: &SignupRequest) -> Vec<SubStatus> {
        vec![SubStatus::PasswordNotComplexEnough]
    }
}

fn merged(mut input: Value, more: Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
    input
}

async fn signup(more: Value) -> (World, Reply) {
    signup_with(None, more).await
}

async fn signup_with(validator: Option<Arc<dyn SignupValidator>>, more: Value) -> (World, Reply) {
    let world = World::builder(|builder| builder.validator = validator)
        .build()
        .await;
    world.super_user().await;
    let reply = world
        .post("/user/signup", merged(signup_input("ann"), more))
        .await;
    (world, reply)
}

async fn taken_email() -> (World, Reply) {
    let world = World::with(|settings| {
        settings.set("signup.inform_if_email_exists", true);
        settings.set("signup.returned_token_verifies_email", true);
    });
    let world = world.await;
    world.confirmed("ann").await;
    let input = merged(signup_input("bob"), json!({"email": "ann@example.com"}));
    let reply = world.post("/user/signup", input).await;
    (world, reply)
}

async fn login_with(more: Value, change: impl FnOnce(&mut Settings)) -> (World, Reply) {
    let world = World::with(change).await;
    world.approved("ann").await;
    let reply = world
        .post("/user/login", merged(login_input("ann"), more))
        .await;
    (world, reply)
}

async fn login_after(edit: (&str, Value), change: impl FnOnce(&mut Settings)) -> (World, Reply) {
    let world = World::with(change).await;
    let user_id = world.approved("ann").await;
    edit_user(&*world.storage, &user_id, [edit]).await;
    let reply = world.login("ann").await;
    (world, reply)
}

/// A day after the clock's start, in microseconds.
const TOMORROW: u64 = 1_767_312_000_000_000;

async fn by_super_user(path: &str, more: Value) -> (World, Reply) {
    call_with("POST", path, more).await
}

/// A super-user's call.
async fn call_with(method: &str, path: &str, more: Value) -> (World, Reply) {
    let world = World::new().await;
    let ust = world.super_user().await;
    let input = merged(json!({"ust": ust, "current_app": "CRM"}), more);
    let reply = world.call(method, path, input).await;
    (world, reply)
}

async fn by_regular_user(path: &str, more: Value) -> (World, Reply) {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    let input = merged(json!({"ust": ust, "current_app": "CRM"}), more);
    let reply = world.post(path, input).await;
    (world, reply)
}

async fn confirmed_twice() -> (World, Reply) {
    let world = World::new().await;
    let token = world.signup("ann").await.ok().text("confirm_token");
    let confirm = json!({"confirm_token": token});
    world
        .post("/user/signup/confirm", confirm.clone())
        .await
        .ok();
    let reply = world.post("/user/signup/confirm", confirm).await;
    (world, reply)
}

async fn garbage() -> (World, Reply) {
    let world = World::new().await;
    let input = json!({"ust": "gAAAAA", "current_app": "CRM"});
    let reply = world.call("GET", "/user", input).await;
    (world, reply)
}

async fn expired_session() -> (World, Reply) {
    let world = World::new().await;
    let ust = world.super_user().await;
    world.advance(Duration::from_secs(3_600));
    let input = json!({"ust": ust, "current_app": "CRM"});
    let reply = world.call("GET", "/user", input).await;
    (world, reply)
}

async fn own_rejection() -> (World, Reply) {
    let world = World::new().await;
    let ust = world.super_user().await;
    let user_id = world.events.last().target.unwrap();
    let input = json!({"ust": ust, "current_app": "CRM", "user_id": user_id});
    let reply = world.post("/user/reject", input).await;
    (world, reply)
}

async fn outage() -> (World, Reply) {
    let (world, storage) = observed(|_| {}).await;
    storage.fail_from(0, Fault::Unavailable);
    let reply = world.login("ann").await;
    (world, reply)
}

async fn attribute_twice() -> (World, Reply) {
    let world = World::new().await;
    let ust = world.super_user().await;
    let input = json!({"ust": ust, "current_app": "CRM", "name": "color", "value": "blue"});
    world.post("/user/attr", input.clone()).await.ok();
    let reply = world.post("/user/attr", input).await;
    (world, reply)
}
