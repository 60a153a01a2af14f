//! The imports of the world, as the rules see them.

use crate::{
    contract::{
        self,
        audit::Event,
        password_hashing::{self, Algorithm, HashingError},
        settings,
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

    fn stanza(&self, name: &str) -> Option<String> {
        settings::stanza(name)
    }

    fn entry(&self, stanza: &str, key: &str) -> Option<String> {
        settings::entry(stanza, key)
    }

    fn emit(&self, event: &Event) {
        contract::audit::emit(event);
    }
}
