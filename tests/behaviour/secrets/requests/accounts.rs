//! Data of accounts, and operations on them.

use serde_json::{Value, json};

use super::{
    super::{
        kept::{NAME, NEW_PASSWORD, REASON, TYPED_AS_NAME, VALUE},
        people::People,
    },
    Request,
};
use crate::kit::{PASSWORD, PROGRAM_PASSWORD, definition};

/// As secret as their values.
pub(super) fn attributes(people: &People, path: &'static str) -> Vec<Request> {
    let path_to = |name: &'static str| match (path, name) {
        ("/user/attr", "exists") => "/user/attr/exists",
        ("/user/attr", _) => "/user/attr/names",
        (_, "exists") => "/session/attr/exists",
        _ => "/session/attr/names",
    };
    let input = |name: &str| {
        let members = json!({
            "current_ust": people.ust, "target_ust": people.ust,
            "name": name, "value": VALUE, "encrypt": true, "decrypt": true,
        });
        people.own(members)
    };
    let mut requests = Vec::new();
    for method in ["POST", "PUT", "PATCH", "GET"] {
        requests.push((method, path, input("safe")));
        requests.push((method, path, input(&"x".repeat(2_000))));
    }
    requests.extend([
        ("POST", path, input("safe")),
        ("GET", path_to("exists"), input(TYPED_AS_NAME)),
        ("GET", path_to("names"), input(TYPED_AS_NAME)),
        ("DELETE", path, input(TYPED_AS_NAME)),
        ("DELETE", path, input("safe")),
        ("PUT", path, input("left")),
    ]);
    requests
}

/// The super-user's requests about programs and lists.
pub(super) fn administration(people: &People) -> Vec<Request> {
    let program = |name: &str| people.about(&people.user_id, definition(name));
    let nobody = json!({"email": TYPED_AS_NAME, "name_op": NAME});
    vec![
        (
            "GET",
            "/user/search",
            people.boss(json!({"username": NAME})),
        ),
        (
            "POST",
            "/user/search",
            people.boss(json!({"display_name": NAME})),
        ),
        ("POST", "/user/search", people.boss(nobody)),
        ("POST", "/user/linked", program("pubapi")),
        ("POST", "/user/linked", program("batch")),
        ("POST", "/user/linked", program(PROGRAM_PASSWORD)),
        (
            "GET",
            "/user/linked",
            people.about(&people.user_id, json!({})),
        ),
        ("DELETE", "/user/linked", program("batch")),
        ("DELETE", "/user/linked", program(PROGRAM_PASSWORD)),
    ]
}

pub(super) fn accounts(people: &People) -> Vec<Request> {
    let names = json!({"first_name": NAME, "email": format!("{NAME}@example.net")});
    let bad = json!({"username": format!("{NAME} {NAME}"), "password": PASSWORD});
    let made = json!({
        "username": format!("{NAME}.made"), "password": PASSWORD, "first_name": NAME,
        "email": format!("{NAME}.made@example.net"),
    });
    let wrong = json!({"old_password": TYPED_AS_NAME, "new_password": NEW_PASSWORD});
    let right = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD});
    let weak = json!({"old_password": PASSWORD, "new_password": "short"});
    let about = |members: Value| people.about(&people.waiting[0], members);
    vec![
        ("POST", "/user", people.boss(bad)),
        ("POST", "/user", people.boss(made.clone())),
        ("POST", "/user", people.boss(made)),
        ("GET", "/user", people.own(json!({}))),
        ("GET", "/user", people.about(NAME, json!({}))),
        ("PATCH", "/user", people.own(names.clone())),
        ("PATCH", "/user", people.own(json!({"username": "boss"}))),
        ("PATCH", "/user", about(names)),
        ("PATCH", "/user", about(json!({"approval_status": REASON}))),
        ("PATCH", "/user/password", people.own(wrong)),
        ("PATCH", "/user/password", people.own(weak)),
        ("PATCH", "/user/password", people.own(right)),
        (
            "PATCH",
            "/user/password",
            about(json!({"new_password": PASSWORD, "must_change": true})),
        ),
        ("POST", "/user/lock", about(json!({}))),
        ("DELETE", "/user/lock", about(json!({}))),
    ]
}
