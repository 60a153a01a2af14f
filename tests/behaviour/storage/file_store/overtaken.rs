//! A process is suspended in the middle of a commit, while others go on.

use std::cell::{Cell, RefCell};

use vestibule_storage_protocol::StoreError;
use vestibule_wasi_http_file_store::{
    directory::{Directory, Linked, Problem},
    store::{SNAPSHOT_EVERY, Store},
};

use super::{absent, commit, documents, put};
use crate::kit::file_store::Files;

/// A directory in which others make commits just before the first step of a kind.
struct Overtaken {
    files: Files,
    /// Before a link, or before the listing after it.
    is_before_link: bool,
    others: RefCell<Option<Box<dyn FnOnce()>>>,
    is_linked: Cell<bool>,
}

impl Overtaken {
    fn now(&self) {
        if let Some(others) = self.others.take() {
            others();
        }
    }
}

impl Directory for Overtaken {
    fn names(&self) -> Result<Vec<String>, Problem> {
        if self.is_linked.get() {
            self.now();
        }
        self.files.names()
    }

    fn exists(&self, name: &str) -> Result<bool, Problem> {
        self.files.exists(name)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        self.files.read(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        self.files.write(name, bytes)
    }

    fn link(&self, from: &str, to: &str) -> Result<Linked, Problem> {
        if self.is_before_link {
            self.now();
        }
        self.is_linked.set(true);
        self.files.link(from, to)
    }

    fn sync(&self) -> Result<(), Problem> {
        self.files.sync()
    }

    fn remove(&self, name: &str) -> Result<(), Problem> {
        self.files.remove(name)
    }

    fn unique(&self) -> String {
        self.files.unique()
    }
}

/// The number that it wants was used by one of the others, and removed.
#[test]
fn a_commit_that_was_suspended_for_long_is_made_behind_the_others() {
    for others in [1, SNAPSHOT_EVERY, 3 * SNAPSHOT_EVERY, 12 * SNAPSHOT_EVERY] {
        for is_before_link in [true, false] {
            let directory = tempfile::tempdir().unwrap();
            commit(directory.path(), 3);
            let path = directory.path().to_path_buf();
            let overtaken = Overtaken {
                files: Files::new(directory.path()),
                is_before_link,
                others: RefCell::new(Some(Box::new(move || commit(&path, others)))),
                is_linked: Cell::new(false),
            };
            let store = Store::new(overtaken);
            store
                .commit(&[absent("late")], vec![put("late", "{}")])
                .unwrap();
            let keys: Vec<String> = documents(directory.path())
                .into_iter()
                .map(|(key, _)| key)
                .collect();
            assert_eq!(
                keys,
                ["late", "other"],
                "{others} others, before the link: {is_before_link}"
            );
            commit(directory.path(), 3 * SNAPSHOT_EVERY);
            assert_eq!(documents(directory.path()).len(), 2);
        }
    }
}

/// What the others did counts for its checks.
#[test]
fn a_commit_that_was_suspended_conflicts_with_what_others_did_meanwhile() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_path_buf();
    let others = move || {
        let store = Store::new(Files::new(&path));
        store
            .commit(&[absent("name")], vec![put("name", r#"{"of":"others"}"#)])
            .unwrap();
        commit(&path, 3 * SNAPSHOT_EVERY);
    };
    let overtaken = Overtaken {
        files: Files::new(directory.path()),
        is_before_link: true,
        others: RefCell::new(Some(Box::new(others))),
        is_linked: Cell::new(false),
    };
    let late = Store::new(overtaken).commit(&[absent("name")], vec![put("name", "{}")]);
    assert_eq!(late, Err(StoreError::Conflict));
    let named = ("name".to_owned(), r#"{"of":"others"}"#.to_owned());
    assert!(documents(directory.path()).contains(&named));
}
