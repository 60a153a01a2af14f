//! Login: inputs and outputs.

use serde_json::{Value, json};
use vestibule::{
    Error,
    types::{LoginRequest, SubStatus},
};

use crate::kit::{
    PASSWORD, Reply, World, caller, create_request, login_input, login_request, merged,
};

fn input(changes: Value) -> Value {
    let mut input = login_input("ann");
    input = merged(input, changes.clone());
    input
}

async fn login(world: &World, changes: Value) -> Reply {
    world.post("/user/login", input(changes)).await
}

#[tokio::test]
async fn a_login_answers_with_the_fields_of_the_documentation() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let reply = world.login("ann").await.ok();
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    let expected = [
        "cid",
        "creation_time",
        "expiration_time",
        "status",
        "user_id",
        "username",
        "ust",
    ];
    assert_eq!(keys, expected);
    assert_eq!(reply.text("user_id"), user_id);
    let ust = reply.text("ust");
    let is_url_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    assert!(ust.bytes().all(is_url_safe) && ust.len() <= 200, "{ust}");
    let event = world.events.last();
    assert_eq!(event.operation, "user.login");
    assert_eq!(event.target, Some(user_id));
    assert_eq!(event.cid, reply.text("cid"));
}

#[tokio::test]
async fn the_typed_login_answers_with_the_same() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let request = login_request("ann");
    let response = world.sso.login(&caller(), &request).await.unwrap();
    assert_eq!((&*response.username, &response.user_id), ("ann", &user_id));
    let lifetime = response.expiration_time.seconds - response.creation_time.seconds;
    assert_eq!(lifetime, 3_600);
    assert!(response.warnings.is_empty());
    let session = world.sso.verify(&caller(), &response.ust).await.unwrap();
    assert_eq!(session.unwrap().user_id, user_id);

    let wrong = LoginRequest {
        password: "wrong".to_owned(),
        ..request
    };
    match world.sso.login(&caller(), &wrong).await {
        Err(Error::Rejected(codes)) => assert_eq!(codes, [SubStatus::AuthNotAllowed]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_missing_key_is_a_bad_request_and_an_empty_one_is_not() {
    let world = World::new().await;
    world.approved("ann").await;
    for key in ["username", "password", "current_app"] {
        let mut without = login_input("ann");
        without.as_object_mut().unwrap().remove(key);
        world.post("/user/login", without).await.bad_request();
    }
    for key in ["username", "password"] {
        for empty in [json!(null), json!("")] {
            login(&world, json!({key: empty})).await.refused("E005001");
        }
        login(&world, json!({key: ["ann"]})).await.bad_request();
    }
}

#[tokio::test]
async fn an_unknown_application_is_reported_first_and_with_http_200() {
    for (is_told, code) in [(true, "E004001"), (false, "E005001")] {
        let world =
            World::with(|settings| settings.set("apps.inform_if_app_invalid", is_told)).await;
        world.approved("ann").await;
        for password in [PASSWORD, "wrong"] {
            for app in [json!("Sales"), json!(""), json!(null), json!("crm")] {
                let changes = json!({"current_app": app, "password": password});
                let reply = login(&world, changes).await;
                assert_eq!((reply.status, &*reply.codes()), (200, code), "{reply:?}");
                assert_eq!(reply.json["status"], "error");
                assert!(reply.json.get("ust").is_none());
            }
        }
    }
}

#[tokio::test]
async fn an_application_without_logins_is_reported_only_after_the_correct_password() {
    for (is_told, code) in [(true, "E004001"), (false, "E005001")] {
        let world =
            World::with(|settings| settings.set("apps.inform_if_app_invalid", is_told)).await;
        world.approved("ann").await;
        let erp = json!({"current_app": "ERP"});
        login(&world, erp).await.refused(code);
        let wrong = json!({"current_app": "ERP", "password": "wrong"});
        login(&world, wrong).await.refused("E005001");
        assert_eq!(world.events.last().sub_status, ["E005001"]);
    }
}

#[tokio::test]
async fn a_username_may_be_typed_in_any_case_and_normal_form() {
    let world = World::new().await;
    for (name, spellings) in [
        ("Straße", ["STRASSE", "strasse", "ＳＴＲＡẞＥ"]),
        ("Ｊosé", ["JOSE\u{301}", "josé", "Jos\u{c9}"]),
    ] {
        let request = create_request(name);
        world.make(&request).await;
        for spelling in spellings {
            let reply = world.login(spelling).await.ok();
            assert_eq!(reply.text("username"), name, "typed as {spelling}");
        }
    }
    world.login("Strase").await.refused("E005001");
    world.login("strasse ").await.refused("E005001");
}

#[tokio::test]
async fn several_sessions_of_one_user_live_side_by_side() {
    let world = World::new().await;
    world.approved("ann").await;
    let (one, other) = (world.ust("ann").await, world.ust("ann").await);
    assert_ne!(one, other);
    world.sso.logout(&caller(), &one).await.unwrap();
    assert!(!world.is_open(&one).await);
    assert!(world.is_open(&other).await);
}
