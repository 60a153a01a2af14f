//! The messages of the outbox, as lines of JSON for a program that sends mails.

use serde_json::{Map, Value, json};

use crate::contract::{
    vestibule::sso::outbox::{self, Content, Message},
    wasi::clocks::wall_clock::Datetime,
};

/// Messages that are claimed at once.
const AT_ONCE: u32 = 50;

/// Claims all messages that are due, and returns a line for each. Nobody else gets them during the lease.
///
/// # Errors
/// A text for the operator. The messages that were claimed before it are due again after the lease.
pub(crate) fn claim(lease_seconds: u32) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    loop {
        let claimed =
            outbox::claim(AT_ONCE, lease_seconds).map_err(|error| format!("{error:?}"))?;
        if claimed.is_empty() {
            return Ok(lines);
        }
        lines.extend(claimed.into_iter().map(line));
    }
}

fn line(message: Message) -> String {
    let Message {
        id,
        claim,
        to,
        username,
        locale,
        content,
        attempts,
    } = message;
    let mut line = Map::new();
    let members = [
        ("id", json!(id)),
        ("claim", json!(claim)),
        ("to", json!(to)),
        ("username", json!(username)),
        ("locale", json!(locale)),
        ("attempts", json!(attempts)),
    ];
    line.extend(members.map(|(name, value)| (name.to_owned(), value)));
    line.extend(body(content));
    Value::Object(line).to_string()
}

/// The kind, as the contract names it, and what belongs to it.
fn body(content: Content) -> Map<String, Value> {
    let token = |kind: &str, token: String, expiration: Datetime, has_owner: Option<bool>| {
        let mut body = json!({
            "kind": kind,
            "token": token,
            "expiration_time": expiration.seconds,
        });
        if let (Some(has_owner), Some(body)) = (has_owner, body.as_object_mut()) {
            body.insert("email_has_owner".to_owned(), has_owner.into());
        }
        body
    };
    let body = match content {
        Content::SignupConfirm(content) => token(
            "signup-confirm",
            content.confirm_token,
            content.expiration_time,
            Some(content.email_has_owner),
        ),
        Content::EmailConfirm(content) => token(
            "email-confirm",
            content.confirm_token,
            content.expiration_time,
            Some(content.email_has_owner),
        ),
        Content::PasswordReset(content) => token(
            "password-reset",
            content.token,
            content.expiration_time,
            None,
        ),
        Content::SignupWelcome => json!({"kind": "signup-welcome"}),
        Content::SignupRejected(content) => {
            json!({"kind": "signup-rejected", "reason": content.reason})
        }
        Content::EmailChanged => json!({"kind": "email-changed"}),
    };
    match body {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}
