//! What is stored: accounts, sessions, tokens and the index documents that find them.

mod attempts;
mod attribute;
mod key_check;
mod layout;
mod link;
mod pointer;
mod rate;
mod reset;
mod search_document;
mod session;
mod session_log;
mod sign_up_token;
mod user;

pub use attempts::{AttemptSlot, KnownSource, Wait};
pub use attribute::Attribute;
pub use key_check::KeyCheck;
pub use layout::Layout;
pub use link::{BASIC_AUTH, Link};
pub use pointer::Pointer;
pub use rate::Rate;
pub use reset::{Reset, ResetKey};
pub use search_document::SearchDocument;
pub use session::{AuthType, Session};
pub use session_log::{ChangeSource, SessionLog, StateChange};
pub use sign_up_token::{Delivery, SignUpToken};
pub use user::{ApprovalStatus, SignUpStatus, User};

/// The name of who decided about an account when nobody had to.
pub const AUTO: &str = "auto";
