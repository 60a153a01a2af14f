//! The stored documents: accounts, sessions, tokens and the index documents that find them.
//!
//! A kind of document has its type and its row ([`Kind`]) in a file of its own, and its line in
//! [`KINDS`].

mod attempts;
mod attribute;
mod audit_event;
mod filed_email;
mod key_check;
mod kind;
mod layout;
mod link;
mod message;
mod pointer;
mod rate;
mod related;
mod reset;
mod row;
mod search_document;
mod session;
mod session_log;
mod sign_up_token;
mod user;
mod words;

pub use attempts::{AttemptSlot, KnownSource, Wait};
pub use attribute::{Attribute, SessionAttribute, UserAttribute};
pub use audit_event::AuditEvent;
pub use filed_email::FiledEmail;
pub use key_check::KeyCheck;
pub use kind::{Erasure, Index, InspectedDocument, Kind, LeadsTo};
pub use layout::Layout;
pub use link::{Link, LinkedTo};
pub use message::{CallbackMessage, OutboxMessage, StoredMessage};
pub use pointer::{Email, EmailOf, Pending, Pointer, SuperUser, Username};
pub use rate::Rate;
pub use related::RelatedDocuments;
pub use reset::{Reset, ResetKey, ResetToken};
pub use row::{Inspected, Resealing, Row};
pub use search_document::{SearchDocument, searchable};
pub use session::{AuthType, Session};
pub use session_log::{ChangeSource, SessionLog, StateChange};
pub use sign_up_token::{Delivery, SignUpToken};
pub use user::{ApprovalStatus, SignUpStatus, User};

/// Every kind of document. (The table in `keys.rs` describes them.)
pub static KINDS: &[Row] = &[
    Row::of::<User>(),
    Row::of::<Username>(),
    Row::of::<Email>(),
    Row::of::<EmailOf>(),
    Row::of::<SignUpToken>(),
    Row::of::<Pending>(),
    Row::of::<SuperUser>(),
    Row::of::<SearchDocument>(),
    Row::of::<Session>(),
    Row::of::<SessionLog>(),
    Row::of::<KnownSource>(),
    Row::of::<AttemptSlot>(),
    Row::of::<Wait>(),
    Row::of::<Link>(),
    Row::of::<LinkedTo>(),
    Row::of::<Rate>(),
    Row::of::<ResetToken>(),
    Row::of::<Reset>(),
    Row::of::<OutboxMessage>(),
    Row::of::<CallbackMessage>(),
    Row::of::<UserAttribute>(),
    Row::of::<SessionAttribute>(),
    Row::of::<AuditEvent>(),
    Row::of::<KeyCheck>(),
    Row::of::<Layout>(),
];

/// Recorded as the decider if an account did not need a decision.
pub const AUTO: &str = "auto";

#[cfg(test)]
mod tests;
