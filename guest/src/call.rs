//! One call of an operation, from its beginning to its audit event.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use serde::Serialize;

use crate::{
    addresses::canonical_address,
    contract::{
        audit::{Event, Outcome},
        storage::StoreError,
        types::{Caller, SubStatus},
    },
    fault::{Fault, Refusal, Result},
    identifiers::{hexadecimal, new_cid},
    keyring::Keyring,
    keys,
    platform::Platform,
    retry::retry_until_committed,
    settings::{Settings, apps::Apps},
    store::Commit,
    sub_status::codes,
    timestamp::Timestamp,
};

/// Days for which the stored copy of an event is kept.
const AUDIT_VALID_FOR: u32 = 365;

/// Characters of a user agent; longer ones are cut.
const MAX_USER_AGENT: usize = 512;

/// Characters of a correlation ID that are kept: every audit event has it.
const MAX_CID: usize = 128;

/// The call that an operation serves: where it comes from, and what its audit event will contain.
pub struct Call<'a> {
    /// The services of the host.
    pub platform: &'a dyn Platform,
    /// The settings, each loaded once.
    pub settings: Settings<'a>,
    keyring: OnceCell<Rc<Keyring>>,
    /// Correlation ID.
    pub cid: String,
    /// The moment at which the call began. For the rules, the whole call happens at this moment.
    pub now: Timestamp,
    /// The current application as the client named it: any text. `None`: the default.
    pub named_app: Option<String>,
    /// The current application, once it is known to be in the settings.
    pub current_app: Option<String>,
    /// The client's address, as far as the host knows it.
    pub remote_addr: Option<String>,
    /// The client's agent.
    pub user_agent: Option<String>,
    /// Whether the client is trusted to describe end users: their addresses and user agents.
    pub is_trusted_client: bool,
    /// The user ID of the caller, or the name of the operator, once known.
    pub actor: Option<String>,
    /// The user ID of the user concerned, once known.
    pub target: Option<String>,
    /// Keyed hash of the username that was typed, if no account has it.
    pub typed_username: Option<String>,
    /// The warnings for the audit event of a success.
    pub warnings: Vec<SubStatus>,
    operation: &'static str,
    /// Whether the operation wrote something.
    changed: Cell<bool>,
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

impl<'a> Call<'a> {
    /// Begins a call.
    pub fn begin(platform: &'a dyn Platform, caller: &Caller) -> Self {
        Self {
            platform,
            settings: Settings::of(platform),
            keyring: OnceCell::new(),
            cid: caller
                .cid
                .as_deref()
                .map_or_else(|| new_cid(platform), |cid| cut(cid, MAX_CID)),
            now: platform.now(),
            named_app: caller.current_app.clone(),
            current_app: None,
            remote_addr: caller
                .remote_addr
                .as_deref()
                .and_then(canonical_address)
                .map(|address| address.to_string()),
            user_agent: caller.user_agent.as_deref().map(Self::cut_user_agent),
            is_trusted_client: caller.is_trusted_client,
            actor: None,
            target: None,
            typed_username: None,
            warnings: Vec::new(),
            operation: "",
            changed: Cell::new(false),
        }
    }

    /// Begins a call that the host makes for itself.
    pub fn begin_for_host(platform: &'a dyn Platform) -> Self {
        let caller = Caller {
            cid: None,
            current_app: None,
            remote_addr: None,
            user_agent: None,
            is_trusted_client: false,
        };
        Self::begin(platform, &caller)
    }

    /// The part of a user agent that is kept.
    #[must_use]
    pub fn cut_user_agent(agent: &str) -> String {
        cut(agent, MAX_USER_AGENT)
    }

    /// Runs an operation, again while it loses races, and emits its one audit event.
    ///
    /// # Errors
    /// Those of the operation.
    pub fn audited<T>(
        &mut self,
        operation: &'static str,
        mut attempt: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.operation = operation;
        let result = retry_until_committed(|| {
            self.forget_findings();
            attempt(self)
        });
        match &result {
            Ok(_) => self.emit_success(),
            Err(fault) => self.emit_fault(fault),
        }
        result
    }

    /// Makes a commit true, and notes for the audit event that the operation wrote something.
    ///
    /// # Errors
    /// Conflict, if a check did not hold; unavailable.
    pub fn commit(&self, commit: Commit) -> Result<()> {
        let has_writes = !commit.is_empty();
        let result = commit.commit(self.platform);
        if has_writes && matches!(result, Ok(()) | Err(StoreError::Unknown)) {
            self.changed.set(true);
        }
        Ok(result?)
    }

    /// The keyring of the settings.
    ///
    /// # Errors
    /// As [`Keyring::load`].
    pub fn keyring(&self) -> Result<Rc<Keyring>> {
        if let Some(known) = self.keyring.get() {
            return Ok(Rc::clone(known));
        }
        let loaded = Rc::new(Keyring::load(&self.settings)?);
        Ok(Rc::clone(self.keyring.get_or_init(|| loaded)))
    }

    /// Requires that the current application is in the settings. Returns the applications and the
    /// current one. Every call with a current application begins with this.
    ///
    /// # Errors
    /// E004001, or E005001 unless `apps.inform_if_app_invalid`.
    pub fn require_app(&mut self) -> Result<(Rc<Apps>, String)> {
        let apps = self.settings.apps()?;
        let app = self.named_app.as_ref().unwrap_or(&apps.default).clone();
        if apps.is_known(&app) {
            self.current_app = Some(app.clone());
            return Ok((apps, app));
        }
        Err(match apps.refusal(SubStatus::AppListInvalid) {
            Fault::Refused(refusal) => Fault::Refused(Refusal {
                is_unknown_app: true,
                ..refusal
            }),
            other => other,
        })
    }

    /// Forgets what an attempt that lost a race found out: it may not be true any more.
    fn forget_findings(&mut self) {
        self.actor = None;
        self.target = None;
        self.typed_username = None;
        self.warnings.clear();
    }

    fn emit_success(&self) {
        let outcome = if self.warnings.is_empty() {
            Outcome::Ok
        } else {
            Outcome::Warning
        };
        let event = self.event(outcome, codes(&self.warnings), None);
        self.platform.emit(&event);
    }

    fn emit_fault(&self, fault: &Fault) {
        let outcome = match fault {
            Fault::Refused(_) | Fault::Throttled(_) => Outcome::Refused,
            _ => Outcome::Failed,
        };
        let event = self.event(outcome, fault.exact_codes(), fault.reason());
        self.platform.emit(&event);
    }

    /// Stores the event of this operation in the commit of the operation itself. The stored event has
    /// no address: personal data has to be removed with the person.
    pub fn record(&self, commit: &mut Commit) -> Result<()> {
        let id = hexadecimal(&self.platform.random(8));
        commit.put_until(
            keys::audit(self.now, &id),
            &StoredEvent {
                time: self.now,
                cid: &self.cid,
                operation: self.operation,
                actor: self.actor.as_deref(),
                target: self.target.as_deref(),
                current_app: self.current_app.as_deref(),
            },
            Some(self.now.plus_days(AUDIT_VALID_FOR)),
        )
    }

    fn event(&self, outcome: Outcome, sub_status: Vec<String>, reason: Option<String>) -> Event {
        let details = [
            ("reason", reason),
            ("typed_username", self.typed_username.clone()),
        ];
        let details = details.into_iter();
        Event {
            cid: self.cid.clone(),
            operation: self.operation.to_owned(),
            outcome,
            changed: self.changed.replace(false),
            sub_status,
            actor: self.actor.clone(),
            target: self.target.clone(),
            current_app: self.current_app.clone(),
            remote_addr: self.remote_addr.clone(),
            details: details
                .filter_map(|(name, text)| Some((name.to_owned(), text?)))
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct StoredEvent<'a> {
    time: Timestamp,
    cid: &'a str,
    operation: &'a str,
    actor: Option<&'a str>,
    target: Option<&'a str>,
    current_app: Option<&'a str>,
}
