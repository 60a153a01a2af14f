//! An embedder's own validation of sign-ups.

use async_trait::async_trait;

use crate::types::{SignupRequest, SubStatus};

/// Adds to the built-in validation of sign-ups, or takes its place.
#[async_trait]
pub trait SignupValidator: Send + Sync + 'static {
    /// Whether the built-in rules about username, password and e-mail address are left out.
    /// Applications, uniqueness and the limits of storage are checked all the same.
    fn replaces_built_in(&self) -> bool {
        false
    }

    /// Looks at one sign-up through an application (empty if none was named); the codes to refuse it with, none if there is nothing against it.
    /// What the public hears of them is decided by the `inform_if_*` settings.
    async fn validate(&self, current_app: &str, signup: &SignupRequest) -> Vec<SubStatus>;
}
