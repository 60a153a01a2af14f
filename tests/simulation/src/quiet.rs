//! A world in which nothing goes wrong by itself: one host, one client at a time, a store that works.
//!
//! For tests that bring their own trouble. Like a run of the simulation it is the same every time.

use std::cell::{Cell, RefCell};

use vestibule_guest::{
    configuration,
    contract::{
        audit::Event,
        password_hashing::{Algorithm, HashingError},
        settings::{
            AppsStanza, LinkedAuthDefinition, LoginStanza, MainStanza, PasswordResetStanza,
            PasswordStanza, SearchStanza, SessionStanza, SignupStanza, ThrottlingStanza,
            UserValidationStanza,
        },
        storage::{Check, Clause, Entry, KeyRange, Page, StoreError, Write},
        types::Caller,
    },
    linked_auth,
    platform::Platform,
    settings::linked_auth::BASIC_AUTH,
    timestamp::Timestamp,
};

use crate::{
    configuration::Configuration,
    dice::Dice,
    hashing,
    more_settings::{self, MoreSettings},
    operation::{NewAccount, Operation},
    perform::perform,
    store::Store,
};

/// When its clock begins, in seconds since 1970.
const BEGINNING: u64 = 1_800_000_000;

/// The limits of `wit/storage.wit`: bytes of a key, bytes of a value, keys of a read.
const KEY_BYTES: usize = 1_024;
const VALUE_BYTES: usize = 262_144;
const KEYS: usize = 100;

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
    credentials: Vec<LinkedAuthDefinition>,
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
        self.credentials.push(LinkedAuthDefinition {
            auth_type: Some(BASIC_AUTH.to_owned()),
            username: Some(username.to_owned()),
            password_hash: Some(hash.expect("hashing works")),
        });
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

impl Platform for Quiet {
    fn now(&self) -> Timestamp {
        Timestamp::from_clock(self.now.get(), 0)
    }

    fn random(&self, length: usize) -> Vec<u8> {
        self.randomness.bytes(length)
    }

    fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
        if keys.len() > KEYS || !keys.iter().all(|key| is_key(key)) {
            return Err(StoreError::TooLarge);
        }
        Ok(self.store.borrow().get(keys))
    }

    fn scan(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        Ok(self.store.borrow().scan(range, filter, page))
    }

    fn count(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        Ok(self.store.borrow().count(range, filter, live_at))
    }

    fn commit(&self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
        for write in writes {
            if let Write::Put(document) = write
                && (!is_key(&document.key) || document.value.len() > VALUE_BYTES)
            {
                return Err(StoreError::TooLarge);
            }
        }
        self.store.borrow_mut().commit(checks, writes)
    }

    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Algorithm,
        length: u32,
    ) -> Result<Vec<u8>, HashingError> {
        Ok(hashing::derive(password, salt, algorithm, length))
    }

    fn main(&self) -> MainStanza {
        let is_turned = self.keys != Keys::Both;
        let mut main = self.configuration.main(usize::from(is_turned));
        if let (Some(keys), Keys::OnlySecond) = (&mut main.keys, self.keys) {
            keys.truncate(1);
        }
        main.is_callback_configured = Some(true);
        main
    }

    fn apps(&self) -> AppsStanza {
        self.more.apps(self.configuration.apps())
    }

    fn login(&self) -> LoginStanza {
        self.more.login()
    }

    fn session(&self) -> SessionStanza {
        self.more.session(self.configuration.session())
    }

    fn password(&self) -> PasswordStanza {
        self.more.password(self.configuration.password(0))
    }

    fn signup(&self) -> SignupStanza {
        self.configuration.signup()
    }

    fn user_validation(&self) -> UserValidationStanza {
        self.configuration.user_validation()
    }

    fn search(&self) -> SearchStanza {
        self.configuration.search()
    }

    fn password_reset(&self) -> PasswordResetStanza {
        self.more
            .password_reset(self.configuration.password_reset())
    }

    fn throttling(&self) -> ThrottlingStanza {
        self.more.throttling(self.configuration.throttling())
    }

    fn address_list(&self, username: &str) -> Option<Vec<String>> {
        let mut lists = self.address_lists().into_iter();
        lists.find_map(|(listed, addresses)| (listed == username).then_some(addresses))
    }

    fn address_lists(&self) -> Vec<(String, Vec<String>)> {
        more_settings::address_lists()
    }

    fn linked_auth(&self, auth_type: &str, username: &str) -> Option<LinkedAuthDefinition> {
        let is_meant = |definition: &&LinkedAuthDefinition| {
            definition.auth_type.as_deref() == Some(auth_type)
                && definition.username.as_deref() == Some(username)
        };
        self.credentials.iter().find(is_meant).cloned()
    }

    fn linked_auth_definitions(&self) -> Vec<LinkedAuthDefinition> {
        self.credentials.clone()
    }

    fn emit(&self, event: &Event) {
        self.events.borrow_mut().push(event.clone());
    }
}

fn is_key(text: &str) -> bool {
    (1..=KEY_BYTES).contains(&text.len()) && !text.contains('\0')
}
