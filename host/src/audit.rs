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

impl AuditLog for TracingAuditLog {
    fn emit(&self, event: &Event) {
        match event.outcome {
            Outcome::Ok if !event.changed => write(event, tracing::Level::DEBUG),
            Outcome::Failed => write(event, tracing::Level::WARN),
            Outcome::Ok | Outcome::Warning | Outcome::Refused => write(event, tracing::Level::INFO),
        }
    }
}

/// `tracing` needs the level as a constant at each call.
fn write(event: &Event, level: tracing::Level) {
    let details = others(event);
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
                current_app = event.current_app.as_deref(),
                remote_addr = event.remote_addr.as_deref(),
                changed = event.changed,
                reason = event.detail("reason"),
                typed_username = event.detail("typed_username"),
                details = details.as_deref(),
            )
        };
    }
    match level {
        tracing::Level::DEBUG => at!(DEBUG),
        tracing::Level::WARN => at!(WARN),
        _ => at!(INFO),
    }
}

/// Details that have a field of their own in the log.
const NAMED: [&str; 2] = ["reason", "typed_username"];

impl Event {
    /// The detail of this name, such as `reason`; `wit/audit.wit` lists the names.
    #[must_use]
    pub fn detail(&self, name: &str) -> Option<&str> {
        let mut details = self.details.iter();
        details.find_map(|(known, text)| (known == name).then_some(text.as_str()))
    }
}

/// All other details, for those that a later component has.
fn others(event: &Event) -> Option<String> {
    let details = event.details.iter();
    let others = details.filter(|(name, _)| !NAMED.contains(&name.as_str()));
    let shown: Vec<String> = others
        .map(|(name, text)| format!("{name}={text:?}"))
        .collect();
    (!shown.is_empty()).then(|| shown.join(" "))
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
