//! Requests while storage fails: the samples of all operations, and requests that read or write other
//! documents than the samples do.

use serde_json::{Value, json};

use crate::{kit::PASSWORD, operations::SAMPLES};

/// Route and input, as a [`Sample`](crate::operations::Sample) has them.
pub(super) type Request = (&'static str, Value);

const NEW_PASSWORD: &str = "quite another long text";

/// All requests. Each is done in a scene of its own.
pub(super) fn requests() -> Vec<Request> {
    let samples = SAMPLES.iter();
    let mut all: Vec<Request> = samples
        .map(|sample| (sample.route, sample.input.clone()))
        .collect();
    let others = of_ann().into_iter().chain(of_the_super_user());
    all.extend(others.chain(without_ust()).map(|(route, mut input)| {
        input["current_app"] = json!("CRM");
        (route, input)
    }));
    all
}

/// About her own account.
fn of_ann() -> Vec<Request> {
    let names = json!({"username": "anna", "email": "anna@example.com"});
    let passwords = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD});
    let data = json!([{"name": "x", "value": 1}, {"name": "y", "value": 1}]);
    let session = json!({
        "current_ust": "{own_ust}", "target_ust": "{own_ust}", "data": data, "encrypt": true,
    });
    let own = |mut input: Value| {
        input["ust"] = json!("{own_ust}");
        input
    };
    vec![
        ("GET /user", own(json!({}))),
        ("PATCH /user", own(names)),
        ("PATCH /user", own(json!({"is_totp_enabled": true}))),
        ("PATCH /user/password", own(passwords)),
        ("PATCH /user/totp", own(json!({}))),
        ("DELETE /user/session", own(json!({"all": true}))),
        (
            "DELETE /user/session",
            own(json!({"all_but_current": true})),
        ),
        (
            "DELETE /user/session",
            own(json!({"session_id": "{own_session_id}"})),
        ),
        (
            "POST /user/attr",
            own(json!({"data": data, "encrypt": true})),
        ),
        ("POST /session/attr", session),
    ]
}

fn of_the_super_user() -> Vec<Request> {
    let about = |user_id: &str, mut input: Value| {
        input["ust"] = json!("{ust}");
        input["user_id"] = json!(user_id);
        input
    };
    let names = json!({"username": "bobby", "email": "bobby@example.com"});
    let several = json!([{"name": "a"}, {"name": "b"}]);
    vec![
        (
            "PATCH /user",
            about("{user_id}", json!({"email": null, "is_locked": true})),
        ),
        (
            "PATCH /user",
            about("{pending}", json!({"approval_status": "approved"})),
        ),
        ("PATCH /user", about("{user_id}", names)),
        (
            "PATCH /user",
            about("{user_id}", json!({"approval_status": "before_decision"})),
        ),
        ("DELETE /user", about("{locked}", json!({}))),
        ("DELETE /user/lock", about("{locked}", json!({}))),
        (
            "PATCH /user/totp",
            about("{locked}", json!({"totp_label": "x"})),
        ),
        (
            "DELETE /user/attr",
            about("{user_id}", json!({"data": several})),
        ),
        ("GET /user/search", json!({"ust": "{ust}"})),
    ]
}

fn without_ust() -> Vec<Request> {
    let new_password = json!({
        "username": "dora", "password": PASSWORD, "new_password": NEW_PASSWORD,
    });
    vec![
        (
            "PATCH /user/signup",
            json!({"confirm_token": "{mailed_token}"}),
        ),
        ("POST /user/login", new_password),
        ("POST /password/reset", json!({"credential": "nobody"})),
        ("POST /password/reset", json!({"credential": "emma"})),
    ]
}
