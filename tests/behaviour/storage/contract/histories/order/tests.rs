//! Histories written by hand, each with its verdict.

use super::*;
use crate::storage::contract::{absent, at, everything, page, put, put_until};

fn at_once(began: usize, ended: usize, asked: Asked, answer: Answer) -> Record {
    Record {
        asked,
        answer,
        began,
        ended,
    }
}

fn commit(began: usize, ended: usize, checks: Vec<Check>, writes: Vec<Write>) -> Record {
    at_once(
        began,
        ended,
        Asked::Commit(checks, writes),
        Answer::Committed,
    )
}

fn found(key: &str, value: &str, version: u32) -> Entry {
    Entry {
        key: key.to_owned(),
        value: value.to_owned(),
        version: version.to_string(),
    }
}

fn get(began: usize, ended: usize, keys: &[&str], found: Vec<Option<Entry>>) -> Record {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    at_once(began, ended, Asked::Get(keys), Answer::Found(found))
}

fn count(began: usize, ended: usize, number: u64) -> Record {
    at_once(
        began,
        ended,
        Asked::Count(everything(), None),
        Answer::Number(number),
    )
}

fn sweep(began: usize, ended: usize, number: u64) -> Record {
    at_once(began, ended, Asked::Sweep(1), Answer::Number(number))
}

#[test]
fn overlapping_operations_may_have_any_order() {
    let write = commit(0, 9, vec![absent("a")], vec![put("a", "1")]);
    for seen in [None, Some(found("a", "1", 7))] {
        assert!(exists(&[write.clone(), get(1, 2, &["a"], vec![seen])]));
    }
    let before = get(1, 2, &["a"], vec![Some(found("a", "1", 7))]);
    let after = get(3, 4, &["a"], vec![None]);
    assert!(!exists(&[write, before, after]), "there and gone again");
}

#[test]
fn an_ended_operation_precedes_later_ones() {
    let write = commit(0, 1, vec![], vec![put("a", "1")]);
    assert!(!exists(&[write.clone(), get(2, 3, &["a"], vec![None])]));
    assert!(exists(&[
        write,
        get(2, 3, &["a"], vec![Some(found("a", "1", 7))])
    ]));
}

#[test]
fn two_exclusive_commits_cannot_both_succeed() {
    let one = commit(0, 9, vec![absent("a")], vec![put("b", "1")]);
    let other = commit(1, 8, vec![absent("b")], vec![put("a", "2")]);
    assert!(!exists(&[one.clone(), other.clone()]));
    let refused = Record {
        answer: Answer::Conflict,
        ..other.clone()
    };
    assert!(exists(&[one.clone(), refused]));
    let lost = Record {
        answer: Answer::Unknown,
        ..other
    };
    assert!(exists(&[one, lost]), "it may not have happened");
}

#[test]
fn nothing_is_seen_by_half() {
    let both = commit(0, 9, vec![], vec![put("a", "1"), put("b", "2")]);
    let half = vec![Some(found("a", "1", 7)), None];
    assert!(!exists(&[both.clone(), get(1, 2, &["a", "b"], half)]));
    assert!(!exists(&[both.clone(), count(1, 2, 1)]));
    assert!(exists(&[both, count(1, 2, 2)]));
}

#[test]
fn a_version_means_one_value_always() {
    let writes = [("1", 0), ("2", 4)]
        .map(|(value, when)| commit(when, when + 1, vec![], vec![put("a", value)]));
    let reads = |first, second| {
        [(("1", first), 2), (("2", second), 6)].map(|((value, version), when)| {
            get(
                when,
                when + 1,
                &["a"],
                vec![Some(found("a", value, version))],
            )
        })
    };
    assert!(exists(&[writes.clone(), reads(7, 8)].concat()));
    assert!(!exists(&[writes.clone(), reads(7, 7)].concat()));
    let stale = commit(8, 9, vec![at("a", "7")], vec![]);
    assert!(!exists(
        &[&[writes.clone(), reads(7, 8)].concat()[..], &[stale]].concat()
    ));
    let current = commit(8, 9, vec![at("a", "8")], vec![]);
    assert!(exists(
        &[&[writes, reads(7, 8)].concat()[..], &[current]].concat()
    ));
}

#[test]
fn a_lost_reply_may_come_true_later_and_once() {
    let lost = Record {
        answer: Answer::Unknown,
        ..commit(0, 1, vec![], vec![put("a", "1")])
    };
    assert!(exists(&[lost.clone(), count(2, 3, 0), count(4, 5, 1)]));
    assert!(exists(&[lost.clone(), count(2, 3, 0), count(4, 5, 0)]));
    assert!(!exists(&[lost, count(2, 3, 1), count(4, 5, 0)]));
}

#[test]
fn sweeping_removes_expired_documents_only() {
    let write = commit(
        0,
        1,
        vec![],
        vec![put_until("a", 1), put_until("b", 2), put("c", "1")],
    );
    assert!(exists(&[write.clone(), sweep(2, 3, 1), count(4, 5, 2)]));
    assert!(!exists(&[write.clone(), sweep(2, 3, 2)]));
    assert!(!exists(&[write, sweep(2, 3, 1), count(4, 5, 3)]));
}

#[test]
fn pages_are_in_byte_order() {
    let keys = ["\u{ffff}", "😀"];
    let write = commit(0, 1, vec![], vec![put(keys[1], "1"), put(keys[0], "2")]);
    for (reverse, expected) in [(false, ["2", "1"]), (true, ["1", "2"])] {
        let scan = |values: [&str; 2]| {
            let mut order = [0, 1];
            if reverse {
                order.reverse();
            }
            let entries = order
                .iter()
                .zip(values)
                .map(|(key, value)| found(keys[*key], value, *key as u32));
            let asked = Asked::Scan(everything(), page(10, 0, reverse));
            at_once(2, 3, asked, Answer::Page(entries.collect()))
        };
        assert!(exists(&[write.clone(), scan(expected)]));
        let mut wrong = expected;
        wrong.reverse();
        assert!(!exists(&[write.clone(), scan(wrong)]));
    }
}
