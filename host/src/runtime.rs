//! The component, compiled once and ready to be instantiated for every call.

use std::{path::PathBuf, thread, time::Duration};

use anyhow::{Context, Result};
use wasmtime::{
    Cache, CacheConfig, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store,
    component::{Component, HasSelf, Linker},
};

use crate::{
    bindings::{self, SsoPre},
    imports::State,
};

/// The component built along with this library.
static EMBEDDED: &[u8] = include_bytes!(env!("EMBEDDED_COMPONENT"));

/// Instances that may live at the same time; as many calls, then, are served at once.
pub(crate) const INSTANCES: u32 = 256;

/// How often a running instance gives way to other calls, and can be ended.
const TICK: Duration = Duration::from_millis(10);

/// Memory of an ended instance that is zeroed and kept, rather than given back to the system and
/// faulted in again. A call touches little more.
const KEEP_RESIDENT: usize = 512 << 10;

/// Stack of a suspended call.
const ASYNC_STACK: usize = 512 << 10;
const WASM_STACK: usize = 256 << 10;

/// A compiled component. Cheap to clone; several [`Sso`](crate::Sso) may share one.
#[derive(Clone)]
pub struct Runtime {
    engine: Engine,
    pre: SsoPre<State>,
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
    pub fn new(options: RuntimeOptions) -> Result<Self> {
        let engine = Engine::new(&config(options.cache)?)?;
        let bytes = options.component.as_deref().unwrap_or(EMBEDDED);
        let component = Component::new(&engine, bytes)
            .map_err(anyhow::Error::from)
            .context("cannot compile the component")?;
        let mut linker = Linker::new(&engine);
        bindings::Sso::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
        let pre = linker
            .instantiate_pre(&component)
            .and_then(SsoPre::new)
            .map_err(anyhow::Error::from)
            .context("the component is not one of the world vestibule:sso/sso")?;
        tick(&engine)?;
        Ok(Self { engine, pre })
    }

    /// A fresh instance: no call sees what an earlier one left in memory.
    pub(crate) async fn instantiate(
        &self,
        state: State,
    ) -> wasmtime::Result<(Store<State>, bindings::Sso)> {
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.limits);
        store.epoch_deadline_async_yield_and_update(1);
        let instance = self.pre.instantiate_async(&mut store).await?;
        Ok((store, instance))
    }
}

fn config(cache: Option<PathBuf>) -> Result<Config> {
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
fn tick(engine: &Engine) -> Result<()> {
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
