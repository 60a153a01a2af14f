//! The component, compiled once and ready to be instantiated for every call.

use std::{path::PathBuf, sync::Arc, thread, time::Duration};

use anyhow::Context;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{
    Cache, CacheConfig, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store,
    component::{self, Component, HasSelf, InstancePre, Linker},
};

use crate::{
    bindings::{
        self,
        exports::vestibule::sso::{
            attributes, authentication, configuration, linked_auth, maintenance, outbox,
            password_reset, registration, rest, sessions, users,
        },
    },
    error::Error,
    imports::State,
    queue::Queue,
};

/// The component built along with this library.
static EMBEDDED: &[u8] = include_bytes!(env!("EMBEDDED_COMPONENT"));

/// Instances that may live at the same time; as many calls, then, are served at once.
const INSTANCES: u32 = 256;

/// Calls that may wait for an instance; more are busy.
const MAX_WAITING: usize = 1024;

/// How often a running instance gives way to other calls, and can be ended.
const TICK: Duration = Duration::from_millis(10);

/// Memory of an ended instance that is zeroed and kept, rather than given back to the system and
/// faulted in again. A call touches little more.
const KEEP_RESIDENT: usize = 512 << 10;

/// Stack of a suspended call.
const ASYNC_STACK: usize = 512 << 10;
const WASM_STACK: usize = 256 << 10;

/// A compiled component. Cheap to clone; several `Sso` may share one.
#[derive(Clone)]
pub struct Runtime {
    engine: Engine,
    pre: InstancePre<State>,
    exports: Arc<Exports>,
    queue: Arc<Queue>,
}

/// An instance of the component for one call. Dropping it in the middle of the call ends the
/// call; a commit that storage has taken by then still happens.
pub(crate) struct Instance {
    pub(crate) store: Store<State>,
    pub(crate) instance: component::Instance,
    pub(crate) exports: Arc<Exports>,
    // Given back after the instance is.
    _permit: OwnedSemaphorePermit,
}

/// Which component, and where its compiled code is kept.
#[derive(Clone, Debug, Default)]
pub struct RuntimeOptions {
    /// A component's bytes; none: the one built along with this library.
    pub component: Option<Vec<u8>>,
    /// A directory for compiled code, so that only the first start has to compile. Whoever can
    /// write there can run code as this process. None: every start compiles.
    pub cache: Option<PathBuf>,
}

impl Runtime {
    /// Compiles a component, or finds its compiled code in the cache.
    ///
    /// # Errors
    /// If it is no component, imports something else than the world `sso` does, or lacks one of
    /// the exports.
    pub fn new(options: RuntimeOptions) -> anyhow::Result<Self> {
        let engine = Engine::new(&config(options.cache)?)?;
        let bytes = options.component.as_deref().unwrap_or(EMBEDDED);
        let component = Component::new(&engine, bytes)
            .map_err(anyhow::Error::from)
            .context("cannot compile the component")?;
        let mut linker = Linker::new(&engine);
        bindings::Sso::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
        let pre = linker
            .instantiate_pre(&component)
            .map_err(anyhow::Error::from)
            .context("the component imports what is not in the world vestibule:sso/sso")?;
        let exports = Exports::find(&pre)
            .map_err(anyhow::Error::from)
            .context("the component lacks an export of the world vestibule:sso/sso")?;
        tick(&engine)?;
        Ok(Self {
            engine,
            pre,
            exports: Arc::new(exports),
            queue: Arc::new(Queue::new(INSTANCES as usize, MAX_WAITING)),
        })
    }

    /// A fresh instance: no call sees what an earlier one left in memory. Waits for a place in the
    /// pool; if too many wait already, it is busy.
    pub(crate) async fn instance(&self, state: State) -> Result<Instance, Error> {
        let permit = self.queue.enter().await.ok_or(Error::Busy)?;
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.limits);
        store.epoch_deadline_async_yield_and_update(1);
        let instance = self.pre.instantiate_async(&mut store).await;
        Ok(Instance {
            instance: instance.map_err(Error::of_component)?,
            exports: Arc::clone(&self.exports),
            store,
            _permit: permit,
        })
    }
}

/// Calls one exported function in a fresh instance: `call!(self.users.call_get(…))` in a method of
/// `Sso`.
macro_rules! call {
    ($self:ident.$interface:ident.$function:ident($($argument:expr),*)) => {{
        let $crate::runtime::Instance { store, instance, exports, .. } = &mut $self.instance().await?;
        let interface = exports.$interface.load(&mut *store, instance);
        let interface = interface.map_err($crate::error::Error::of_component)?;
        let called = interface.$function(store, $($argument),*).await;
        called.map_err($crate::error::Error::of_component)?
    }};
}
pub(crate) use call;

/// Where the exported interfaces are. A call loads the one it needs: loading compares the types of
/// every function with the contract, which for all of them takes as long as a session check.
pub(crate) struct Exports {
    pub(crate) registration: registration::GuestIndices,
    pub(crate) authentication: authentication::GuestIndices,
    pub(crate) sessions: sessions::GuestIndices,
    pub(crate) password_reset: password_reset::GuestIndices,
    pub(crate) users: users::GuestIndices,
    pub(crate) linked_auth: linked_auth::GuestIndices,
    pub(crate) attributes: attributes::GuestIndices,
    pub(crate) configuration: configuration::GuestIndices,
    pub(crate) outbox: outbox::GuestIndices,
    pub(crate) maintenance: maintenance::GuestIndices,
    pub(crate) rest: rest::GuestIndices,
}

impl Exports {
    fn find(pre: &InstancePre<State>) -> wasmtime::Result<Self> {
        Ok(Self {
            registration: registration::GuestIndices::new(pre)?,
            authentication: authentication::GuestIndices::new(pre)?,
            sessions: sessions::GuestIndices::new(pre)?,
            password_reset: password_reset::GuestIndices::new(pre)?,
            users: users::GuestIndices::new(pre)?,
            linked_auth: linked_auth::GuestIndices::new(pre)?,
            attributes: attributes::GuestIndices::new(pre)?,
            configuration: configuration::GuestIndices::new(pre)?,
            outbox: outbox::GuestIndices::new(pre)?,
            maintenance: maintenance::GuestIndices::new(pre)?,
            rest: rest::GuestIndices::new(pre)?,
        })
    }
}

fn config(cache: Option<PathBuf>) -> anyhow::Result<Config> {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(INSTANCES)
        .total_core_instances(INSTANCES * 4)
        .total_memories(INSTANCES)
        .total_tables(INSTANCES * 4)
        .total_stacks(INSTANCES)
        .linear_memory_keep_resident(KEEP_RESIDENT)
        .table_keep_resident(16 << 10)
        .max_unused_warm_slots(16);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .concurrency_support(false)
        .epoch_interruption(true)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(ASYNC_STACK);
    if let Some(directory) = cache {
        let mut cache = CacheConfig::new();
        cache.with_directory(std::path::absolute(directory)?);
        config.cache(Some(Cache::new(cache)?));
    }
    Ok(config)
}

/// Moves the engine's epoch on for as long as the engine lives.
fn tick(engine: &Engine) -> anyhow::Result<()> {
    let engine = engine.weak();
    thread::Builder::new()
        .name("vestibule-epoch".to_owned())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        })
        .context("cannot start a thread")?;
    Ok(())
}
