//! The audit log.

use crate::bindings::vestibule::sso::audit::{Event, Outcome};

/// Receives the audit events: one at the end of every operation. Must not block.
pub trait AuditLog: Send + Sync + 'static {
    /// Receives one event.
    fn emit(&self, event: &Event);
}

/// Writes events to the log, target `vestibule::audit`. What went well and changed nothing is on
/// the level `debug`: there is one for every session check.
#[derive(Debug, Default)]
pub struct TracingAuditLog;

/// Operations that change nothing when they go well.
const LOOKS: &[&str] = &[
    "session.verify",
    "user.get_user",
    "user.get_pending_signups",
    "user.get_linked_auth_list",
    "outbox.claim",
    "outbox.claim_callbacks",
];

impl AuditLog for TracingAuditLog {
    fn emit(&self, event: &Event) {
        let is_look = LOOKS.contains(&event.operation.as_str());
        match event.outcome {
            Outcome::Ok if is_look => write(event, tracing::Level::DEBUG),
            Outcome::Failed => write(event, tracing::Level::WARN),
            Outcome::Ok | Outcome::Warning | Outcome::Refused => write(event, tracing::Level::INFO),
        }
    }
}

/// `tracing` needs the level as a constant at each call.
fn write(event: &Event, level: tracing::Level) {
    macro_rules! at {
        ($level:ident) => {
            tracing::event!(
                target: "vestibule::audit",
                tracing::Level::$level,
                cid = %event.cid,
                operation = %event.operation,
                outcome = outcome(event.outcome),
                sub_status = %event.sub_status.join(","),
                actor = event.actor.as_deref(),
                target = event.target.as_deref(),
                typed_username = event.typed_username.as_deref(),
                current_app = event.current_app.as_deref(),
                remote_addr = event.remote_addr.as_deref(),
                detail = event.detail.as_deref(),
            )
        };
    }
    match level {
        tracing::Level::DEBUG => at!(DEBUG),
        tracing::Level::WARN => at!(WARN),
        _ => at!(INFO),
    }
}

/// The name of an outcome.
#[must_use]
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Warning => "warning",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
    }
}
