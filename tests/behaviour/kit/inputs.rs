//! Inputs of requests, over REST and typed.

use serde_json::{Value, json};
use vestibule::types::{Caller, CreateRequest, LoginRequest};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The new password in changes of a password.
pub(crate) const NEW_PASSWORD: &str = "quite another long text";

/// A caller with an address, through the application CRM.
pub(crate) fn caller() -> Caller {
    Caller {
        cid: None,
        current_app: Some("CRM".to_owned()),
        remote_addr: Some("192.0.2.10".to_owned()),
        user_agent: Some("Firefox 139.0".to_owned()),
        is_trusted_client: false,
    }
}

/// An object with more members; a member that is there is replaced.
pub(crate) fn merged(mut input: Value, members: Value) -> Value {
    let (Value::Object(all), Value::Object(members)) = (&mut input, members) else {
        panic!("not objects");
    };
    all.extend(members);
    input
}

/// The input of a session: its UST, the application, and more members.
pub(crate) fn with(ust: &str, members: Value) -> Value {
    merged(json!({"ust": ust, "current_app": "CRM"}), members)
}

/// A sign-up with the address `<name>@example.com`.
pub(crate) fn signup_input(name: &str) -> Value {
    json!({
        "username": name,
        "password": PASSWORD,
        "email": format!("{name}@example.com"),
        "current_app": "CRM",
        "app_list": ["CRM"],
    })
}

pub(crate) fn login_input(name: &str) -> Value {
    json!({"username": name, "password": PASSWORD, "current_app": "CRM"})
}

/// The same, typed.
pub(crate) fn login_request(name: &str) -> LoginRequest {
    LoginRequest {
        username: name.to_owned(),
        password: PASSWORD.to_owned(),
        totp_code: None,
        new_password: None,
        metadata: None,
    }
}

/// An account without an address.
pub(crate) fn create_request(name: &str) -> CreateRequest {
    CreateRequest {
        username: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        ..CreateRequest::default()
    }
}
