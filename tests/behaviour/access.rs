//! Who may do what: every operation for every kind of caller. The expectations are written down
//! here and come from nowhere else.

use std::time::Duration;

use serde_json::{Value, json};

use crate::kit::{Company, NEW_PASSWORD, Reply, State, World, set_state};

mod fixture;
mod operations;

use fixture::Fixture;

/// Who calls. An operation that is about somebody is about [`Fixture::subject`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Caller {
    /// Without a UST.
    Anonymous,
    /// With something that is no UST.
    Garbage,
    /// A super-user whose session has expired.
    Expired,
    /// A regular user, about the own account or session.
    Oneself,
    /// A regular user, about somebody else's.
    Another,
    /// A super-user, about somebody else's.
    SuperUser,
    /// A super-user with an open session and a locked account.
    Locked,
    /// A super-user with an open session and an account that is not approved any more.
    Unapproved,
    /// A super-user whose password has expired.
    PasswordExpired,
}

/// In the order of the columns of the tables.
const CALLERS: [Caller; 9] = [
    Caller::Anonymous,
    Caller::Garbage,
    Caller::Expired,
    Caller::Oneself,
    Caller::Another,
    Caller::SuperUser,
    Caller::Locked,
    Caller::Unapproved,
    Caller::PasswordExpired,
];

/// One operation for all callers, each in a world of its own. `expected` has a word for each:
/// `ok`, `400` or the codes of a refusal.
async fn check(route: &str, input: &Value, expected: &str) {
    let expected: Vec<&str> = expected.split_whitespace().collect();
    assert_eq!(expected.len(), CALLERS.len());
    for (caller, expected) in CALLERS.into_iter().zip(expected) {
        let fixture = Fixture::new(caller, &input.to_string()).await;
        let reply = fixture.call(route, input).await;
        assert_eq!(
            outcome(&reply),
            expected,
            "{route} as {caller:?}: {reply:?}"
        );
    }
}

fn outcome(reply: &Reply) -> String {
    match reply.status {
        200 if reply.json["status"] == "error" => format!("200:{}", reply.codes()),
        200 => "ok".to_owned(),
        403 => reply.codes(),
        status => status.to_string(),
    }
}

/// `{name}` stands for what the fixture knows; a key whose value it does not have is left out.
fn fill(input: &Value, known: &dyn Fn(&str) -> Option<String>) -> Value {
    let mut filled = json!({});
    for (key, value) in input.as_object().unwrap() {
        let name = value
            .as_str()
            .and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
        match name {
            None => filled[key] = value.clone(),
            Some(name) => {
                if let Some(text) = known(name) {
                    filled[key] = json!(text);
                }
            }
        }
    }
    filled
}

const AN_HOUR: Duration = Duration::from_secs(3_600);

/// Makes a super-user with an open session somebody who may not use it.
async fn disable(world: &World, user_id: &str, caller: Caller) {
    let state = match caller {
        Caller::Locked => State::Locked,
        Caller::Unapproved => State::Rejected,
        Caller::PasswordExpired => State::PasswordExpired,
        Caller::Expired => return world.advance(AN_HOUR),
        _ => return,
    };
    set_state(&*world.storage, user_id, state).await;
}

/// Nothing is reported as done to an account that does not exist.
#[tokio::test]
async fn every_operation_refuses_an_unknown_user_id() {
    let company = Company::new().await;
    for (method, path) in [
        ("POST", "/user/approve"),
        ("POST", "/user/reject"),
        ("POST", "/user/lock"),
        ("DELETE", "/user/lock"),
        ("DELETE", "/user"),
        ("PATCH", "/user/password"),
        ("PATCH", "/user"),
        ("PATCH", "/user/totp"),
        ("GET", "/user"),
    ] {
        let members = json!({"user_id": "zusr0", "new_password": NEW_PASSWORD, "first_name": "A"});
        let reply = company.ask(&company.boss, method, path, members).await;
        reply.refused("E001100");
    }
}
