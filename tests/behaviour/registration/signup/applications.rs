//! The applications of a sign-up: the one through which it is made, and those it requests.

use serde_json::{Value, json};
use vestibule::types::SubStatus;

use super::{but, is_refused, sign_up, tell_nothing, typed, without};
use crate::kit::{World, caller, rejected, signup_input};

/// As in Zato: HTTP status 200.
#[tokio::test]
async fn an_unknown_or_missing_current_app_is_refused_with_http_200() {
    let inputs = [
        but("current_app", "Chess"),
        but("current_app", ""),
        but("current_app", Value::Null),
        but("current_app", json!(["CRM"])),
        but("current_app", "crm"),
        without("current_app"),
    ];
    for input in inputs {
        for (world, code) in [
            (World::new().await, "E004001"),
            (World::with(tell_nothing).await, "E005001"),
        ] {
            let before = world.stored().await;
            let reply = sign_up(&world, &input).await;
            assert_eq!((reply.status, &*reply.codes()), (200, code), "{input}");
            assert_eq!(reply.json["status"], "error");
            assert!(reply.json.get("confirm_token").is_none());
            assert_eq!(world.stored().await, before);
            let event = world.events.last();
            assert_eq!(event.sub_status, ["E004001"]);
            assert_eq!(event.current_app, None, "anything somebody typed");
        }
    }
}

#[tokio::test]
async fn an_app_without_sign_up_is_refused() {
    let input = but("current_app", "ERP");
    is_refused(input, "E004002", "E004002").await;
}

/// The document of an account has the list.
#[tokio::test]
async fn a_list_of_more_than_8192_bytes_is_refused() {
    let names: Vec<String> = (0..80).map(|number| format!("{number:0100}")).collect();
    let world = World::with(|settings| {
        let crm = ["CRM".to_owned()].into_iter();
        settings.set("apps.all", crm.chain(names.clone()).collect::<Vec<_>>());
    })
    .await;
    let before = world.stored().await;
    let reply = sign_up(&world, &but("app_list", json!(names))).await;
    reply.refused("E004001");
    assert_eq!(world.stored().await, before);
    // The same several times counts once.
    let twice = [&names[1..], &names[1..]].concat();
    sign_up(&world, &but("app_list", json!(twice))).await.ok();
}

#[tokio::test]
async fn apps_are_those_of_the_settings() {
    let world = World::with(|settings| {
        settings.set("apps.all", vec!["Chess", "Go"]);
        settings.set("apps.default", "Go");
        settings.set("apps.signup_allowed", vec!["Chess"]);
        settings.set("apps.login_allowed", vec!["Go"]);
    })
    .await;
    let reply = world.signup("adam").await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    let mut input = but("current_app", "Chess");
    input["app_list"] = json!(["Go"]);
    sign_up(&world, &input).await.ok();
}

#[tokio::test]
async fn every_entry_of_app_list_is_one_of_ours() {
    for list in [json!(["CRM", "Chess"]), json!(["crm"]), json!([""])] {
        is_refused(but("app_list", list), "E004001", "E004001").await;
    }
}

#[tokio::test]
async fn a_typed_refusal_of_an_application_has_the_same_codes() {
    let world = World::new().await;
    let from = |app: &str| {
        let mut caller = caller();
        caller.current_app = Some(app.to_owned());
        caller
    };
    let request = typed("adam");
    let refused = rejected(world.sso.signup(&from("Chess"), &request).await);
    assert_eq!(refused, [SubStatus::AppListInvalid]);
    let refused = rejected(world.sso.signup(&from("ERP"), &request).await);
    assert_eq!(refused, [SubStatus::AppListNoSignup]);

    let mut elsewhere = typed("adam");
    elsewhere.app_list = vec!["Chess".to_owned()];
    let refused = rejected(world.sso.signup(&caller(), &elsewhere).await);
    assert_eq!(refused, [SubStatus::AppListInvalid]);

    let mut default = caller();
    default.current_app = None;
    world.sso.signup(&default, &request).await.unwrap();
}

/// While the application is invalid, the answer does not disclose other reasons to refuse the account.
#[tokio::test]
async fn the_current_app_is_checked_first() {
    let world = World::new().await;
    world.signup("adam").await.ok();
    let mut input = signup_input("adam");
    input["password"] = json!("");
    input["current_app"] = json!("ERP");
    sign_up(&world, &input).await.refused("E004002");
}
