//! A commit happens only if what its author has seen is still so.

use std::collections::BTreeSet;

use super::*;

pub(super) async fn a_key_that_must_not_exist(store: Store) {
    let create = |value| store.commit(vec![absent("a")], vec![put("a", value)]);
    assert_eq!(create("1").await, Ok(()));
    assert_eq!(create("2").await, Err(StoreError::Conflict));
    assert_eq!(value(&store, "a").await.as_deref(), Some("1"));

    write(&store, vec![delete("a")]).await;
    assert_eq!(create("3").await, Ok(()));
}

pub(super) async fn a_version_that_must_be_current(store: Store) {
    write(&store, vec![put("a", "1")]).await;
    let first = version(&store, "a").await;
    assert_eq!(version(&store, "a").await, first);

    let replace = |value| store.commit(vec![at("a", &first)], vec![put("a", value)]);
    assert_eq!(replace("2").await, Ok(()));
    assert_eq!(replace("3").await, Err(StoreError::Conflict));
    assert_eq!(value(&store, "a").await.as_deref(), Some("2"));

    write(&store, vec![delete("a")]).await;
    assert_eq!(replace("4").await, Err(StoreError::Conflict));
    assert_eq!(read(&store, "a").await, None);
}

/// Neither by writing the same value, nor by deleting, sweeping or failing in between.
pub(super) async fn a_version_is_never_used_twice(store: Store) {
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        for remove in [delete("a"), Write::DeleteRange(everything()), put("b", "")] {
            write(&store, vec![put("a", "{}")]).await;
            assert!(seen.insert(version(&store, "a").await));
            let refused = store.commit(vec![absent("a")], vec![put("c", "{}")]).await;
            assert!(is_conflict(&refused));
            write(&store, vec![remove]).await;
        }
        write(&store, vec![put_until("a", 1)]).await;
        assert!(seen.insert(version(&store, "a").await));
        store.sweep(1).await.unwrap();
    }
    for stale in seen {
        let late = store
            .commit(vec![at("a", &stale)], vec![put("a", "late")])
            .await;
        assert!(is_conflict(&late));
    }
}

pub(super) async fn every_document_of_a_commit_has_a_version_of_its_own(store: Store) {
    let commit = |value| {
        write(
            &store,
            vec![put("a", value), put("b", value), put("a", "{}")],
        )
    };
    commit("1").await;
    let mut versions: Vec<_> = all(&store)
        .await
        .into_iter()
        .map(|each| each.version)
        .collect();
    commit("2").await;
    versions.extend(all(&store).await.into_iter().map(|each| each.version));
    assert_eq!(versions.iter().collect::<BTreeSet<_>>().len(), 4);
}

pub(super) async fn versions_are_texts_of_1_to_64_bytes(store: Store) {
    for _ in 0..3 {
        write(&store, vec![put("a", "{}")]).await;
        let found = version(&store, "a").await;
        assert!((1..=64).contains(&found.len()), "{found}");
    }
}

/// Only the text that was given out holds, and no other text that may mean the same number.
pub(super) async fn versions_that_no_store_gives_out_conflict(store: Store) {
    write(&store, vec![put("a", "{}")]).await;
    let given = version(&store, "a").await;
    let more = [
        format!("{given}0"),
        format!("0{given}"),
        format!("+{given}"),
        format!(" {given}"),
        format!("{given}.0"),
    ];
    let fixed = ["", "0", "-1", "9223372036854775808", "é", "a\0b"];
    for key in ["a", "b"] {
        for never in fixed.into_iter().chain(more.iter().map(String::as_str)) {
            let commit = store.commit(vec![at(key, never)], vec![delete("a")]).await;
            assert!(is_conflict(&commit), "{key} at {never}");
        }
    }
    assert!(read(&store, "a").await.is_some());
}

pub(super) async fn all_checks_must_hold(store: Store) {
    write(&store, vec![put("a", "{}"), put("b", "{}")]).await;
    let (a, b) = (version(&store, "a").await, version(&store, "b").await);
    for checks in [
        vec![at("a", &a), at("b", &a)],
        vec![at("a", &b), at("b", &b)],
        vec![at("a", &a), absent("b")],
        vec![at("a", &a), at("c", &a)],
        vec![at("a", &a), absent("a")],
    ] {
        let commit = store.commit(checks.clone(), vec![delete("a")]).await;
        assert!(is_conflict(&commit), "{checks:?}");
    }
    let holding = vec![at("a", &a), at("b", &b), absent("c"), at("a", &a)];
    assert_eq!(store.commit(holding, vec![delete("a")]).await, Ok(()));
}

pub(super) async fn checks_see_the_state_before_the_writes(store: Store) {
    let writes = vec![put("a", "{}"), delete("a"), put("a", "{}")];
    assert_eq!(store.commit(vec![absent("a")], writes).await, Ok(()));
    let now = version(&store, "a").await;
    let writes = vec![delete("a"), put("a", "2")];
    assert_eq!(store.commit(vec![at("a", &now)], writes).await, Ok(()));
    assert_eq!(value(&store, "a").await.as_deref(), Some("2"));
}

pub(super) async fn a_commit_may_only_check(store: Store) {
    assert_eq!(store.commit(vec![], vec![]).await, Ok(()));
    assert_eq!(store.commit(vec![absent("a")], vec![]).await, Ok(()));
    assert!(is_conflict(&store.commit(vec![at("a", "1")], vec![]).await));
}
