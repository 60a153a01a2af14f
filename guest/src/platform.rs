//! The services that the rules need: the imports of the contract, as one trait.

use crate::{
    contract::{
        audit, password_hashing,
        storage::{Check, Clause, Entry, KeyRange, Page, StoreError, Write},
    },
    timestamp::Timestamp,
};

/// The imports of the world `sso`; the documentation of each is in `wit/`.
#[allow(missing_docs, reason = "documented in wit/")]
pub trait Platform {
    fn now(&self) -> Timestamp;
    fn random(&self, length: usize) -> Vec<u8>;
    /// A number below another; zero below zero.
    fn random_below(&self, end: usize) -> usize {
        let bytes = self.random(4);
        let number = bytes
            .iter()
            .fold(0, |number, byte| number << 8 | usize::from(*byte));
        number.checked_rem(end).unwrap_or(0)
    }

    fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError>;
    fn scan(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: Page,
    ) -> Result<Vec<Entry>, StoreError>;
    fn count(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> Result<u64, StoreError>;
    fn commit(&self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError>;

    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: password_hashing::Algorithm,
        length: u32,
    ) -> Result<Vec<u8>, password_hashing::HashingError>;

    fn stanza(&self, name: &str) -> Option<String>;
    fn entry(&self, stanza: &str, key: &str) -> Option<String>;

    fn emit(&self, event: &audit::Event);
}
