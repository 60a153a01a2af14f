//! The requirements of every store, tested on each of ours.
//!
//! Most are cases of a table (`table`). Each of the others is an `async fn` that is given an empty store; the
//! macro below makes a test of it for each backend. A new backend is one more `mod` in the macro. What only
//! makes sense for a file is in `files`.

use std::sync::Arc;

use vestibule::storage::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, Storage, StoreError, Test, Write,
};

mod concurrency;
mod files;
mod histories;
mod table;

/// A store that a property was given.
type Store = Arc<dyn Storage>;

macro_rules! every_store {
    ($($topic:ident: $($property:ident),+;)+) => {
        every_store! {
            @stores [$($topic: $($property),+;)+]
            mod memory: (vestibule::storage::Memory::new(), None);
            mod sqlite: {
                let directory = tempfile::tempdir().unwrap();
                let store = vestibule::storage::Sqlite::open(directory.path()).unwrap();
                (store, Some(directory))
            };
            mod postgres: {
                let url = crate::kit::postgres::database();
                (crate::kit::postgres::open(&url, 16).await.unwrap(), None)
            };
            mod remote: {
                let directory = tempfile::tempdir().unwrap();
                let store = vestibule::storage::Sqlite::open(directory.path()).unwrap();
                (crate::kit::remote::offered(store).await, Some(directory))
            };
            mod file_store: {
                let directory = tempfile::tempdir().unwrap();
                let store = crate::kit::file_store::FileStore::new(directory.path());
                (store, Some(directory))
            };
        }
    };
    (@stores $properties:tt $(mod $backend:ident: $made:expr;)+) => {
        $(mod $backend {
            /// An empty store, and its directory.
            async fn made() -> (super::Store, Option<tempfile::TempDir>) {
                let (store, directory) = $made;
                (std::sync::Arc::new(store), directory)
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn every_case_of_the_table_holds() {
                super::table::every_case_holds(made).await;
            }

            every_store! { @tests $properties }
        })+
    };
    (@tests [$($topic:ident: $($property:ident),+;)+]) => {
        $($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $property() {
                let (store, _directory) = made().await;
                super::$topic::$property(store).await;
            }
        )+)+
    };
}

every_store! {
    concurrency:
        no_increment_is_lost,
        one_of_many_creates_a_key,
        a_read_sees_all_of_a_commit_or_nothing,
        a_conflict_affects_no_other_commit,
        a_commit_completes_after_its_caller_is_gone;
    histories:
        some_order_explains_every_answer,
        at_most_one_of_two_exclusive_commits_succeeds;
}

fn put(key: &str, value: &str) -> Write {
    Write::Put(Document {
        key: key.to_owned(),
        value: value.to_owned(),
        expires_at: None,
    })
}

fn put_until(key: &str, expires_at: u64) -> Write {
    Write::Put(Document {
        key: key.to_owned(),
        value: "{}".to_owned(),
        expires_at: Some(expires_at),
    })
}

fn delete(key: &str) -> Write {
    Write::Delete(key.to_owned())
}

fn absent(key: &str) -> Check {
    Check {
        key: key.to_owned(),
        version: None,
    }
}

fn at(key: &str, version: &str) -> Check {
    Check {
        key: key.to_owned(),
        version: Some(version.to_owned()),
    }
}

fn range(start: &str, end: &str) -> KeyRange {
    KeyRange {
        start: start.to_owned(),
        end: end.to_owned(),
    }
}

/// A range with every key of these tests in it.
fn everything() -> KeyRange {
    range("", "\u{10FFFF}\u{10FFFF}")
}

fn page(limit: u32, offset: u32, reverse: bool) -> Page {
    Page {
        limit,
        offset,
        reverse,
        live_at: None,
    }
}

fn condition(field: &str, test: Test, text: &str) -> Condition {
    Condition {
        field: field.to_owned(),
        test,
        text: text.to_owned(),
    }
}

fn equals(field: &str, text: &str) -> Condition {
    condition(field, Test::Equals, text)
}

fn contains(field: &str, text: &str) -> Condition {
    condition(field, Test::Contains, text)
}

fn any_of(conditions: impl Into<Vec<Condition>>) -> Clause {
    Clause {
        any_of: conditions.into(),
    }
}

async fn write(store: &Store, writes: Vec<Write>) {
    store.commit(vec![], writes).await.unwrap();
}

async fn read(store: &Store, key: &str) -> Option<Entry> {
    let mut entries = store.get(vec![key.to_owned()]).await.unwrap();
    assert_eq!(entries.len(), 1);
    entries.pop().unwrap()
}

async fn version(store: &Store, key: &str) -> String {
    read(store, key).await.unwrap().version
}

async fn value(store: &Store, key: &str) -> Option<String> {
    read(store, key).await.map(|entry| entry.value)
}

/// The keys of a page of a range.
async fn keys(store: &Store, range: KeyRange, page: Page) -> Vec<String> {
    let entries = store.scan(range, vec![], page).await.unwrap();
    entries.into_iter().map(|entry| entry.key).collect()
}

/// Everything there is.
async fn all(store: &Store) -> Vec<Entry> {
    let page = page(1_000, 0, false);
    store.scan(everything(), vec![], page).await.unwrap()
}

async fn all_keys(store: &Store) -> Vec<String> {
    keys(store, everything(), page(1_000, 0, false)).await
}

/// The same kind of failure; the text of `unavailable` is for a log and differs.
fn is_conflict(result: &Result<(), StoreError>) -> bool {
    matches!(result, Err(StoreError::Conflict))
}
