//! An embedder's own validation of sign-ups.

use std::sync::Arc;

use async_trait::async_trait;

use crate::types::{SignupRequest, SubStatus};

/// Adds to the built-in validation of sign-ups, or replaces it.
///
/// # Examples
///
/// ```
/// use async_trait::async_trait;
/// use vestibule::{
///     SignupValidator, Sso,
///     types::{SignupRequest, SubStatus},
/// };
///
/// /// Accepts the company's own addresses only.
/// struct OwnAddresses;
///
/// #[async_trait]
/// impl SignupValidator for OwnAddresses {
///     async fn validate(&self, _current_app: &str, signup: &SignupRequest) -> Vec<SubStatus> {
///         let email = signup.email.as_deref().unwrap_or_default();
///         if email.ends_with("@example.com") {
///             vec![]
///         } else {
///             vec![SubStatus::EmailInvalid]
///         }
///     }
/// }
///
/// let builder = Sso::builder().signup_validator(OwnAddresses);
/// ```
#[async_trait]
pub trait SignupValidator: Send + Sync + 'static {
    /// Whether the built-in rules about username, password and e-mail address are left out.
    /// Applications, uniqueness and the limits of storage are checked all the same.
    fn replaces_built_in(&self) -> bool {
        false
    }

    /// Checks one sign-up. `current_app` is the application it comes through, empty if the request
    /// names none. Returns the codes to refuse it with, and nothing to accept it. Which of the codes
    /// the client gets is decided by the settings `signup.inform_if_*`.
    async fn validate(&self, current_app: &str, signup: &SignupRequest) -> Vec<SubStatus>;
}

/// A validator that is shared with something else.
#[async_trait]
impl<V: SignupValidator + ?Sized> SignupValidator for Arc<V> {
    fn replaces_built_in(&self) -> bool {
        (**self).replaces_built_in()
    }

    async fn validate(&self, current_app: &str, signup: &SignupRequest) -> Vec<SubStatus> {
        (**self).validate(current_app, signup).await
    }
}
