//! A step of a commit fails, or the process is killed at it.

use std::{cell::Cell, fs, path::Path};

use vestibule_storage_protocol::StoreError;
use vestibule_wasi_http_file_store::{
    directory::{Directory, Linked, Problem},
    store::{SNAPSHOT_EVERY, Store},
};

use super::{absent, commit, documents, put};
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
