//! The component's imports, implemented by the host's services.

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
    settings::{Passed, Settings},
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
    /// The settings as the component gets them.
    pub(crate) passed: Passed,
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

    /// A nanosecond, the unit of [`Clock`]. The component does not call it.
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

    /// The component does not call it.
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
    fn stanza(&mut self, name: String) -> wasmtime::Result<Option<String>> {
        let stanza = self.services.passed.stanza(&name);
        Ok(stanza.map(ToOwned::to_owned))
    }

    fn entry(&mut self, stanza: String, key: String) -> wasmtime::Result<Option<String>> {
        let entry = self.services.passed.entry(&stanza, &key);
        Ok(entry.map(ToOwned::to_owned))
    }
}
