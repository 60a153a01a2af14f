//! Every operation over REST.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::kit::{PASSWORD, login_input, signup_input};

/// Method, path and input.
pub(super) type Operation = fn(&Scene) -> (&'static str, &'static str, Value);

/// Every operation over REST.
pub(super) const OPERATIONS: &[Operation] = &[
    |_| ("POST", "/user/signup", signup_input("emil")),
    |scene| {
        (
            "POST",
            "/user/signup/confirm",
            json!({"confirm_token": scene.returned}),
        )
    },
    |scene| {
        (
            "PATCH",
            "/user/signup",
            json!({"confirm_token": scene.mailed}),
        )
    },
    |scene| {
        (
            "POST",
            "/user/signup/disown",
            json!({"confirm_token": scene.mailed}),
        )
    },
    |scene| ("GET", "/user/signup", json!({"ust": scene.boss})),
    |scene| ("POST", "/user/approve", decision(scene)),
    |scene| ("POST", "/user/reject", decision(scene)),
    |_| ("POST", "/user/login", login_input("ann")),
    |_| ("POST", "/user/login", new_password()),
    |scene| ("POST", "/user/logout", session(scene)),
    |scene| ("PATCH", "/user/session", session(scene)),
    |scene| ("POST", "/user/session", both_sessions(scene)),
    |scene| ("GET", "/user/session", both_sessions(scene)),
    |scene| ("GET", "/user/session/list", session(scene)),
    |scene| ("GET", "/user/session/list", both_sessions(scene)),
    |scene| {
        (
            "DELETE",
            "/user/session",
            ending(scene, json!({"all": true})),
        )
    },
    |scene| {
        (
            "DELETE",
            "/user/session",
            ending(scene, json!({"all_but_current": true})),
        )
    },
    |scene| {
        (
            "DELETE",
            "/user/session",
            ending(scene, json!({"session_id": scene.ann_session})),
        )
    },
    |scene| {
        (
            "GET",
            "/user",
            json!({"ust": scene.boss, "user_id": scene.ann_id, "current_app": "CRM"}),
        )
    },
    |_| ("POST", "/password/reset", asking("emma")),
    |_| ("POST", "/password/reset", asking("nobody")),
    |scene| ("PATCH", "/password/reset", reset(&scene.token, "")),
    |scene| {
        let (token, key) = &scene.exchanged;
        ("DELETE", "/password/reset", reset(token, key))
    },
    |scene| ("POST", "/user/signup/approve", decision(scene)),
    |scene| ("POST", "/user/signup/reject", decision(scene)),
    |scene| ("GET", "/user", own(scene, json!({}))),
    |scene| ("POST", "/user", account(scene)),
    |scene| ("PATCH", "/user", own(scene, json!({"first_name": "Ann"}))),
    |scene| {
        (
            "PATCH",
            "/user",
            own(
                scene,
                json!({"username": "anna", "email": "anna@example.com"}),
            ),
        )
    },
    |scene| {
        (
            "PATCH",
            "/user",
            own(scene, json!({"is_totp_enabled": true})),
        )
    },
    |scene| {
        (
            "PATCH",
            "/user",
            about(
                scene,
                &scene.ann_id,
                json!({"email": null, "is_locked": true}),
            ),
        )
    },
    |scene| {
        (
            "PATCH",
            "/user",
            about(scene, &scene.ben_id, json!({"approval_status": "approved"})),
        )
    },
    |scene| {
        (
            "PATCH",
            "/user",
            about(
                scene,
                &scene.ann_id,
                json!({"username": "anna", "email": "anna@example.com"}),
            ),
        )
    },
    |scene| {
        (
            "PATCH",
            "/user",
            about(
                scene,
                &scene.ann_id,
                json!({"approval_status": "before_decision"}),
            ),
        )
    },
    |scene| ("DELETE", "/user", about(scene, &scene.ann_id, json!({}))),
    |scene| ("DELETE", "/user", about(scene, &scene.jane_id, json!({}))),
    |scene| ("POST", "/user/lock", about(scene, &scene.ann_id, json!({}))),
    |scene| {
        (
            "DELETE",
            "/user/lock",
            about(scene, &scene.luke_id, json!({})),
        )
    },
    |scene| ("PATCH", "/user/password", own(scene, new_passwords())),
    |scene| {
        (
            "PATCH",
            "/user/password",
            about(scene, &scene.ann_id, new_passwords()),
        )
    },
    |scene| ("PATCH", "/user/totp", own(scene, json!({}))),
    |scene| {
        (
            "PATCH",
            "/user/totp",
            about(scene, &scene.jane_id, json!({"totp_label": "x"})),
        )
    },
    |scene| ("GET", "/user/search", own_of_boss(scene)),
    |scene| {
        (
            "POST",
            "/user/search",
            about(scene, "", json!({"username": "ann", "user_id": null})),
        )
    },
    |scene| {
        (
            "GET",
            "/user/linked",
            about(scene, &scene.jane_id, json!({})),
        )
    },
    |scene| {
        (
            "POST",
            "/user/linked",
            link(&scene.boss, &scene.ann_id, "pubapi"),
        )
    },
    |scene| {
        (
            "DELETE",
            "/user/linked",
            link(&scene.boss, &scene.jane_id, "batch"),
        )
    },
    |scene| ("POST", "/user/attr", attributes(scene, "x")),
    |scene| ("POST", "/user/attr", attributes(scene, "encrypted")),
    |scene| ("PATCH", "/user/attr", attributes(scene, "a")),
    |scene| ("PUT", "/user/attr", attributes(scene, "a")),
    |scene| ("DELETE", "/user/attr", attributes(scene, "a")),
    |scene| ("GET", "/user/attr", attributes(scene, "b")),
    |scene| ("GET", "/user/attr/exists", attributes(scene, "b")),
    |scene| ("GET", "/user/attr/names", attributes(scene, "b")),
    |scene| ("POST", "/session/attr", attributes(scene, "x")),
    |scene| ("POST", "/session/attr", attributes(scene, "encrypted")),
    |scene| ("PATCH", "/session/attr", attributes(scene, "a")),
    |scene| ("PUT", "/session/attr", attributes(scene, "a")),
    |scene| ("DELETE", "/session/attr", attributes(scene, "a")),
    |scene| ("GET", "/session/attr", attributes(scene, "b")),
    |scene| ("GET", "/session/attr/exists", attributes(scene, "b")),
    |scene| ("GET", "/session/attr/names", attributes(scene, "b")),
];

pub(super) fn asking(credential: &str) -> Value {
    json!({"credential": credential, "current_app": "CRM"})
}

pub(super) fn reset(token: &str, key: &str) -> Value {
    let password = "quite another long text";
    json!({"token": token, "reset_key": key, "password": password, "current_app": "CRM"})
}

fn decision(scene: &Scene) -> Value {
    json!({"ust": scene.boss, "user_id": scene.ben_id, "current_app": "CRM"})
}

fn new_password() -> Value {
    let mut input = login_input("dora");
    input["new_password"] = json!("quite another long text");
    input
}

fn session(scene: &Scene) -> Value {
    json!({"ust": scene.ann, "current_app": "CRM"})
}

fn ending(scene: &Scene, mut which: Value) -> Value {
    which["ust"] = json!(scene.ann);
    which["current_app"] = json!("CRM");
    which
}

fn both_sessions(scene: &Scene) -> Value {
    json!({"current_ust": scene.boss, "target_ust": scene.ann, "current_app": "CRM"})
}

/// Ann's own.
fn own(scene: &Scene, mut members: Value) -> Value {
    members["ust"] = json!(scene.ann);
    members["current_app"] = json!("CRM");
    members
}

/// Somebody's, by the super-user.
fn about(scene: &Scene, user_id: &str, mut members: Value) -> Value {
    members["ust"] = json!(scene.boss);
    members["current_app"] = json!("CRM");
    if members.get("user_id").is_none() {
        members["user_id"] = json!(user_id);
    }
    members
}

fn own_of_boss(scene: &Scene) -> Value {
    json!({"ust": scene.boss, "current_app": "CRM"})
}

fn account(scene: &Scene) -> Value {
    json!({
        "ust": scene.boss,
        "current_app": "CRM",
        "username": "emil",
        "email": "emil@example.com",
        "password": PASSWORD,
        "is_totp_enabled": true,
    })
}

fn new_passwords() -> Value {
    json!({"old_password": PASSWORD, "new_password": "quite another long text"})
}

pub(super) fn link(boss: &str, user_id: &str, program: &str) -> Value {
    json!({
        "ust": boss,
        "current_app": "CRM",
        "user_id": user_id,
        "auth_type": "basic_auth",
        "auth_username": program,
    })
}

/// Of Ann and of her session: those of this name, and another one.
fn attributes(scene: &Scene, name: &str) -> Value {
    let other = if name == "a" { "b" } else { "y" };
    let element = |name: &str| json!({"name": name, "value": 1});
    json!({
        "ust": scene.ann,
        "current_ust": scene.ann,
        "target_ust": scene.ann,
        "current_app": "CRM",
        "data": [element(name), element(other)],
        "encrypt": name == "encrypted",
    })
}
