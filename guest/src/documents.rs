//! What is stored: accounts, sessions, tokens and the index documents that find them.

mod attribute;
mod key_check;
mod pointer;
mod session;
mod sign_up_token;
mod user;

pub use attribute::Attribute;
pub use key_check::KeyCheck;
pub use pointer::Pointer;
pub use session::Session;
pub use sign_up_token::{Delivery, SignUpToken};
pub use user::{ApprovalStatus, SignUpStatus, User};

/// The name of who decided about an account when nobody had to.
pub const AUTO: &str = "auto";
