//! Access to the stored documents, for assertions and for states that no operation makes.

use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;
use vestibule::storage::{
    Check, Document, Entry, KeyRange, Memory, Page, Sqlite, Storage, StoreError, Write,
};

use super::{Faulty, World, WorldBuilder};

/// An SSO whose storage a test counts, changes and lets fail.
pub(crate) async fn observed(change: impl FnOnce(&mut WorldBuilder)) -> (World, Faulty) {
    let storage = Faulty::over(Arc::new(Memory::new()));
    let world = World::builder(|builder| {
        builder.storage = Arc::new(storage.clone());
        change(builder);
    });
    (world.build().await, storage)
}

/// Data in memory and in files; these are gone with the directory.
pub(crate) fn both_stores() -> (TempDir, [Arc<dyn Storage>; 2]) {
    let directory = tempfile::tempdir().unwrap();
    let files = Sqlite::open(directory.path()).unwrap();
    (directory, [Arc::new(Memory::new()), Arc::new(files)])
}

/// Everything that is stored, in the order of the keys.
pub(crate) async fn everything(storage: &dyn Storage) -> Vec<Entry> {
    below(storage, "", "\u{7f}").await
}

/// The same, but for the attempts that are counted.
pub(crate) async fn but_attempts(storage: &dyn Storage) -> Vec<Entry> {
    let mut entries = everything(storage).await;
    entries.retain(|entry| !is_of_attempts(&entry.key));
    entries
}

/// Whether a key is of an attempt or of a wait.
pub(crate) fn is_of_attempts(key: &str) -> bool {
    key.starts_with("attempt/") || key.starts_with("wait/")
}

/// The documents below a prefix such as `session/`.
pub(crate) async fn stored(storage: &dyn Storage, prefix: &str) -> Vec<Entry> {
    let end = format!("{}0", prefix.trim_end_matches('/'));
    below(storage, prefix, &end).await
}

async fn below(storage: &dyn Storage, start: &str, end: &str) -> Vec<Entry> {
    let range = KeyRange {
        start: start.to_owned(),
        end: end.to_owned(),
    };
    let page = Page {
        limit: 1_000,
        offset: 0,
        reverse: false,
        live_at: None,
    };
    let entries = storage.scan(range, Vec::new(), page).await.unwrap();
    assert!(entries.len() < 1_000, "too many for one page");
    entries
}

/// A user's document.
pub(crate) async fn user_document(storage: &dyn Storage, user_id: &str) -> Value {
    let key = format!("user/{user_id}");
    let entry = storage.get(vec![key]).await.unwrap().remove(0).unwrap();
    serde_json::from_str(&entry.value).unwrap()
}

/// Changes a user's document, as an operation of a later slice will.
pub(crate) async fn edit_user(
    storage: &dyn Storage,
    user_id: &str,
    changes: impl IntoIterator<Item = (&str, Value)>,
) {
    let mut document = user_document(storage, user_id).await;
    for (field, value) in changes {
        assert!(document.get(field).is_some(), "no field {field}");
        document[field] = value;
    }
    let put = Write::Put(Document {
        key: format!("user/{user_id}"),
        value: document.to_string(),
        expires_at: None,
    });
    let done: Result<(), StoreError> = storage.commit(Vec::<Check>::new(), vec![put]).await;
    done.unwrap();
}
