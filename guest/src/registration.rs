//! Registration, from the sign-up to the decision of a super-user.

pub mod confirm;
pub mod decide;
pub mod pending;
pub mod rules;
pub mod signup;

pub use confirm::{confirm, disown};
pub use decide::{approve, reject};
pub use pending::pending;
pub use signup::signup;
