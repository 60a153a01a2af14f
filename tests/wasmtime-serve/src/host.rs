//! A compiled component, and what its instances get.

use std::path::{Path, PathBuf};

use wasmtime::{
    Cache, Config, Engine, Result, Store,
    component::{Component, Linker, ResourceTable},
    error::Context,
};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::Given;

pub(crate) struct Host {
    pub(crate) engine: Engine,
    pub(crate) component: Component,
    pub(crate) linker: Linker<State>,
    variables: Vec<(String, String)>,
    /// Here, and for the component.
    directories: Vec<(PathBuf, String)>,
}

/// What belongs to one instance.
pub(crate) struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            ctx: &mut self.http,
            table: &mut self.table,
            hooks: Default::default(),
        }
    }
}

impl Host {
    pub(crate) fn new(given: Given) -> Result<Self> {
        let mut config = Config::new();
        // Compiling takes seconds, and every command and every restart would do it again.
        config.cache(Some(Cache::from_file(None)?));
        let engine = Engine::new(&config)?;
        let component = Component::from_file(&engine, &given.component)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
        let pair = |text: &String, separator: &str| {
            let pair = text.split_once(separator);
            let pair = pair.map(|(one, other)| (one.to_owned(), other.to_owned()));
            pair.with_context(|| format!("no {separator} in an argument"))
        };
        let variables = given.variables.iter().map(|text| pair(text, "="));
        let directories = given.directories.iter().map(|text| pair(text, "::"));
        let directories = directories.map(|pair| pair.map(|(here, name)| (here.into(), name)));
        Ok(Self {
            component,
            linker,
            variables: variables.collect::<Result<_>>()?,
            directories: directories.collect::<Result<_>>()?,
            engine,
        })
    }

    /// A store for a new instance.
    pub(crate) fn store(&self, arguments: &[String]) -> Result<Store<State>> {
        let mut wasi = WasiCtx::builder();
        wasi.inherit_stdio()
            .envs(&self.variables)
            .arg("vestibule")
            .args(arguments);
        for (here, name) in &self.directories {
            let here: &Path = here;
            wasi.preopened_dir(here, name, FsPerms::ReadWrite)?;
        }
        let state = State {
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
        };
        Ok(Store::new(&self.engine, state))
    }
}
