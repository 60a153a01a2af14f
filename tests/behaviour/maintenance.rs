//! The operator's work on the stored data: does it fit together, and under which secret key is it?

use std::sync::Arc;

use serde_json::Value;
use vestibule::{
    settings::SecretText,
    storage::{Document, Memory, Storage, Write},
    types::{Content, CreateRequest},
};

use crate::kit::{SteppedClock, World, WorldBuilder, caller, create_request};

mod attributes;
mod callbacks;
mod defects;
mod healthy;
mod interrupted;
mod pages;
mod races;
mod rekey;
mod rekey_hosts;
mod rekey_races;
mod unsaid;

const OLD: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
const NEW: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

/// Data that outlives its hosts.
#[derive(Clone)]
struct Data {
    storage: Arc<dyn Storage>,
    clock: SteppedClock,
}

impl Data {
    fn new() -> Self {
        Self::over(Arc::new(Memory::new()))
    }

    fn over(storage: Arc<dyn Storage>) -> Self {
        let clock = SteppedClock::default();
        Self { storage, clock }
    }

    fn builder(&self, keys: &[&str]) -> WorldBuilder {
        World::builder(|builder| {
            let keys = keys.iter().map(|key| SecretText((*key).to_owned()));
            builder.settings.set_keys(keys);
            builder.settings.is_delivery_configured = true;
            builder.settings.set("signup.is_email_required", false);
            builder.storage = Arc::clone(&self.storage);
            builder.clock = self.clock.clone();
            builder.reseed();
        })
    }

    /// A host with these keys.
    async fn host(&self, keys: &[&str]) -> World {
        self.builder(keys).build().await
    }

    /// Whether a host with these keys starts.
    async fn starts_with(&self, keys: &[&str]) -> bool {
        match self.builder(keys).try_build().await {
            Ok(_) => true,
            Err(error) => {
                let said = format!("{error:#}");
                assert!(said.contains("lacks a key"), "{said}");
                false
            }
        }
    }
}

impl World {
    /// An account that the operator made.
    async fn made(&self, name: &str, email: Option<&str>) -> String {
        let request = CreateRequest {
            email: email.map(ToOwned::to_owned),
            ..create_request(name)
        };
        self.make(&request).await
    }

    /// Begins a password reset; returns its token.
    async fn resetting(&self, name: &str) -> String {
        self.sso
            .begin_password_reset(&caller(), name)
            .await
            .unwrap();
        let mails = self.sso.claim_messages(100, 1).await.unwrap();
        let token = mails.into_iter().find_map(|mail| match mail.content {
            Content::PasswordReset(reset) if mail.username == name => Some(reset.token),
            _ => None,
        });
        token.expect("a mail")
    }

    /// What is stored under the first key below a prefix.
    async fn key_below(&self, prefix: &str) -> String {
        self.keys(prefix).await.into_iter().next().expect("a key")
    }

    pub(crate) async fn document(&self, key: &str) -> Value {
        let entry = self.storage.get(vec![key.to_owned()]).await.unwrap();
        serde_json::from_str(&entry[0].as_ref().expect(key).value).unwrap()
    }

    async fn write(&self, write: Write) {
        self.storage.commit(Vec::new(), vec![write]).await.unwrap();
    }

    /// Writes a document past all rules.
    async fn put(&self, key: &str, value: impl ToString) {
        self.write(Write::Put(Document {
            key: key.to_owned(),
            value: value.to_string(),
            expires_at: None,
        }))
        .await;
    }

    /// Changes a member of a document past all rules.
    async fn edit(&self, key: &str, member: &str, value: Value) {
        let mut document = self.document(key).await;
        assert!(document.get(member).is_some(), "no {member} in {document}");
        document[member] = value;
        self.put(key, document).await;
    }

    async fn remove(&self, key: &str) {
        assert!(self.keys(key).await.contains(&key.to_owned()), "no {key}");
        self.write(Write::Delete(key.to_owned())).await;
    }
}
