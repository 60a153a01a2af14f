//! The platform of the guest in a quiet world.

use serde_json::Value;
use vestibule_guest::{
    contract::{
        audit::Event,
        password_hashing::{Algorithm, HashingError},
        storage::{Check, Clause, Entry, KeyRange, Page, StoreError, Write},
    },
    platform::Platform,
    timestamp::Timestamp,
};

use super::Quiet;
use crate::hashing;

impl Platform for Quiet {
    fn now(&self) -> Timestamp {
        Timestamp::from_clock(self.now.get(), 0)
    }

    fn random(&self, length: usize) -> Vec<u8> {
        self.randomness.bytes(length)
    }

    fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
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

    fn stanza(&self, name: &str) -> Option<String> {
        Some(self.settings(name).to_string())
    }

    fn entry(&self, stanza: &str, key: &str) -> Option<String> {
        let settings = self.settings(stanza);
        let entry = match stanza {
            "linked_auth" => {
                let definitions = settings["definition"].as_array()?;
                let is_meant = |one: &&Value| key == definition_key(one);
                definitions.iter().find(is_meant)
            }
            _ => settings.get(key),
        };
        entry.map(ToString::to_string)
    }

    fn emit(&self, event: &Event) {
        self.events.borrow_mut().push(event.clone());
    }
}

fn definition_key(definition: &Value) -> String {
    let text = |member: &str| definition[member].as_str().unwrap_or_default();
    format!("{}/{}", text("auth_type"), text("username"))
}
