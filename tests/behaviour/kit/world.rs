//! An SSO with data, time, randomness and an audit log of its own.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, LazyLock, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use vestibule::{
    Runtime, RuntimeOptions, SignupCallback, SignupValidator, Sso,
    http::{RouterOptions, standalone_router},
    settings::{SecretText, Settings},
    storage::{Memory, Storage},
    types::Authority,
};

use super::{Events, Reply, Seeded, SteppedClock};

/// The host itself, which may do everything.
pub(crate) static OPERATOR: LazyLock<Authority> =
    LazyLock::new(|| Authority::operator("test:operator"));
/// A secret key, as an operator gives it to every host.
pub(crate) const KEY: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

pub(crate) struct World {
    pub(crate) sso: Sso,
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) clock: SteppedClock,
    pub(crate) events: Events,
    /// Where requests come from.
    pub(crate) peer: SocketAddr,
    router: Router,
}

pub(crate) struct WorldBuilder {
    pub(crate) settings: Settings,
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) clock: SteppedClock,
    pub(crate) options: RouterOptions,
    pub(crate) validator: Option<Arc<dyn SignupValidator>>,
    pub(crate) callback: Option<Arc<dyn SignupCallback>>,
    pub(crate) callback_secret: Option<&'static str>,
    pub(crate) seed: u64,
}

/// The component is compiled once for all tests of a process, and found compiled by the next.
pub(crate) fn runtime() -> Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let compile = || {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
        Runtime::new(RuntimeOptions {
            component: None,
            cache: Some(target.join("component/cache")),
        })
    };
    RUNTIME.get_or_init(|| compile().unwrap()).clone()
}

impl WorldBuilder {
    /// Makes up nothing that another host did.
    pub(crate) fn reseed(&mut self) {
        static NEXT: AtomicU64 = AtomicU64::new(1_000);
        self.seed = NEXT.fetch_add(1, Ordering::Relaxed);
    }

    fn new() -> Self {
        let mut settings = Settings::default();
        settings.set_keys([SecretText(KEY.to_owned())]);
        settings.set("password.argon2_memory_kib", 64);
        settings.set("password.argon2_iterations", 1);
        Self {
            settings,
            storage: Arc::new(Memory::new()),
            clock: SteppedClock::default(),
            options: RouterOptions::default(),
            validator: None,
            callback: None,
            callback_secret: None,
            seed: 1,
        }
    }

    /// Encrypts with the first of these secret keys.
    pub(crate) fn keys(&mut self, keys: &[&str]) {
        let keys = keys.iter().map(|key| SecretText((*key).to_owned()));
        self.settings.set_keys(keys);
    }

    pub(crate) async fn try_build(self) -> anyhow::Result<World> {
        let events = Events::default();
        let mut builder = Sso::builder()
            .storage(self.storage.clone())
            .settings(self.settings)
            .clock(self.clock.clone())
            .randomness(Seeded::new(self.seed))
            .audit_log(events.clone())
            .runtime(runtime());
        if let Some(validator) = self.validator {
            builder = builder.signup_validator(validator);
        }
        if let Some(callback) = self.callback {
            builder = builder.signup_callback(callback);
        }
        if let Some(secret) = self.callback_secret {
            builder = builder.callback_secret(SecretText(secret.to_owned()));
        }
        let sso = builder.build().await?;
        Ok(World {
            router: standalone_router(sso.clone(), self.options),
            sso,
            storage: self.storage,
            clock: self.clock,
            events,
            peer: "192.0.2.10:40000".parse().unwrap(),
        })
    }

    pub(crate) async fn build(self) -> World {
        self.try_build().await.unwrap()
    }
}

impl World {
    /// With settings as they are by default, but for the cost of a hash.
    pub(crate) async fn new() -> Self {
        Self::builder(|_| {}).build().await
    }

    /// With something changed.
    pub(crate) fn builder(change: impl FnOnce(&mut WorldBuilder)) -> WorldBuilder {
        let mut builder = WorldBuilder::new();
        change(&mut builder);
        builder
    }

    /// Another host on the same data, with the same clock, that makes up nothing that this one did.
    pub(crate) fn host(&self, change: impl FnOnce(&mut WorldBuilder)) -> WorldBuilder {
        Self::builder(|builder| {
            builder.storage = Arc::clone(&self.storage);
            builder.clock = self.clock.clone();
            builder.reseed();
            change(builder);
        })
    }

    /// With settings changed.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::builder(|builder| change(&mut builder.settings))
            .build()
            .await
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    pub(crate) async fn send(&self, mut request: Request) -> Reply {
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes,
        }
    }

    /// A request with a body of any kind; `path` may have a query string.
    pub(crate) async fn raw(&self, method: &str, path: &str, body: impl Into<Body>) -> Reply {
        let request = Request::builder().method(method).uri(path);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// A request with JSON in the body, below `/zato/sso`.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Reply {
        let path = format!("/zato/sso{path}");
        self.raw(method, &path, body.to_string()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.call("POST", path, body).await
    }
}
