//! What makes the file store sound: each step may fail, a process may stop for ever or for long at each step, and others go
//! on meanwhile.

mod faults;
mod overtaken;

use std::{fs, path::Path};

use vestibule_storage_protocol::{Check, Document, Entry, KeyRange, Page, StoreError, Write};
use vestibule_wasi_http_file_store::{
    directory::Directory,
    store::{MAX_BYTES, SNAPSHOT_EVERY, Store},
};

use crate::kit::file_store::Files;

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
