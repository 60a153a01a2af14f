//! The SSO: a compiled component and the services its calls use. Its operations are in `operations`.

use std::sync::Arc;

use crate::{
    error::Error,
    imports::{Services, State},
    runtime::{Instance, Runtime},
    storage::Storage,
    types::{SignupRequest, SignupVerdict},
    validator::SignupValidator,
};

/// The SSO. Its methods are the operations that `wit/` documents. Cheap to clone; all clones are the
/// same SSO.
///
/// # Examples
///
/// ```
/// use vestibule::{
///     Error, Sso,
///     types::{Caller, LoginRequest, LoginResponse},
/// };
///
/// async fn log_in(sso: &Sso, username: &str, password: &str) -> Result<LoginResponse, Error> {
///     let caller = Caller {
///         current_app: Some("CRM".to_owned()),
///         remote_addr: Some("192.0.2.1".to_owned()),
///         ..Caller::default()
///     };
///     let request = LoginRequest {
///         username: username.to_owned(),
///         password: password.to_owned(),
///         totp_code: None,
///         new_password: None,
///         metadata: None,
///     };
///     sso.login(&caller, &request).await
/// }
/// ```
#[derive(Clone)]
pub struct Sso(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) runtime: Runtime,
    pub(crate) services: Arc<Services>,
    pub(crate) validator: Option<Arc<dyn SignupValidator>>,
}

impl Sso {
    pub(crate) fn new(
        runtime: Runtime,
        services: Services,
        validator: Option<Arc<dyn SignupValidator>>,
    ) -> Self {
        Self(Arc::new(Inner {
            runtime,
            services: Arc::new(services),
            validator,
        }))
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.0.runtime
    }

    pub(crate) fn services(&self) -> &Services {
        &self.0.services
    }

    /// A new instance for one call.
    pub(crate) async fn instance(&self) -> Result<Instance, Error> {
        self.0.runtime.instance(State::new(&self.0.services)).await
    }

    /// Whether the embedder validates sign-ups.
    pub(crate) fn has_validator(&self) -> bool {
        self.0.validator.is_some()
    }

    /// The verdict of the embedder's validator for a sign-up; `None` without a validator.
    pub(crate) async fn verdict(
        &self,
        current_app: &str,
        request: &SignupRequest,
    ) -> Option<SignupVerdict> {
        let validator = self.0.validator.as_ref()?;
        Some(SignupVerdict {
            refused: validator.validate(current_app, request).await,
            replaces_built_in: validator.replaces_built_in(),
        })
    }

    /// Deletes expired documents; returns how many. An expired document is absent to every call even
    /// before; this frees its space. `vestibule serve` does it every five minutes.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let services = self.services();
        let now = services.clock.now().as_secs();
        let swept = services.storage.sweep(now).await;
        swept.map_err(|error| Error::Unavailable(format!("{error:?}")))
    }

    /// The store of this SSO.
    #[must_use]
    pub fn storage(&self) -> Arc<dyn Storage> {
        Arc::clone(&self.services().storage)
    }

    /// Whether storage answers.
    pub async fn is_ready(&self) -> bool {
        let key = vec!["key-check".to_owned()];
        self.services().storage.get(key).await.is_ok()
    }
}
