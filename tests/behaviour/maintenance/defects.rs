//! Each thing that can be wrong is found, where it is, and nothing else is.

use serde_json::{Value, json};
use vestibule::types::Flaw;

use super::{Data, NEW, OLD, World, healthy::populate};

mod attributes;
mod contents;
mod indexes;
mod links;
mod resets;
mod search;

const NOBODY: &str = "zusr0000000000000000000000000";

/// A world with users in all states; ann is proven, approved and logged in.
async fn populated() -> World {
    let world = Data::new().host(&[OLD]).await;
    populate(&world).await;
    world
}

impl World {
    async fn id(&self, name: &str) -> String {
        let pointer = self.document(&format!("username/{name}")).await;
        pointer["user_id"].as_str().unwrap().to_owned()
    }

    async fn user_member(&self, name: &str, member: &str) -> Value {
        let id = self.id(name).await;
        self.document(&format!("user/{id}")).await[member].clone()
    }

    async fn index(&self, name: &str) -> String {
        let index = self.user_member(name, "email_index").await;
        index.as_str().unwrap().to_owned()
    }

    /// The search document.
    async fn search_key(&self, name: &str) -> String {
        let id = self.id(name).await;
        let keys = self.keys("user-by-name/").await;
        keys.into_iter().find(|key| key.ends_with(&id)).unwrap()
    }

    async fn edit_user(&self, name: &str, member: &str, value: Value) {
        let id = self.id(name).await;
        self.edit(&format!("user/{id}"), member, value).await;
    }

    /// Exactly this is wrong: which key (its beginning), what, and whose it is.
    #[track_caller]
    pub(super) fn has(&self, expected: &[(&str, Flaw, Option<&str>)]) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let found = self.check().await;
            let is_all = found.len() == expected.len()
                && expected.iter().all(|(key, flaw, user_id)| {
                    found.iter().any(|defect| {
                        defect.key.starts_with(key)
                            && defect.flaw == *flaw
                            && defect.user_id.as_deref() == *user_id
                    })
                });
            assert!(is_all, "{place}: expected {expected:#?}, found {found:#?}");
        }
    }
}

fn pointer(user_id: &str) -> Value {
    json!({"user_id": user_id, "expires_at": null})
}

fn user(id: &str) -> String {
    format!("user/{id}")
}
