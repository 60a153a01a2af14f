//! The SSO as Rust methods: each runs in a fresh instance of the component.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::{Semaphore, SemaphorePermit};
use wasmtime::Store;

use crate::{
    bindings,
    builder::SsoBuilder,
    error::Error,
    imports::{Services, State},
    runtime::{INSTANCES, Runtime},
    types::{Request, Response, SignupRequest, SignupVerdict},
    validator::SignupValidator,
};

/// Calls that may wait for an instance; more are `busy`.
const MAX_WAITING: usize = 1024;

/// The SSO. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct Sso(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) runtime: Runtime,
    pub(crate) services: Arc<Services>,
    pub(crate) validator: Option<Arc<dyn SignupValidator>>,
    pub(crate) instances: Semaphore,
    pub(crate) waiting: AtomicUsize,
}

impl Sso {
    /// Begins to put one together.
    #[must_use]
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
            instances: Semaphore::new(INSTANCES as usize),
            waiting: AtomicUsize::new(0),
        }))
    }

    pub(crate) fn services(&self) -> &Services {
        &self.0.services
    }

    /// A fresh instance for one call. Dropping it in the middle of the call ends the call; a
    /// commit that storage has taken by then still happens.
    pub(crate) async fn instance(&self) -> Result<Instance<'_>, Error> {
        let waiting = Waiting::begin(&self.0.waiting)?;
        let permit = self.0.instances.acquire().await;
        drop(waiting);
        let permit = permit.map_err(|_| Error::Busy)?;
        let state = State::new(&self.0.services);
        let instance = self.0.runtime.instantiate(state).await;
        let (store, sso) = instance.map_err(Error::of_component)?;
        Ok(Instance {
            store,
            sso,
            _permit: permit,
        })
    }

    /// What the embedder's validator says of a sign-up, if there is one.
    pub(crate) async fn verdict(&self, request: &SignupRequest) -> Option<SignupVerdict> {
        let validator = self.0.validator.as_ref()?;
        Some(SignupVerdict {
            refused: validator.validate(request).await,
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
            request.signup_verdict = self.verdict(&signup).await;
        }
        let Instance { store, sso, .. } = &mut self.instance().await?;
        let rest = sso.vestibule_sso_rest();
        let response = rest.call_handle(store, &request).await;
        response.map_err(Error::of_component)
    }

    async fn peek_signup(&self, request: &Request) -> Result<Option<SignupRequest>, Error> {
        let Instance { store, sso, .. } = &mut self.instance().await?;
        let rest = sso.vestibule_sso_rest();
        let signup = rest.call_peek_signup(store, request).await;
        signup.map_err(Error::of_component)
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

/// A call that waits for an instance, counted however the wait ends.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(waiting: &'a AtomicUsize) -> Result<Self, Error> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) >= MAX_WAITING {
            return Err(Error::Busy);
        }
        Ok(place)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An instance of the component with the permit to have it.
pub(crate) struct Instance<'a> {
    pub(crate) store: Store<State>,
    pub(crate) sso: bindings::Sso,
    _permit: SemaphorePermit<'a>,
}
