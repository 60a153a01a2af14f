//! The same for a process of its own with all of its threads, at its most talkative.

use serde_json::{Value, json};

use super::kept::{NAME, REASON, Secrets, TOTP_KEY, TYPED_AS_NAME, VALUE};
use crate::{
    kit::{
        PASSWORD,
        binary::{command, data_directory, serve},
        login_input, signup_input,
    },
    operations,
};

#[test]
fn a_server_logs_no_secret_at_any_level() {
    let data = data_directory();
    let mut server = serve(data.path(), &[]);
    let mut secrets = Secrets::known_before();
    let made = command(
        data.path(),
        &["user", "create-super-user", "boss", "--password", PASSWORD],
    )
    .env("RUST_LOG", "trace")
    .output()
    .unwrap();
    assert!(made.status.success());
    secrets.not_in("the command's log", &String::from_utf8_lossy(&made.stderr));
    let call = |method, path: &str, input: Value| server.call(method, path, &input.to_string());
    let ust = |body: &Value| body["ust"].as_str().unwrap().to_owned();
    let (_, boss) = call("POST", "/user/login", login_input("boss"));
    secrets.keep(&ust(&boss));
    let (_, signup) = call("POST", "/user/signup", signup_input(NAME));
    let token = signup["confirm_token"].as_str().unwrap().to_owned();
    secrets.keep(&token);
    assert_eq!(
        call("PATCH", "/user/signup", json!({"confirm_token": token})).0,
        200
    );
    let (_, pending) = call("GET", "/user/signup", json!({"ust": ust(&boss)}));
    let user_id = &pending[0]["user_id"];
    let decision = json!({"ust": ust(&boss), "user_id": user_id, "reason": REASON});
    assert_eq!(
        call("POST", "/user/signup/approve", decision.clone()).0,
        200
    );
    let (_, session) = call("POST", "/user/login", login_input(NAME));
    let ust = ust(&session);
    secrets.keep(&ust);
    let in_query = format!("/user?current_app=CRM&ust={ust}");
    assert_eq!(call("GET", &in_query, json!({})).0, 200);
    for (method, path, input) in [
        ("POST", "/user/login", login_input(TYPED_AS_NAME)),
        (
            "POST",
            "/user/login",
            json!({"username": [PASSWORD], "password": PASSWORD}),
        ),
        ("POST", "/user/login", json!(PASSWORD)),
        ("POST", "/user/signup", signup_input(NAME)),
        ("POST", "/user/signup/reject", decision),
        (
            "GET",
            &*format!("/nothing/{TYPED_AS_NAME}?ust={ust}"),
            json!({"ust": ust}),
        ),
        (
            "POST",
            "/user/logout",
            json!({"ust": ust, "current_app": "CRM"}),
        ),
        (
            "PATCH",
            "/user/session",
            json!({"ust": ust, "current_app": "CRM"}),
        ),
    ] {
        let (_, body) = call(method, path, input);
        secrets.not_in("an answer", &body.to_string());
    }
    for route in &operations::all() {
        let (method, path) = operations::split(route);
        let (_, body) = call(method, path, everything(&ust));
        secrets.not_in("an answer", &body.to_string());
    }
    let key = std::fs::read_to_string(data.path().join("vestibule.key")).unwrap();
    secrets.keep(key.trim());
    assert!(server.stop("TERM").success());
    let said = server.said();
    assert!(said.contains("TRACE") || said.contains("DEBUG"), "{said}");
    secrets.not_in("the server's log", &said);
}

/// An input with something for every operation, and nothing right.
fn everything(ust: &str) -> Value {
    json!({
        "ust": format!("{ust}x"), "current_ust": ust, "target_ust": TYPED_AS_NAME,
        "current_app": "CRM", "username": TYPED_AS_NAME, "email": format!("{NAME}@"),
        "password": PASSWORD, "old_password": PASSWORD, "new_password": PASSWORD,
        "credential": NAME, "token": TOTP_KEY, "reset_key": TOTP_KEY, "confirm_token": TOTP_KEY,
        "totp_key": TOTP_KEY, "totp_code": TOTP_KEY, "user_id": NAME, "reason": REASON,
        "name": NAME, "value": VALUE, "encrypt": true, "auth_type": NAME, "auth_username": NAME,
    })
}
