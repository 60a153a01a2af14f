//! A world in which nothing goes wrong by itself: one host, one client at a time, a store that works.
//!
//! For tests that bring their own trouble. Like a run of the simulation it is the same every time.

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

/// When its clock begins, in seconds since 1970.
const BEGINNING: u64 = 1_800_000_000;

/// The secret keys there are: the first encrypts, all decrypt.
#[derive(Clone, Copy, PartialEq)]
enum Keys {
    Both,
    BothTurned,
    OnlySecond,
}

/// A world with no trouble of its own.
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
    /// Does what a host does before it serves, and makes a super-user.
    ///
    /// # Panics
    /// If the world is not usable after all.
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
    /// If the password cannot be one.
    pub fn define_credential(&mut self, username: &str, password: &str) {
        let hash = linked_auth::hash_password(self, password);
        self.credentials.push(json!({
            "auth_type": BASIC_AUTH,
            "username": username,
            "password_hash": hash.expect("hashing works"),
        }));
    }

    /// What the host passes on as a stanza.
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

    /// Other settings from now on, as a seed has them.
    pub fn configure(&mut self, seed: u64) {
        self.configuration = Configuration::roll(&Dice::new(seed, 0));
        self.more = MoreSettings::roll(&Dice::new(seed, 2));
        debug_assert_eq!(configuration::check(self), []);
    }

    /// The second secret key is the first from now on.
    pub fn turn_keys(&mut self) {
        self.keys = Keys::BothTurned;
    }

    /// And from now on there is no other.
    pub fn drop_old_key(&mut self) {
        self.keys = Keys::OnlySecond;
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.now.get()
    }

    /// Time passes.
    pub fn pass(&self, seconds: u64) {
        self.now.set(self.now.get().saturating_add(seconds));
    }

    /// What has been emitted since the last time.
    pub fn take_events(&self) -> Vec<Event> {
        self.events.take()
    }
}
