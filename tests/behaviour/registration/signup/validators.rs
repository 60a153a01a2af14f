//! An embedder's own validation: beside the built-in rules, or in their place.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::json;
use vestibule::{
    SignupValidator,
    settings::Settings,
    types::{SignupRequest, SubStatus},
};

use super::{but, sign_up, tell_all, typed};
use crate::kit::{World, caller, rejected};

/// Refuses every user with the name Eve, and records the names.
#[derive(Clone, Default)]
struct NoEve {
    replaces: bool,
    seen: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl SignupValidator for NoEve {
    fn replaces_built_in(&self) -> bool {
        self.replaces
    }

    async fn validate(&self, current_app: &str, signup: &SignupRequest) -> Vec<SubStatus> {
        assert!(!current_app.is_empty());
        self.seen.lock().unwrap().push(signup.username.clone());
        match signup.username.starts_with("eve") {
            true => vec![SubStatus::UsernameInvalid, SubStatus::CommonInvalidInput],
            false => Vec::new(),
        }
    }
}

async fn world(replaces: bool, change: impl FnOnce(&mut Settings)) -> (World, NoEve) {
    let validator = NoEve {
        replaces,
        ..NoEve::default()
    };
    let world = World::builder(|builder| {
        builder.validator = Some(Arc::new(validator.clone()));
        change(&mut builder.settings);
    });
    (world.build().await, validator)
}

#[tokio::test]
async fn a_validator_adds_to_the_built_in_rules() {
    let (world, _) = world(false, tell_all).await;
    world.signup("eve").await.refused("E001001,E008002");
    world
        .signup("eve 2")
        .await
        .refused("E001004,E002004,E001001,E008002");
    world.signup("adam").await.ok();
    let refused = rejected(world.sso.signup(&caller(), &typed("eve")).await);
    let codes = [SubStatus::UsernameInvalid, SubStatus::CommonInvalidInput];
    assert_eq!(refused, codes);
    world.sso.signup(&caller(), &typed("berta")).await.unwrap();
}

#[tokio::test]
async fn a_code_found_twice_is_reported_once() {
    let (world, _) = world(false, tell_all).await;
    let reply = sign_up(&world, &but("username", "eve.admin")).await;
    reply.refused("E001001,E008002");
}

#[tokio::test]
async fn the_switches_hide_a_validators_codes() {
    let (world, _) = world(false, |_| {}).await;
    let before = world.stored().await;
    world.signup("eve").await.refused("E005001,E008002");
    assert_eq!(world.stored().await, before);
    assert_eq!(world.events.last().sub_status, ["E001001", "E008002"]);
}

#[tokio::test]
async fn a_validator_may_replace_the_built_in_rules() {
    let (world, _) = world(true, tell_all).await;
    let mut input = but("username", "the admin");
    input["password"] = json!("qwerty");
    input["email"] = json!("root@example.com");
    sign_up(&world, &input).await.ok();
    let mut input = but("username", "nobody");
    input.as_object_mut().unwrap().remove("email");
    sign_up(&world, &input).await.ok();
    world.signup("eve").await.refused("E001001,E008002");

    let mut request = typed("b");
    request.password = "b".to_owned();
    world.sso.signup(&caller(), &request).await.unwrap();
    let refused = rejected(world.sso.signup(&caller(), &typed("eve")).await);
    assert_eq!(refused[0], SubStatus::UsernameInvalid);
}

#[tokio::test]
async fn applications_and_uniqueness_are_never_replaced() {
    let (world, _) = world(true, tell_all).await;
    world.signup("adam").await.ok();
    world.signup("ADAM").await.refused("E001002");
    let reply = sign_up(&world, &but("app_list", "Chess")).await;
    reply.refused("E004001");
    let reply = sign_up(&world, &but("current_app", "ERP")).await;
    reply.refused("E004002");
}

#[tokio::test]
async fn the_limits_of_storage_are_never_replaced() {
    let (world, _) = world(true, tell_all).await;
    let cases = [
        (but("username", ""), "E001001"),
        (but("username", "a".repeat(251)), "E001003"),
        (but("email", "no address"), "E002001"),
        (but("password", ""), "E003002"),
    ];
    for (input, code) in cases {
        sign_up(&world, &input).await.refused(code);
    }
    sign_up(&world, &but("username", "a".repeat(250)))
        .await
        .ok();
}

#[tokio::test]
async fn a_validator_sees_each_sign_up_once_and_nothing_else() {
    let (world, validator) = world(false, |_| {}).await;
    world.approved("adam").await;
    world.login("adam").await.ok();
    let path = "/zato/sso/user/signup?username=berta";
    let body = but("username", "eve").to_string();
    world.raw("POST", path, body).await.ok();
    world.sso.signup(&caller(), &typed("cesar")).await.unwrap();
    assert_eq!(*validator.seen.lock().unwrap(), ["adam", "berta", "cesar"]);
}
