//! Mails: Vestibule queues them in its outbox, and this program sends them.

use anyhow::Result;
use vestibule::{
    Sso,
    types::{Content, Message},
};

/// Messages that are claimed at once. The lease of one covers the time to send it, however slow the others are.
const AT_ONCE: u32 = 1;
/// Seconds after which a message is due again if this program ends before it has sent it.
const LEASE: u32 = 300;

/// A mail to send.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The text.
    pub text: String,
}

/// Sends mails. A real one speaks to a mail server.
pub trait Mailer: Sync {
    /// Sends a mail.
    ///
    /// # Errors
    /// If the mail was not sent. It is tried again later.
    fn send(&self, mail: Mail) -> Result<()>;
}

/// Prints mails instead of sending them.
pub struct Console;

impl Mailer for Console {
    fn send(&self, mail: Mail) -> Result<()> {
        println!("To: {}\n\n{}\n", mail.to, mail.text);
        Ok(())
    }
}

/// Sends all mails that are due; returns how many were sent. A server calls it every few seconds.
///
/// # Errors
/// If the store cannot be reached. A mail that was sent just before may then be sent a second time.
pub async fn deliver(sso: &Sso, mailer: &dyn Mailer) -> Result<usize> {
    let mut sent = 0;
    loop {
        let claimed = sso.claim_messages(AT_ONCE, LEASE).await?;
        if claimed.is_empty() {
            return Ok(sent);
        }
        for message in claimed {
            if mailer.send(mail(&message)).is_ok() {
                sso.message_done(&message.id, &message.claim).await?;
                sent += 1;
            } else {
                sso.message_failed(&message.id, &message.claim).await?;
            }
        }
    }
}

fn mail(message: &Message) -> Mail {
    let name = &message.username;
    let text = match &message.content {
        Content::SignupConfirm(content) => format!(
            "Somebody signed up as {name} with this address. Confirm with the token {0}. \
             If it was not you, disown with it.",
            content.confirm_token
        ),
        Content::SignupWelcome => format!("Welcome, {name}! You can log in now."),
        Content::SignupRejected(content) => format!(
            "Your sign-up as {name} was rejected. {}",
            content.reason.as_deref().unwrap_or_default()
        ),
        Content::PasswordReset(content) => format!(
            "Somebody asked for a new password for {name}. The token is {}.",
            content.token
        ),
        Content::EmailConfirm(content) => format!(
            "{name} named this address as their own. Confirm with the token {0}. \
             If it was not you, disown with it.",
            content.confirm_token
        ),
        Content::EmailChanged => format!("{name} has another address now."),
    };
    Mail {
        to: message.to.clone(),
        text,
    }
}
