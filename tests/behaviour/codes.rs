//! Every documented code is produced somewhere: in an answer, or at least in an audit event. Requests that
//! produce a code over HTTP are in `tests/cases/refusals.json`.

use std::{sync::Arc, sync::LazyLock, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};
use vestibule::{
    SignupValidator,
    http::OPENAPI,
    settings::Settings,
    types::{SignupRequest, SubStatus},
};

use crate::{
    kit::{Fault, PASSWORD, Reply, World, edit_user, merged, observed},
    operations::{fill, split},
};

static REFUSALS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../cases/refusals.json")).unwrap());
static SETTINGS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../cases/settings.json")).unwrap());

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
        let refusals = REFUSALS["refusals"].as_array().unwrap();
        if let Some(refusal) = refusals.iter().find(|refusal| refusal["code"] == *code) {
            let reply = refused(refusal["steps"].as_array().unwrap()).await;
            assert_eq!(reply.codes(), code, "{reply:?}");
        } else {
            let (world, reply) = produce(&code).await;
            let heard = format!("{} {:?}", reply.codes(), world.events.last().sub_status);
            assert!(heard.contains(&code), "{code}: heard {heard}");
        }
    }
}

/// Plays the steps of a refusal. All but the last succeed.
async fn refused(steps: &[Value]) -> Reply {
    let world = World::with(|settings| {
        for (stanza, keys) in SETTINGS["stanzas"].as_object().unwrap() {
            for (key, value) in keys.as_object().unwrap() {
                settings.set(&format!("{stanza}.{key}"), value.clone());
            }
        }
    });
    let world = world.await;
    let boss = world.super_user().await;
    let boss_id = world.last_target();
    let user_id = world.hire("ann").await;
    let ust = world.ust("ann").await;
    let known = |name: &str| {
        let text = match name {
            "boss" => &boss,
            "boss_id" => &boss_id,
            "username" => "ann",
            "user_id" => &user_id,
            "ust" => &ust,
            "password" => PASSWORD,
            "newcomer" => "newcomer",
            "newcomer_email" => "newcomer@example.com",
            "other_newcomer" => "latecomer",
            "tomorrow" => "2026-01-02T00:00:00",
            other => panic!("{other} is not known"),
        };
        Some(text.to_owned())
    };
    let mut replies = Vec::new();
    for step in steps {
        let (route, members) = step.as_object().unwrap().iter().next().unwrap();
        let input = merged(REFUSALS["inputs"][route].clone(), members.clone());
        let (method, path) = split(route);
        replies.push(world.call(method, path, fill(&input, known)).await);
    }
    let last = replies.pop().unwrap();
    replies.into_iter().for_each(|reply| drop(reply.ok()));
    last
}

/// Makes a request that leads to a code which no request to a server like any other leads to.
async fn produce(code: &str) -> (World, Reply) {
    match code {
        "E003004" => login_after(("password_expiry", json!(1)), |_| {}).await,
        "E003006" => {
            let refuse = |settings: &mut Settings| {
                settings.set("password.inform_if_about_to_expire", false);
            };
            login_after(("password_expiry", json!(TOMORROW)), refuse).await
        }
        "E003008" => validated().await,
        "E005004" => {
            let undecided = ("approval_status", json!("before_decision"));
            login_after(undecided, |_| {}).await
        }
        "E005005" => by_regular_user("/user/approve", json!({"user_id": "zusr1"})).await,
        "E005006" => {
            by_super_user(
                "POST",
                "/user/signup/confirm",
                json!({"confirm_token": "x"}),
            )
            .await
        }
        "E005007" => confirmed_twice().await,
        "E006001" => login_with_metadata().await,
        "E007002" => expired_session().await,
        "E008004" => outage().await,
        "E009002" => by_super_user("PATCH", "/user/attr", json!({"name": "a", "value": 1})).await,
        other => panic!(
            "add requests that lead to {other} to tests/cases/refusals.json, or a case to `produce`"
        ),
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

async fn validated() -> (World, Reply) {
    let world = World::builder(|builder| builder.validator = Some(Arc::new(Demanding)));
    let world = world.build().await;
    let reply = world.signup("ann").await;
    (world, reply)
}

async fn login_with_metadata() -> (World, Reply) {
    let world = World::new().await;
    world.approved("ann").await;
    let reply = world.log_in("ann", json!({"user_agent": "Lynx"})).await;
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

async fn by_super_user(method: &str, path: &str, more: Value) -> (World, Reply) {
    let world = World::new().await;
    let ust = world.super_user().await;
    let reply = world.ask(&ust, method, path, more).await;
    (world, reply)
}

async fn by_regular_user(path: &str, more: Value) -> (World, Reply) {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    let reply = world.ask(&ust, "POST", path, more).await;
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

async fn expired_session() -> (World, Reply) {
    let world = World::new().await;
    let ust = world.super_user().await;
    world.advance(Duration::from_secs(3_600));
    let input = json!({"ust": ust, "current_app": "CRM"});
    let reply = world.call("GET", "/user", input).await;
    (world, reply)
}

async fn outage() -> (World, Reply) {
    let (world, storage) = observed(|_| {}).await;
    storage.fail_from(0, Fault::Unavailable);
    let reply = world.login("ann").await;
    (world, reply)
}
