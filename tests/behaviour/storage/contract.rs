//! The requirements of every store, tested on each of ours.
//!
//! A property is an `async fn` that is given an empty store; the macro below makes a test of it for
//! each backend. A new backend is one more `mod` in the macro. What only makes sense for a file is
//! in `files`.

use std::sync::Arc;

use vestibule::storage::{
    Check, Clause, Condition, Document, Entry, KeyRange, Page, Storage, StoreError, Test, Write,
};

mod checks;
mod concurrency;
mod files;
mod filter_texts;
mod filters;
mod histories;
mod keys_and_values;
mod limits;
mod scans;
mod sweeping;
mod unicode;
mod writes;

/// A store that a property was given.
type Store = Arc<dyn Storage>;

macro_rules! every_store {
    ($($topic:ident: $($property:ident),+;)+) => {
        mod memory {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $property() {
                    let store = vestibule::storage::Memory::new();
                    super::$topic::$property(std::sync::Arc::new(store)).await;
                }
            )+)+
        }

        mod sqlite {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $property() {
                    let directory = tempfile::tempdir().unwrap();
                    let store = vestibule::storage::Sqlite::open(directory.path()).unwrap();
                    super::$topic::$property(std::sync::Arc::new(store)).await;
                }
            )+)+
        }

        mod postgres {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $property() {
                    let url = crate::kit::postgres::database();
                    let store = crate::kit::postgres::open(&url, 16).await.unwrap();
                    super::$topic::$property(std::sync::Arc::new(store)).await;
                }
            )+)+
        }
    };
}

every_store! {
    keys_and_values:
        entries_come_in_the_order_of_the_keys_asked_for,
        a_key_asked_for_twice_is_answered_twice,
        values_come_back_byte_for_byte,
        keys_that_look_alike_are_different;
    checks:
        a_key_that_must_not_exist,
        a_version_that_must_be_current,
        a_version_is_never_used_twice,
        every_document_of_a_commit_has_a_version_of_its_own,
        versions_are_texts_of_1_to_64_bytes,
        versions_that_no_store_gives_out_conflict,
        all_checks_must_hold,
        checks_see_the_state_before_the_writes,
        a_commit_may_only_check;
    writes:
        writes_happen_in_their_order,
        deleting_a_missing_key_is_not_an_error,
        a_deleted_range_has_its_start_and_not_its_end,
        a_range_that_ends_before_it_starts_is_empty,
        a_failed_check_changes_nothing;
    scans:
        keys_are_in_byte_order,
        a_page_is_a_part_of_the_range,
        a_range_has_its_start_and_not_its_end,
        an_entry_is_the_same_in_a_scan_and_by_its_key,
        counting_is_not_limited_by_pages;
    filters:
        equals_compares_the_whole_text,
        contains_is_any_part,
        any_condition_but_every_clause,
        only_strings_of_the_top_level_match,
        a_value_that_is_not_an_object_matches_nothing,
        pages_count_matching_documents,
        numbers_of_any_size_do_not_disturb_filters;
    filter_texts:
        field_names_are_taken_literally,
        texts_are_taken_literally,
        escapes_are_resolved;
    limits:
        the_largest_is_still_taken,
        a_write_above_the_limits_changes_nothing,
        reads_are_limited,
        a_commit_has_700_000_bytes_in_all,
        filters_are_limited;
    sweeping:
        expired_documents_are_removed,
        a_store_does_not_hide_expired_documents,
        many_are_removed_in_one_sweep,
        the_last_time_written_counts,
        times_without_end,
        live_documents_are_visible,
        pages_count_live_documents,
        filters_and_times_go_together,
        a_swept_document_is_absent_for_checks;
    concurrency:
        no_increment_is_lost,
        one_of_many_creates_a_key,
        a_read_sees_all_of_a_commit_or_nothing,
        a_conflict_affects_no_other_commit,
        a_commit_completes_after_its_caller_is_gone;
    unicode:
        every_character_comes_back_in_a_value,
        every_character_has_its_place_among_the_keys,
        ranges_are_cut_in_byte_order;
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
