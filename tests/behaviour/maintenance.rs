//! The operator's work on the stored data: does it fit together, and under which secret key is it?

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde_json::{Value, json};
use vestibule::{
    settings::SecretText,
    storage::{Document, Memory, Storage, Write},
    types::{Authority, Content, CreateRequest, Defect},
};

use crate::kit::{OPERATOR, PASSWORD, SteppedClock, World, WorldBuilder, caller, signup_input};

mod attributes;
mod callbacks;
mod defects;
mod healthy;
mod interrupted;
mod pages;
pub(crate) mod races;
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
            builder.settings.main.keys = Some(keys.collect());
            builder.settings.is_delivery_configured = true;
            builder.settings.signup.is_email_required = Some(false);
            builder.storage = Arc::clone(&self.storage);
            builder.clock = self.clock.clone();
            // No host makes up what another one did.
            builder.seed = next_seed();
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

fn next_seed() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1_000);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl World {
    /// Everything that is wrong.
    async fn check(&self) -> Vec<Defect> {
        let mut found = Vec::new();
        let documents = self.sso.check_storage(|defect| found.push(defect)).await;
        let stored = self.stored().await.len();
        assert_eq!(documents.unwrap(), u64::try_from(stored).unwrap());
        found
    }

    /// Requires that `storage check` finds nothing.
    #[track_caller]
    pub(crate) fn is_sound(&self) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let found = self.check().await;
            assert!(found.is_empty(), "{place}: {found:#?}");
        }
    }

    /// An account that the operator made.
    async fn made(&self, name: &str, email: Option<&str>) -> String {
        let request = CreateRequest {
            username: name.to_owned(),
            password: Some(PASSWORD.to_owned()),
            email: email.map(ToOwned::to_owned),
            ..CreateRequest::default()
        };
        self.sso
            .create_user(&caller(), &OPERATOR, &request)
            .await
            .unwrap()
    }

    /// Signs up; returns the user ID and the mailed token.
    async fn mailed(&self, name: &str, email: &str) -> (String, String) {
        let mut input = signup_input(name);
        input["email"] = json!(email);
        self.post("/user/signup", input).await.ok();
        let user_id = self.events.last().target.unwrap();
        let mails = self.sso.claim_messages(100, 1).await.unwrap();
        let token = mails.into_iter().find_map(|mail| match mail.content {
            Content::SignupConfirm(confirm) if mail.username == name => Some(confirm.confirm_token),
            _ => None,
        });
        (user_id, token.expect("a mail"))
    }

    /// Signs up and proves the address.
    async fn proven(&self, name: &str, email: &str) -> String {
        let (user_id, token) = self.mailed(name, email).await;
        self.sso.confirm(&caller(), &token).await.unwrap();
        user_id
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

    async fn approve(&self, user_id: &str) {
        let (caller, operator) = (caller(), Authority::Operator);
        let done = self.sso.approve(&caller, &operator, user_id);
        done.await.unwrap();
    }

    async fn reject(&self, user_id: &str) {
        let (caller, operator) = (caller(), Authority::Operator);
        let done = self.sso.reject(&caller, &operator, user_id, Some("no"));
        done.await.unwrap();
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
