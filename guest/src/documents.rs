//! What is stored: accounts, sessions, tokens and the index documents that find them.

mod key_check;
mod pointer;
mod reset;
mod session;
mod sign_up_token;
mod user;

pub use key_check::KeyCheck;
pub use pointer::Pointer;
pub use reset::{Reset, ResetKey};
pub use session::Session;
pub use sign_up_token::{Delivery, SignUpToken};
pub use user::{ApprovalStatus, SignUpStatus, User};

/// The name of who decided about an account when nobody had to.
pub const AUTO: &str = "auto";
