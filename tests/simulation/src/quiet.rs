//! A world without faults: one host, one client at a time, a store that works.
//!
//! For tests that inject their own faults. Like a run of the simulation it is deterministic.

mod platform;

use std::cell::{Cell, RefCell};

use serde_json::{Value, json};
use vestibule_guest::{
    configuration,
    contract::{audit::Event, types::Caller},
    keys::BASIC_AUTH,
    linked_auth,
};

use crate::{
    configuration::Configuration,
    dice::Dice,
    more_settings::MoreSettings,
    operation::{NewAccount, Operation},
    perform::perform,
    store::Store,
};

/// The initial time of its clock, in seconds since 1970.
const BEGINNING: u64 = 1_800_000_000;

/// The secret keys: the first encrypts, all decrypt.
#[derive(Clone, Copy, PartialEq)]
enum Keys {
    Both,
    BothTurned,
    OnlySecond,
}

/// A world without faults.
#[derive(Clone)]
pub struct Quiet {
    store: RefCell<Store>,
    configuration: Configuration,
    more: MoreSettings,
    keys: Keys,
    credentials: Vec<Value>,
    randomness: Dice,
    now: Cell<u64>,
    events: RefCell<Vec<Event>>,
}

impl Default for Quiet {
    fn default() -> Self {
        Self {
            store: RefCell::default(),
            configuration: Configuration::roll(&Dice::new(0, 0)),
            more: MoreSettings::default(),
            keys: Keys::Both,
            credentials: Vec::new(),
            randomness: Dice::new(0, 1),
            now: Cell::new(BEGINNING),
            events: RefCell::default(),
        }
    }
}

impl Quiet {
    /// Prepares the host to serve, and creates a super-user.
    ///
    /// # Panics
    /// If the world is not usable.
    pub fn prepare(&self, super_user: &str, password: &str) {
        assert_eq!(configuration::check(self), []);
        assert_eq!(configuration::prepare(self), Ok(Vec::new()));
        let account = NewAccount {
            username: super_user.to_owned(),
            email: None,
            password: password.to_owned(),
            app: String::new(),
            is_super_user: true,
            totp_key: None,
            is_totp_enabled: false,
            locale: None,
            flaw: None,
        };
        let caller = Caller {
            cid: None,
            current_app: None,
            remote_addr: None,
            user_agent: None,
            is_trusted_client: false,
        };
        perform(self, &caller, &Operation::Create(account));
    }

    /// A credential of the settings, which accounts can be linked to.
    ///
    /// # Panics
    /// If the password is invalid.
    pub fn define_credential(&mut self, username: &str, password: &str) {
        let hash = linked_auth::hash_password(self, password);
        self.credentials.push(json!({
            "auth_type": BASIC_AUTH,
            "username": username,
            "password_hash": hash.expect("hashing works"),
        }));
    }

    /// The stanza that the host passes on.
    fn settings(&self, stanza: &str) -> Value {
        // The second host has the second key first.
        let host = usize::from(stanza == "main" && self.keys != Keys::Both);
        let mut settings = self.configuration.stanza(stanza, host);
        if stanza == "main" {
            settings["is_callback_configured"] = Value::Bool(true);
            if let (Some(keys), Keys::OnlySecond) = (settings["keys"].as_array_mut(), self.keys) {
                keys.truncate(1);
            }
        }
        if stanza == "linked_auth" {
            settings["definition"] = self.credentials.clone().into();
        }
        self.more.add_to(stanza, &mut settings);
        settings
    }

    /// Other settings from now on, chosen by a seed.
    pub fn configure(&mut self, seed: u64) {
        self.configuration = Configuration::roll(&Dice::new(seed, 0));
        self.more = MoreSettings::roll(&Dice::new(seed, 2));
        debug_assert_eq!(configuration::check(self), []);
    }

    /// The second secret key is the first from now on.
    pub fn turn_keys(&mut self) {
        self.keys = Keys::BothTurned;
    }

    /// From now on only this key exists.
    pub fn drop_old_key(&mut self) {
        self.keys = Keys::OnlySecond;
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.now.get()
    }

    /// Advances the time.
    pub fn pass(&self, seconds: u64) {
        self.now.set(self.now.get().saturating_add(seconds));
    }

    /// The events emitted since the last call.
    pub fn take_events(&self) -> Vec<Event> {
        self.events.take()
    }
}
