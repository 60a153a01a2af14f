//! The SSO as Rust methods: each runs in a fresh instance of the component.

use std::sync::Arc;

use crate::{
    builder::SsoBuilder,
    error::Error,
    imports::{Services, State},
    operations::call,
    runtime::{Instance, Runtime},
    types::{PeekedSignup, Request, Response, SignupRequest, SignupVerdict},
    validator::SignupValidator,
};

/// The SSO. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct Sso(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) runtime: Runtime,
    pub(crate) services: Arc<Services>,
    pub(crate) validator: Option<Arc<dyn SignupValidator>>,
}

impl Sso {
    /// Begins to put one together.
    pub fn builder() -> SsoBuilder {
        SsoBuilder::default()
    }

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

    pub(crate) fn services(&self) -> &Services {
        &self.0.services
    }

    /// A fresh instance for one call.
    pub(crate) async fn instance(&self) -> Result<Instance, Error> {
        self.0.runtime.instance(State::new(&self.0.services)).await
    }

    /// What the embedder's validator says of a sign-up, if there is one.
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

    /// Answers a REST request. Sign-ups go past the embedder's validator first.
    ///
    /// # Errors
    /// Only [`Error::Busy`] and [`Error::Component`]; everything else is in the response.
    pub async fn handle(&self, mut request: Request) -> Result<Response, Error> {
        if self.0.validator.is_some()
            && let Some(signup) = self.peek_signup(&request).await?
        {
            let PeekedSignup {
                current_app,
                request: signup,
            } = signup;
            request.signup_verdict = self.verdict(&current_app, &signup).await;
        }
        Ok(call!(self.rest.call_handle(&request)))
    }

    async fn peek_signup(&self, request: &Request) -> Result<Option<PeekedSignup>, Error> {
        Ok(call!(self.rest.call_peek_signup(request)))
    }

    /// Removes what has expired; returns how many documents. `vestibule serve` does it every
    /// five minutes; what has expired is absent to every call before that.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let services = self.services();
        let now = services.clock.now().as_secs();
        let swept = services.storage.sweep(now).await;
        swept.map_err(|error| Error::Unavailable(format!("{error:?}")))
    }

    /// Whether storage answers.
    pub async fn is_ready(&self) -> bool {
        let key = vec!["key-check".to_owned()];
        self.services().storage.get(key).await.is_ok()
    }
}
