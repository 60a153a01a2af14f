//! What the component imports, answered by the host's services.

use std::sync::Arc;

use wasmtime::{StoreLimits, StoreLimitsBuilder};

use crate::{
    audit::AuditLog,
    bindings::{
        vestibule::sso::{
            audit,
            password_hashing::{self, Algorithm, HashingError},
            settings as wit,
            storage::{self, Check, Clause, Entry, KeyRange, Page, StoreError, Write},
        },
        wasi::{
            clocks::wall_clock::{self, Datetime},
            random::random,
        },
    },
    callbacks::Callbacks,
    clock::Clock,
    hashing::Hashing,
    metrics::Metrics,
    randomness::Randomness,
    settings::{LinkedAuthDefinition, Settings},
    storage::Storage,
};

/// Maximum memory of one instance, in bytes.
const MAX_MEMORY: usize = 16 << 20;
/// Maximum number of random bytes in one request of the component.
const MAX_RANDOM: u64 = 4096;

/// The services that all calls share.
pub(crate) struct Services {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Arc<dyn Randomness>,
    pub(crate) audit: Arc<dyn AuditLog>,
    pub(crate) hashing: Hashing,
    pub(crate) metrics: Metrics,
    pub(crate) callbacks: Callbacks,
}

/// The state of one instance: the services, and the limits of its memory.
pub(crate) struct State {
    services: Arc<Services>,
    pub(crate) limits: StoreLimits,
}

impl State {
    pub(crate) fn new(services: &Arc<Services>) -> Self {
        Self {
            services: Arc::clone(services),
            limits: StoreLimitsBuilder::new().memory_size(MAX_MEMORY).build(),
        }
    }
}

impl wall_clock::Host for State {
    fn now(&mut self) -> wasmtime::Result<Datetime> {
        let now = self.services.clock.now();
        Ok(Datetime {
            seconds: now.as_secs(),
            nanoseconds: now.subsec_nanos(),
        })
    }

    /// A nanosecond, the unit of [`Clock`]. The component does not ask.
    fn resolution(&mut self) -> wasmtime::Result<Datetime> {
        Ok(Datetime {
            seconds: 0,
            nanoseconds: 1,
        })
    }
}

impl random::Host for State {
    fn get_random_bytes(&mut self, len: u64) -> wasmtime::Result<Vec<u8>> {
        if len > MAX_RANDOM {
            return Err(wasmtime::Error::msg("too many random bytes at once"));
        }
        let mut bytes = vec![0; usize::try_from(len)?];
        self.services.randomness.fill(&mut bytes).map_err(|error| {
            wasmtime::Error::msg(format!("the source of random bytes failed: {error}"))
        })?;
        Ok(bytes)
    }

    /// The component does not ask.
    fn get_random_u64(&mut self) -> wasmtime::Result<u64> {
        let bytes = self.get_random_bytes(8)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

impl storage::Host for State {
    async fn get(
        &mut self,
        keys: Vec<String>,
    ) -> wasmtime::Result<Result<Vec<Option<Entry>>, StoreError>> {
        Ok(self.services.storage.get(keys).await)
    }

    async fn scan(
        &mut self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> wasmtime::Result<Result<Vec<Entry>, StoreError>> {
        Ok(self.services.storage.scan(range, filter, page).await)
    }

    async fn count(
        &mut self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> wasmtime::Result<Result<u64, StoreError>> {
        Ok(self.services.storage.count(range, filter, live_at).await)
    }

    async fn commit(
        &mut self,
        checks: Vec<Check>,
        writes: Vec<Write>,
    ) -> wasmtime::Result<Result<(), StoreError>> {
        Ok(self.services.storage.commit(checks, writes).await)
    }
}

impl password_hashing::Host for State {
    async fn derive(
        &mut self,
        password: Vec<u8>,
        salt: Vec<u8>,
        algorithm: Algorithm,
        length: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, HashingError>> {
        let hashing = &self.services.hashing;
        Ok(hashing.derive(password, salt, algorithm, length).await)
    }
}

impl audit::Host for State {
    fn emit(&mut self, event: audit::Event) -> wasmtime::Result<()> {
        self.services.metrics.operation(&event);
        self.services.audit.emit(&event);
        Ok(())
    }
}

impl wit::Host for State {
    fn main(&mut self) -> wasmtime::Result<wit::MainStanza> {
        let settings = &self.services.settings;
        let keys = settings.main.keys.as_ref();
        Ok(wit::MainStanza {
            keys: keys.map(|keys| keys.iter().map(|key| key.0.clone()).collect()),
            is_delivery_configured: Some(settings.is_delivery_configured),
            is_callback_configured: Some(self.services.callbacks.has_own()),
        })
    }

    fn apps(&mut self) -> wasmtime::Result<wit::AppsStanza> {
        Ok((&self.services.settings.apps).into())
    }

    fn login(&mut self) -> wasmtime::Result<wit::LoginStanza> {
        Ok((&self.services.settings.login).into())
    }

    fn session(&mut self) -> wasmtime::Result<wit::SessionStanza> {
        Ok((&self.services.settings.session).into())
    }

    fn password(&mut self) -> wasmtime::Result<wit::PasswordStanza> {
        Ok((&self.services.settings.password).into())
    }

    fn signup(&mut self) -> wasmtime::Result<wit::SignupStanza> {
        Ok((&self.services.settings.signup).into())
    }

    fn user_validation(&mut self) -> wasmtime::Result<wit::UserValidationStanza> {
        Ok((&self.services.settings.user_validation).into())
    }

    fn search(&mut self) -> wasmtime::Result<wit::SearchStanza> {
        Ok((&self.services.settings.search).into())
    }

    fn password_reset(&mut self) -> wasmtime::Result<wit::PasswordResetStanza> {
        Ok((&self.services.settings.password_reset).into())
    }

    fn throttling(&mut self) -> wasmtime::Result<wit::ThrottlingStanza> {
        Ok((&self.services.settings.throttling).into())
    }

    fn address_list(&mut self, username: String) -> wasmtime::Result<Option<Vec<String>>> {
        let lists = &self.services.settings.user_address_list;
        Ok(lists.get(&username).cloned())
    }

    fn address_lists(&mut self) -> wasmtime::Result<Vec<(String, Vec<String>)>> {
        let lists = &self.services.settings.user_address_list;
        Ok(lists.clone().into_iter().collect())
    }

    fn linked_auth(
        &mut self,
        auth_type: String,
        username: String,
    ) -> wasmtime::Result<Option<wit::LinkedAuthDefinition>> {
        let is_meant = |definition: &&LinkedAuthDefinition| {
            definition.auth_type.as_deref() == Some(&auth_type)
                && definition.username.as_deref() == Some(&username)
        };
        let mut definitions = self.services.settings.linked_auth.definition.iter();
        Ok(definitions.find(is_meant).map(Into::into))
    }

    fn linked_auth_definitions(&mut self) -> wasmtime::Result<Vec<wit::LinkedAuthDefinition>> {
        let definitions = &self.services.settings.linked_auth.definition;
        Ok(definitions.iter().map(Into::into).collect())
    }
}
