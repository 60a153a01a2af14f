//! The imports of the world, as the rules see them.

use crate::{
    contract::{
        self,
        audit::Event,
        password_hashing::{self, Algorithm, HashingError},
        settings::{
            self, AppsStanza, LinkedAuthDefinition, LoginStanza, MainStanza, PasswordResetStanza,
            PasswordStanza, SearchStanza, SessionStanza, SignupStanza, ThrottlingStanza,
            UserValidationStanza,
        },
        storage::{self, Check, Clause, Entry, KeyRange, Page, StoreError, Write},
    },
    platform::Platform,
    timestamp::Timestamp,
};

/// The imports of the world.
pub struct Imports;

impl Platform for Imports {
    fn now(&self) -> Timestamp {
        let now = contract::wasi::clocks::wall_clock::now();
        Timestamp::from_clock(now.seconds, now.nanoseconds)
    }

    fn random(&self, length: usize) -> Vec<u8> {
        contract::wasi::random::random::get_random_bytes(length as u64)
    }

    fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
        storage::get(keys)
    }

    fn scan(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        storage::scan(range, filter, page)
    }

    fn count(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        storage::count(range, filter, live_at)
    }

    fn commit(&self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
        storage::commit(checks, writes)
    }

    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Algorithm,
        length: u32,
    ) -> Result<Vec<u8>, HashingError> {
        password_hashing::derive(password, salt, algorithm, length)
    }

    fn main(&self) -> MainStanza {
        settings::main()
    }

    fn apps(&self) -> AppsStanza {
        settings::apps()
    }

    fn login(&self) -> LoginStanza {
        settings::login()
    }

    fn session(&self) -> SessionStanza {
        settings::session()
    }

    fn password(&self) -> PasswordStanza {
        settings::password()
    }

    fn signup(&self) -> SignupStanza {
        settings::signup()
    }

    fn user_validation(&self) -> UserValidationStanza {
        settings::user_validation()
    }

    fn search(&self) -> SearchStanza {
        settings::search()
    }

    fn password_reset(&self) -> PasswordResetStanza {
        settings::password_reset()
    }

    fn throttling(&self) -> ThrottlingStanza {
        settings::throttling()
    }

    fn address_list(&self, username: &str) -> Option<Vec<String>> {
        settings::address_list(username)
    }

    fn address_lists(&self) -> Vec<(String, Vec<String>)> {
        settings::address_lists()
    }

    fn linked_auth(&self, auth_type: &str, username: &str) -> Option<LinkedAuthDefinition> {
        settings::linked_auth(auth_type, username)
    }

    fn linked_auth_definitions(&self) -> Vec<LinkedAuthDefinition> {
        settings::linked_auth_definitions()
    }

    fn emit(&self, event: &Event) {
        contract::audit::emit(event);
    }
}
