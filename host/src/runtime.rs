//! The component, compiled once and instantiated for every call.

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

/// Maximum number of instances, and so of calls served at the same time.
const INSTANCES: u32 = 256;

/// Calls that may wait for an instance; further ones fail with [`Error::Busy`].
const MAX_WAITING: usize = 1024;

/// How often a running instance yields to other calls and can be ended.
const TICK: Duration = Duration::from_millis(10);

/// Bytes of an ended instance's memory that are zeroed and kept for the next one, instead of being
/// returned to the system. A call touches little more.
const KEEP_RESIDENT: usize = 512 << 10;

/// Bytes of stack for a suspended call.
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

/// An instance of the component for one call. Dropping it ends the call; a commit that storage has
/// begun still happens.
pub(crate) struct Instance {
    pub(crate) store: Store<State>,
    pub(crate) instance: component::Instance,
    pub(crate) exports: Arc<Exports>,
    // Dropped after the instance.
    _permit: OwnedSemaphorePermit,
}

/// The component to run, and the cache of its compiled code.
#[derive(Clone, Debug, Default)]
pub struct RuntimeOptions {
    /// The bytes of a component. Default: the one built along with this library.
    pub component: Option<Vec<u8>>,
    /// A directory for compiled code, so that only the first start compiles. Anyone who can write
    /// there can run code as this process. Default: none, every start compiles.
    pub cache: Option<PathBuf>,
}

impl Runtime {
    /// Compiles a component, or loads its compiled code from the cache.
    ///
    /// # Errors
    /// If it is not a component, imports something that the world `sso` does not, or lacks one of
    /// its exports.
    ///
    /// # Examples
    ///
    /// Several SSOs in one process share the compiled component:
    ///
    /// ```no_run
    /// use vestibule::{Runtime, RuntimeOptions, Sso};
    ///
    /// let runtime = Runtime::new(RuntimeOptions {
    ///     cache: Some("/var/cache/vestibule".into()),
    ///     ..RuntimeOptions::default()
    /// })?;
    /// let builders = [Sso::builder().runtime(runtime.clone()), Sso::builder().runtime(runtime)];
    /// # Ok::<_, anyhow::Error>(())
    /// ```
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
            .context("the component has an import that is not in the world vestibule:sso/sso")?;
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

    /// Lists the names of the stanzas that the component knows. It calls no import, so this works before
    /// there are storage and settings.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn stanzas(&self) -> Result<Vec<String>, Error> {
        let _permit = self.queue.enter().await.ok_or(Error::Busy)?;
        self.ask_for_stanzas().await.map_err(Error::of_component)
    }

    async fn ask_for_stanzas(&self) -> wasmtime::Result<Vec<String>> {
        let mut linker = Linker::new(&self.engine);
        linker.define_unknown_imports_as_traps(self.pre.component())?;
        let pre = linker.instantiate_pre(self.pre.component())?;
        let mut store = Store::new(&self.engine, ());
        store.epoch_deadline_async_yield_and_update(1);
        let instance = pre.instantiate_async(&mut store).await?;
        let indices = configuration::GuestIndices::new(&pre)?;
        let configuration = indices.load(&mut store, &instance)?;
        configuration.call_stanzas(&mut store).await
    }

    /// A new instance: no call sees the memory of another one. Waits for a place in the pool; fails
    /// with [`Error::Busy`] if too many calls wait already.
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

/// The indices of the exported interfaces. A call loads only the one it needs: loading compares the
/// types of every function with the contract, and for all interfaces that takes as long as a
/// session check.
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

/// Increments the engine's epoch for as long as the engine exists.
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
