//! The limits of `wit/storage.wit`. The guest keeps to them for every input; exceeding them is a defect of
//! the guest, so the run ends there.

use vestibule_guest::contract::storage::{Check, Clause, KeyRange, Page, Write};

const KEY_BYTES: usize = 512;
const VALUE_BYTES: usize = 60_000;
const KEYS: usize = 100;
const ENTRIES: u32 = 1_000;
const CONDITIONS: usize = 16;
const CHECKS: usize = 100;
const WRITES: usize = 500;
const COMMIT_BYTES: usize = 700_000;

pub(super) fn get(keys: &[String]) {
    assert!(keys.len() <= KEYS, "{} keys in a read", keys.len());
    keys.iter().for_each(|each| key(each));
}

pub(super) fn scan(over: &KeyRange, by: &[Clause], page: Page) {
    assert!(
        (1..=ENTRIES).contains(&page.limit),
        "a page of {}",
        page.limit
    );
    count(over, by);
}

pub(super) fn count(over: &KeyRange, by: &[Clause]) {
    range(over);
    let conditions: usize = by.iter().map(|clause| clause.any_of.len()).sum();
    let asked = conditions.max(by.len());
    assert!(asked <= CONDITIONS, "{asked} conditions in a filter");
}

pub(super) fn commit(checks: &[Check], writes: &[Write]) {
    assert!(checks.len() <= CHECKS, "{} checks", checks.len());
    assert!(writes.len() <= WRITES, "{} writes", writes.len());
    let mut bytes = 0;
    for check in checks {
        key(&check.key);
        bytes += check.key.len();
    }
    for write in writes {
        bytes += match write {
            Write::Put(document) => {
                key(&document.key);
                let (name, length) = (&document.key, document.value.len());
                assert!(length <= VALUE_BYTES, "{length} bytes below {name}");
                name.len() + length
            }
            Write::Delete(deleted) => {
                key(deleted);
                deleted.len()
            }
            Write::DeleteRange(deleted) => {
                range(deleted);
                deleted.start.len() + deleted.end.len()
            }
        };
    }
    assert!(bytes <= COMMIT_BYTES, "{bytes} bytes in a commit");
}

fn range(range: &KeyRange) {
    bound(&range.start);
    bound(&range.end);
}

fn key(key: &str) {
    assert!(!key.is_empty(), "an empty key");
    bound(key);
}

fn bound(text: &str) {
    assert!(text.len() <= KEY_BYTES, "a key of {} bytes", text.len());
    assert!(!text.contains('\0'), "a key with U+0000");
}
