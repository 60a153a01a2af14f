//! The messages that callbacks get about a sign-up.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::outbox::Callback,
    documents::{ApprovalStatus, SignUpStatus, StoredMessage, User},
    fault::{Fault, Result},
    key_check,
    keyring::Keyring,
    keys::queue::Queue,
    outbox::{VALID_FOR, claim_from, put, stored::body},
    settings::signup::Signup,
    store::{Commit, Found},
};

/// The sealed contents of a message.
#[derive(Serialize, Deserialize)]
struct Body {
    /// `None`: the host's own callback.
    url: Option<String>,
    /// JSON, as it will be sent.
    text: String,
}

/// The message in the form of Standard Webhooks.
#[derive(Serialize)]
struct Webhook<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: SignUp<'a>,
}

#[derive(Serialize)]
struct SignUp<'a> {
    user_id: &'a str,
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    current_app: &'a str,
    app_list: Vec<&'a str>,
    sign_up_status: SignUpStatus,
    approval_status: ApprovalStatus,
}

/// Adds a message for every callback to the commit of a sign-up, which also notes the secret key that
/// seals them.
///
/// # Errors
/// As [`Keyring::seal`]; if storage cannot be reached.
pub(crate) fn queue(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    settings: &Signup,
    user: &User,
    email: Option<&str>,
) -> Result<()> {
    let mut urls: Vec<Option<&String>> = settings.callback_url_list.iter().map(Some).collect();
    if call.settings.main()?.is_callback_configured {
        urls.push(None);
    }
    if urls.is_empty() {
        return Ok(());
    }
    let text = text(call, user, email)?;
    key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
    let expires_at = call.now.plus_days(VALID_FOR);
    for url in urls {
        let body = Body {
            url: url.cloned(),
            text: text.clone(),
        };
        put(call, keyring, commit, Queue::Callback, &body, expires_at)?;
    }
    Ok(())
}

fn text(call: &Call<'_>, user: &User, email: Option<&str>) -> Result<String> {
    let webhook = Webhook {
        kind: "user.signup",
        timestamp: format!("{}Z", call.now.to_iso()),
        data: SignUp {
            user_id: &user.user_id,
            username: user.username.as_deref().unwrap_or_default(),
            email,
            locale: user.locale.as_deref(),
            current_app: call.current_app.as_deref().unwrap_or_default(),
            app_list: user.app_list.iter().map(String::as_str).collect(),
            sign_up_status: user.sign_up_status,
            approval_status: user.approval_status,
        },
    };
    serde_json::to_string(&webhook)
        .map_err(|_| Fault::Unavailable("a message cannot be written".to_owned()))
}

/// Takes messages that are due.
///
/// # Errors
/// As `outbox.claim-callbacks` in `wit/`.
pub fn claim(call: &mut Call<'_>, limit: u32, lease_seconds: u32) -> Result<Vec<Callback>> {
    call.audited("outbox.claim_callbacks", |call| {
        claim_from(call, Queue::Callback, limit, lease_seconds, opened)
    })
}

fn opened(
    keyring: &Keyring,
    stored: &Found<StoredMessage>,
    id: String,
    claim: &str,
) -> Option<Callback> {
    let body: Body = body(keyring, stored)?;
    Some(Callback {
        id,
        claim: claim.to_owned(),
        message_id: StoredMessage::id(&stored.check.key).to_owned(),
        url: body.url,
        body: body.text,
        attempts: stored.attempts,
    })
}
