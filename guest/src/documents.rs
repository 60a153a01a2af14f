//! What is stored: accounts, sessions, tokens and the index documents that find them.

mod key_check;
mod link;
mod pointer;
mod rate;
mod session;
mod sign_up_token;
mod user;

pub use key_check::KeyCheck;
pub use link::Link;
pub use pointer::Pointer;
pub use rate::Rate;
pub use session::{AuthType, Session};
pub use sign_up_token::{Delivery, SignUpToken};
pub use user::{ApprovalStatus, SignUpStatus, User};

/// The name of who decided about an account when nobody had to.
pub const AUTO: &str = "auto";
