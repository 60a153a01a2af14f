//! Puts an SSO together from its parts, each of which can be replaced.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};

use crate::{
    audit::{AuditLog, TracingAuditLog},
    callbacks::{Callbacks, SignupCallback},
    clock::{Clock, SystemClock},
    hashing::Hashing,
    imports::Services,
    metrics::Metrics,
    randomness::{Randomness, SystemRandomness},
    runtime::{Runtime, RuntimeOptions},
    settings::{Passed, SecretText, Settings},
    sso::Sso,
    storage::Storage,
    types::Problem,
    validator::SignupValidator,
};

/// The parts of an SSO. Storage and a secret key ([`Settings::set_keys`]) are required; everything else
/// has a default.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> anyhow::Result<()> {
/// use vestibule::{Sso, SystemRandomness, key, settings::Settings, storage::Memory};
///
/// let mut settings = Settings::default();
/// settings.set_keys([key::new(&SystemRandomness)?]);
/// let sso = Sso::builder()
///     .storage(Memory::new())
///     .settings(settings)
///     .build()
///     .await?;
/// assert!(sso.is_ready().await);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
#[must_use]
pub struct SsoBuilder {
    storage: Option<Arc<dyn Storage>>,
    settings: Settings,
    clock: Option<Arc<dyn Clock>>,
    randomness: Option<Arc<dyn Randomness>>,
    audit: Option<Arc<dyn AuditLog>>,
    validator: Option<Arc<dyn SignupValidator>>,
    callback: Option<Arc<dyn SignupCallback>>,
    callback_secret: Option<SecretText>,
    runtime: Option<Runtime>,
}

impl Sso {
    /// A builder without storage, with the defaults of everything else.
    pub fn builder() -> SsoBuilder {
        SsoBuilder::default()
    }
}

impl SsoBuilder {
    /// The storage. Required. Pass an `Arc` to share it with other code.
    pub fn storage(mut self, storage: impl Storage) -> Self {
        self.storage = Some(Arc::new(storage));
        self
    }

    /// The operator's settings. Default: empty, but secret keys are required.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The clock. Default: [`SystemClock`], the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The source of random bytes. Default: [`SystemRandomness`], the operating system's.
    pub fn randomness(mut self, randomness: impl Randomness) -> Self {
        self.randomness = Some(Arc::new(randomness));
        self
    }

    /// The receiver of audit events. Default: [`TracingAuditLog`], which writes them to the log.
    pub fn audit_log(mut self, audit: impl AuditLog) -> Self {
        self.audit = Some(Arc::new(audit));
        self
    }

    /// The embedder's own validation of sign-ups. Default: none.
    pub fn signup_validator(mut self, validator: impl SignupValidator) -> Self {
        self.validator = Some(Arc::new(validator));
        self
    }

    /// The embedder's own callback: it gets a message about each sign-up, beside the URLs of
    /// `signup.callback_url_list`. Default: none.
    ///
    /// Messages are sent while [`Sso::deliver_callbacks`] or [`Sso::deliver_callbacks_until`] runs.
    /// Every host on the same data needs the callback.
    pub fn signup_callback(mut self, callback: impl SignupCallback) -> Self {
        self.callback = Some(Arc::new(callback));
        self
    }

    /// The key that signs messages to `signup.callback_url_list`: `whsec_` and 24 to 64 bytes in
    /// Base64 (Standard Webhooks). Required if there are URLs.
    pub fn callback_secret(mut self, secret: SecretText) -> Self {
        self.callback_secret = Some(secret);
        self
    }

    /// The compiled component. Default: the one built along with this library, compiled by
    /// [`Self::build`] without a cache.
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = Some(runtime);
        self
    }

    /// Builds the SSO, and checks the settings and the secret keys.
    ///
    /// # Errors
    /// If storage is missing or cannot be reached, a setting is wrong, a key is missing, or the
    /// component cannot be used. The message contains stanza and key of each problem.
    pub async fn build(self) -> Result<Sso> {
        let runtime = match self.runtime {
            Some(runtime) => runtime,
            None => Runtime::new(RuntimeOptions::default())?,
        };
        let mut settings = self.settings;
        if let Err(problem) = settings.resolve(&runtime.stanzas().await?) {
            return Err(problem.context(CANNOT_BE_USED));
        }
        let callbacks = Callbacks::new(&settings, self.callback_secret, self.callback);
        let callbacks = match callbacks {
            Ok(callbacks) => callbacks,
            Err(problem) => return Err(refusal(&[problem])),
        };
        let services = Services {
            passed: Passed::new(&settings, callbacks.has_own()),
            callbacks,
            storage: self.storage.context("an SSO needs storage")?,
            settings,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            randomness: self
                .randomness
                .unwrap_or_else(|| Arc::new(SystemRandomness)),
            audit: self.audit.unwrap_or_else(|| Arc::new(TracingAuditLog)),
            hashing: Hashing::new(),
            metrics: Metrics::new(),
        };
        let sso = Sso::new(runtime, services, self.validator);
        refuse_any(&sso.check_settings().await?)?;
        refuse_any(&sso.prepare().await?)?;
        Ok(sso)
    }
}

const CANNOT_BE_USED: &str = "the settings cannot be used";

fn refuse_any(problems: &[Problem]) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(refusal(problems))
}

fn refusal(problems: &[Problem]) -> anyhow::Error {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("[{}] {} {}", problem.stanza, problem.key, problem.message))
        .collect();
    anyhow!("{CANNOT_BE_USED}:\n  {}", lines.join("\n  "))
}
