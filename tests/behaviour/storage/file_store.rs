//! What makes the file store sound: each step may fail, a process may stop for ever or for long at each step, and others go
//! on meanwhile.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::Path,
};

use vestibule_storage_protocol::{Check, Document, Entry, KeyRange, Page, StoreError, Write};
use vestibule_wasi_http_file_store::{
    directory::{Directory, Linked, Problem},
    store::{MAX_BYTES, SNAPSHOT_EVERY, Store},
};

use crate::kit::file_store::Files;

/// More steps than any commit has.
const STEPS: usize = 60;

/// When a step goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// It does nothing and fails.
    Before,
    /// It is done and fails all the same.
    After,
    /// It does nothing, and neither does any later one: the process was killed.
    KilledBefore,
    /// It is done, and no later one.
    KilledAfter,
}

const FAULTS: [Fault; 4] = [
    Fault::Before,
    Fault::After,
    Fault::KilledBefore,
    Fault::KilledAfter,
];

/// A directory in which one step goes wrong.
struct Failing {
    files: Files,
    step: Cell<usize>,
    at: usize,
    fault: Fault,
}

impl Failing {
    fn step<T>(&self, run: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
        let step = self.step.replace(self.step.get() + 1);
        let failed = || Err(Problem("injected".to_owned()));
        match self.fault {
            Fault::Before | Fault::KilledBefore if step == self.at => failed(),
            Fault::After | Fault::KilledAfter if step == self.at => {
                let _ = run();
                failed()
            }
            Fault::KilledBefore | Fault::KilledAfter if step > self.at => failed(),
            _ => run(),
        }
    }
}

impl Directory for Failing {
    fn names(&self) -> Result<Vec<String>, Problem> {
        self.step(|| self.files.names())
    }

    fn exists(&self, name: &str) -> Result<bool, Problem> {
        self.step(|| self.files.exists(name))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        self.step(|| self.files.read(name))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        // A write that fails may have written a part.
        self.step(|| {
            self.files
                .write(name, bytes.get(..bytes.len() / 2).unwrap())?;
            self.files.remove(name)?;
            self.files.write(name, bytes)
        })
    }

    fn link(&self, from: &str, to: &str) -> Result<Linked, Problem> {
        self.step(|| self.files.link(from, to))
    }

    fn sync(&self) -> Result<(), Problem> {
        self.step(|| self.files.sync())
    }

    fn remove(&self, name: &str) -> Result<(), Problem> {
        self.step(|| self.files.remove(name))
    }

    fn unique(&self) -> String {
        self.files.unique()
    }
}

fn put(key: &str, value: &str) -> Write {
    Write::Put(Document {
        key: key.to_owned(),
        value: value.to_owned(),
        expires_at: None,
    })
}

fn absent(key: &str) -> Check {
    Check {
        key: key.to_owned(),
        version: None,
    }
}

/// All documents, as an instance reads them that knows nothing yet.
fn documents(directory: &Path) -> Vec<(String, String)> {
    let all = KeyRange {
        start: String::new(),
        end: "\u{10FFFF}".to_owned(),
    };
    let page = Page {
        limit: 1_000,
        offset: 0,
        reverse: false,
        live_at: None,
    };
    let entries = Store::new(Files::new(directory)).scan(&all, &[], &page);
    let pair = |Entry { key, value, .. }| (key, value);
    entries.unwrap().into_iter().map(pair).collect()
}

fn commit(directory: &Path, count: u64) {
    let store = Store::new(Files::new(directory));
    for _ in 0..count {
        store.commit(&[], vec![put("other", "{}")]).unwrap();
    }
}

/// A commit whose step fails is there whole or not at all, as its answer says, and hinders nobody: one that makes no
/// snapshot, and one that makes the third.
#[test]
fn a_failing_step_neither_loses_nor_halves_a_commit() {
    for before in [0, 3 * SNAPSHOT_EVERY - 1] {
        let template = tempfile::tempdir().unwrap();
        commit(template.path(), before);
        for fault in FAULTS {
            for at in 0..STEPS {
                let directory = copy(template.path());
                let failing = Failing {
                    files: Files::new(directory.path()),
                    step: Cell::new(0),
                    at,
                    fault,
                };
                let store = Store::new(failing);
                let both = vec![put("a", "{}"), put("b", "{}")];
                let answer = store.commit(&[absent("a")], both);
                check(
                    directory.path(),
                    &answer,
                    &format!("{fault:?} at {at} after {before}"),
                );
            }
        }
    }
}

fn check(directory: &Path, answer: &Result<(), StoreError>, case: &str) {
    let there = documents(directory);
    let is_there = |key| there.iter().any(|(each, _)| each == key);
    assert_eq!(is_there("a"), is_there("b"), "{case}");
    match answer {
        Ok(()) => assert!(is_there("a"), "{case}"),
        Err(StoreError::Unknown) => {}
        Err(StoreError::Unavailable(_)) => assert!(!is_there("a"), "{case}"),
        Err(other) => panic!("{case}: {other:?}"),
    }
    let next = Store::new(Files::new(directory));
    next.commit(&[absent("c")], vec![put("c", "{}")]).unwrap();
    let after = documents(directory);
    assert_eq!(after.len(), there.len() + 1, "{case}");
}

fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for file in from.read_dir().unwrap().flatten() {
        fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
    }
    to
}

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

#[test]
fn old_files_are_removed() {
    let directory = tempfile::tempdir().unwrap();
    let files = Files::new(directory.path());
    files
        .write("00000000000000000000.abc.new", b"left")
        .unwrap();
    commit(directory.path(), 20 * SNAPSHOT_EVERY);
    let names = files.names().unwrap();
    let of = |kind: &str| names.iter().filter(|name| name.ends_with(kind)).count();
    assert_eq!((of(".snapshot"), of(".new")), (2, 0));
    assert_eq!(u64::try_from(of(".commit")).unwrap(), SNAPSHOT_EVERY);
}

#[test]
fn a_damaged_file_is_named_and_nothing_is_changed() {
    let directory = tempfile::tempdir().unwrap();
    commit(directory.path(), 2);
    let name = "00000000000000000001.commit";
    let mut bytes = fs::read(directory.path().join(name)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(directory.path().join(name), bytes).unwrap();
    let answer = Store::new(Files::new(directory.path())).commit(&[], vec![put("a", "{}")]);
    let said = StoreError::Unavailable(format!("{name} is damaged"));
    assert_eq!(answer, Err(said));
    assert_eq!(Files::new(directory.path()).names().unwrap().len(), 2);
}

#[test]
fn more_than_the_maximum_is_refused_until_something_is_deleted() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::new(Files::new(directory.path()));
    let value = format!(r#"{{"a":"{}"}}"#, "x".repeat(59_000));
    let ten = |call: usize| {
        (0..10)
            .map(|each| put(&format!("{call}-{each}"), &value))
            .collect()
    };
    let full = (0..MAX_BYTES / (10 * value.len()) + 1).map(|call| store.commit(&[], ten(call)));
    let refused = full.skip_while(Result::is_ok).collect::<Vec<_>>();
    assert!(
        matches!(refused.as_slice(), [Err(StoreError::Unavailable(_))]),
        "{refused:?}"
    );
    let all = KeyRange {
        start: "1".to_owned(),
        end: "2".to_owned(),
    };
    store.commit(&[], vec![Write::DeleteRange(all)]).unwrap();
    store.commit(&[], ten(1)).unwrap();
}
