//! Who may do what: every operation for every kind of caller. The expected answers stand with the
//! samples of the operations; they are written by hand and do not come from the guest.

use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    kit::{Company, NEW_PASSWORD, Reply, but_attempts},
    operations::{CALLERS, SAMPLES, Sample, Scene},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_each_caller_as_the_table_says() {
    let mut samples = JoinSet::new();
    for sample in SAMPLES.iter() {
        samples.spawn(check(sample));
    }
    let differences: Vec<String> = samples.join_all().await.concat();
    assert!(differences.is_empty(), "{differences:#?}");
}

/// Asks as each caller, in a scene of its own; returns the answers that are not as expected.
async fn check(sample: &Sample) -> Vec<String> {
    let route = sample.route;
    let expected: Vec<&str> = sample.answers.split_whitespace().collect();
    assert_eq!(expected.len(), CALLERS.len(), "answers of {route}");
    let mut differences = Vec::new();
    for (caller, expected) in CALLERS.into_iter().zip(expected) {
        let scene = Scene::new(caller).await;
        let before = but_attempts(&scene.storage).await;
        let reply = scene.ask(route, &sample.input).await;
        if reply.status != 200 {
            let after = but_attempts(&scene.storage).await;
            assert_eq!(
                after, before,
                "{route} as {caller:?}: refused, but not without effect"
            );
        }
        let answer = outcome(&reply);
        if answer != expected {
            differences.push(format!("{route} as {caller:?}: {answer}, not {expected}"));
        }
    }
    differences
}

fn outcome(reply: &Reply) -> String {
    match reply.status {
        200 if reply.json["status"] == "error" => format!("200:{}", reply.codes()),
        200 => "ok".to_owned(),
        403 => reply.codes(),
        status => status.to_string(),
    }
}

/// Nothing is reported as done to an account that does not exist.
#[tokio::test]
async fn every_operation_refuses_an_unknown_user_id() {
    // Without an ID they are about the caller.
    let about_oneself = [
        ("GET", "/user"),
        ("PATCH", "/user"),
        ("PATCH", "/user/password"),
        ("PATCH", "/user/totp"),
        ("GET", "/user/linked"),
        ("GET", "/user/session/list"),
        ("DELETE", "/user/session"),
        ("POST", "/user/attr"),
        ("PATCH", "/user/attr"),
        ("PUT", "/user/attr"),
        ("DELETE", "/user/attr"),
        ("GET", "/user/attr"),
        ("GET", "/user/attr/exists"),
        ("GET", "/user/attr/names"),
    ];
    let about_others = [
        ("POST", "/user/approve"),
        ("POST", "/user/reject"),
        ("POST", "/user/signup/approve"),
        ("POST", "/user/signup/reject"),
        ("POST", "/user/lock"),
        ("DELETE", "/user/lock"),
        ("DELETE", "/user"),
        ("POST", "/user/linked"),
        ("DELETE", "/user/linked"),
    ];
    let company = Company::new().await;
    let before = but_attempts(&company.storage).await;
    let refused = async |(method, path): (&str, &str), user_id: &str| {
        let members = json!({
            "user_id": user_id, "new_password": NEW_PASSWORD, "first_name": "A", "all": true,
            "name": "a", "value": 1, "auth_type": "basic_auth", "auth_username": "pubapi",
        });
        let reply = company.ask(&company.boss, method, path, members).await;
        assert_eq!(reply.codes(), "E001100", "{method} {path} {user_id:.20}");
        reply.refused("E001100");
    };
    let long = "x".repeat(5_000);
    for user_id in ["zusr0", "boss", "../key-check", "ß", &*long] {
        for route in about_oneself.iter().chain(&about_others) {
            refused(*route, user_id).await;
        }
    }
    for route in about_others {
        refused(route, "").await;
    }
    assert_eq!(but_attempts(&company.storage).await, before);
}
