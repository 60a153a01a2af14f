//! What the guest finds in a quiet world.

use vestibule_guest::{
    contract::{
        audit::Event,
        password_hashing::{Algorithm, HashingError},
        settings::{
            AppsStanza, LinkedAuthDefinition, LoginStanza, MainStanza, PasswordResetStanza,
            PasswordStanza, SearchStanza, SessionStanza, SignupStanza, ThrottlingStanza,
            UserValidationStanza,
        },
        storage::{Check, Clause, Entry, KeyRange, Page, StoreError, Write},
    },
    platform::Platform,
    timestamp::Timestamp,
};

use super::{Keys, Quiet};
use crate::{hashing, more_settings};

/// The limits of `wit/storage.wit`: bytes of a key, bytes of a value, keys of a read.
const KEY_BYTES: usize = 1_024;
const VALUE_BYTES: usize = 262_144;
const KEYS: usize = 100;

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
        hashing::derive(password, salt, algorithm, length)
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
