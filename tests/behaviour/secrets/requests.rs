//! Requests with a secret in every possible place; some of them are refused.

use serde_json::{Value, json};

use super::{
    kept::{NAME, NEW_PASSWORD, REASON, TOTP_KEY, TYPED_AS_NAME},
    people::People,
};
use crate::kit::{PASSWORD, login_input, signup_input};

mod accounts;

/// Method, path and input.
pub(super) type Request = (&'static str, &'static str, Value);

/// In an order in which no request removes data that a later one needs.
pub(super) fn all(people: &People) -> Vec<Request> {
    [
        sign_ups(people),
        decisions(people),
        logins(people),
        accounts::attributes(people, "/user/attr"),
        accounts::attributes(people, "/session/attr"),
        accounts::administration(people),
        resets(people),
        sessions(people),
        accounts::accounts(people),
        endings(people),
    ]
    .concat()
}

fn sign_ups(people: &People) -> Vec<Request> {
    let confirm = |which: usize| json!({"confirm_token": people.confirm_tokens[which]});
    let mailed = json!({"confirm_token": people.mailed});
    let no_address = json!({"email": format!("{NAME}@"), "current_app": "CRM"});
    vec![
        ("POST", "/user/signup", signup_input(&format!("{NAME}.new"))),
        ("POST", "/user/signup", signup_input(NAME)),
        ("POST", "/user/signup", no_address),
        ("POST", "/user/signup/confirm", confirm(0)),
        ("POST", "/user/signup/confirm", confirm(0)),
        ("PATCH", "/user/signup", confirm(1)),
        ("PATCH", "/user/signup", json!({"confirm_token": PASSWORD})),
        ("POST", "/user/signup/disown", confirm(2)),
        ("POST", "/user/signup/disown", mailed),
    ]
}

fn decisions(people: &People) -> Vec<Request> {
    let waiting = |which: usize| people.about(&people.waiting[which], json!({"reason": REASON}));
    vec![
        ("GET", "/user/signup", people.boss(json!({}))),
        (
            "GET",
            "/user/signup",
            people.boss(json!({"status": REASON})),
        ),
        ("POST", "/user/approve", waiting(0)),
        ("POST", "/user/signup/approve", waiting(1)),
        ("POST", "/user/reject", waiting(2)),
        ("POST", "/user/reject", waiting(2)),
        ("POST", "/user/signup/reject", waiting(3)),
    ]
}

fn logins(people: &People) -> Vec<Request> {
    let with = |members: Value| {
        let mut input = login_input(NAME);
        let members = members.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(members);
        input
    };
    let key = json!({"totp_key": TOTP_KEY, "totp_label": "phone"});
    let wrong = json!({"password": TYPED_AS_NAME, "totp_code": people.code});
    let elsewhere = json!({"current_app": PASSWORD, "totp_code": TOTP_KEY});
    let lists = json!({"username": [PASSWORD], "password": {"a": TYPED_AS_NAME}});
    vec![
        ("PATCH", "/user/totp", people.own(key)),
        (
            "PATCH",
            "/user/totp",
            people.own(json!({"totp_key": TYPED_AS_NAME})),
        ),
        (
            "PATCH",
            "/user",
            people.own(json!({"is_totp_enabled": true})),
        ),
        ("POST", "/user/login", login_input(NAME)),
        (
            "POST",
            "/user/login",
            with(json!({"totp_code": people.code})),
        ),
        (
            "POST",
            "/user/login",
            with(json!({"totp_code": people.code})),
        ),
        ("POST", "/user/login", with(wrong)),
        ("POST", "/user/login", with(elsewhere)),
        (
            "POST",
            "/user/login",
            with(json!({"username": TYPED_AS_NAME})),
        ),
        ("POST", "/user/login", with(lists)),
        ("POST", "/user/login", json!(PASSWORD)),
    ]
}

fn resets(people: &People) -> Vec<Request> {
    let (token, key) = &people.exchanged;
    let input = |token: &str, password: &str| {
        json!({
            "credential": format!("{NAME}@example.com"),
            "token": token,
            "reset_key": key,
            "password": password,
            "current_app": "CRM",
        })
    };
    let mut unknown = input(key, PASSWORD);
    unknown["credential"] = json!(TYPED_AS_NAME);
    vec![
        (
            "PATCH",
            "/password/reset",
            input(&people.reset_token, PASSWORD),
        ),
        ("PATCH", "/password/reset", unknown.clone()),
        ("DELETE", "/password/reset", unknown.clone()),
        ("DELETE", "/password/reset", input(token, "short")),
        ("DELETE", "/password/reset", input(token, NEW_PASSWORD)),
        ("DELETE", "/password/reset", input(token, NEW_PASSWORD)),
        ("POST", "/password/reset", input(token, PASSWORD)),
        ("POST", "/password/reset", unknown),
    ]
}

fn sessions(people: &People) -> Vec<Request> {
    let both = json!({
        "current_ust": people.company.boss, "target_ust": people.ust, "current_app": "CRM",
    });
    vec![
        ("POST", "/user/session", both.clone()),
        ("GET", "/user/session", both.clone()),
        ("GET", "/user/session/list", both),
        ("GET", "/user/session/list", people.own(json!({}))),
        ("PATCH", "/user/session", people.own(json!({}))),
        (
            "DELETE",
            "/user/session",
            people.own(json!({"session_id": PASSWORD})),
        ),
        (
            "DELETE",
            "/user/session",
            people.own(json!({"all_but_current": true})),
        ),
    ]
}

fn endings(people: &People) -> Vec<Request> {
    let new_password = json!({
        "username": format!("{NAME}-0"), "password": PASSWORD, "new_password": NEW_PASSWORD,
        "current_app": "CRM",
    });
    vec![
        ("POST", "/user/login", new_password),
        (
            "DELETE",
            "/user",
            people.about(&people.waiting[0], json!({})),
        ),
        ("DELETE", "/user", people.about(NAME, json!({}))),
        ("POST", "/user/logout", people.own(json!({}))),
        ("POST", "/user/logout", people.own(json!({}))),
    ]
}
