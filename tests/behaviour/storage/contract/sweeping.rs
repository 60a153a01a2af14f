//! Expired documents are removed by the sweep, not before.

use super::*;

pub(super) async fn expired_documents_are_removed(store: Store) {
    let writes = vec![
        put_until("past", 99),
        put_until("now", 100),
        put_until("next", 101),
        put_until("zero", 0),
        put("never", "{}"),
    ];
    write(&store, writes).await;
    assert_eq!(store.sweep(100).await, Ok(3));
    assert_eq!(all_keys(&store).await, ["never", "next"]);
    assert_eq!(store.sweep(100).await, Ok(0));
    assert_eq!(store.sweep(101).await, Ok(1));
    assert_eq!(all_keys(&store).await, ["never"]);
}

pub(super) async fn a_store_does_not_hide_expired_documents(store: Store) {
    write(&store, vec![put_until("a", 1)]).await;
    let version = version(&store, "a").await;
    assert_eq!(store.count(everything(), vec![], None).await, Ok(1));
    assert_eq!(all_keys(&store).await, ["a"]);
    let renewed = store
        .commit(vec![at("a", &version)], vec![put_until("a", 2)])
        .await;
    assert_eq!(renewed, Ok(()));
}

/// More than any batch, in groups of one second that are smaller and larger than one.
pub(super) async fn many_are_removed_in_one_sweep(store: Store) {
    let mut expired = 0;
    for (time, group) in [
        (10, 1),
        (11, 800),
        (12, 700),
        (13, 3),
        (14, 999),
        (15, 1_000),
    ] {
        let writes = (0..group).map(|each| put_until(&format!("{time}/{each}"), time));
        for some in writes.collect::<Vec<_>>().chunks(500) {
            write(&store, some.to_vec()).await;
        }
        expired += group;
    }
    for time in 100..1_100 {
        expired += 1;
        write(&store, vec![put_until(&format!("{time}"), time)]).await;
        if time % 100 == 0 {
            write(&store, vec![put(&format!("kept/{time}"), "{}")]).await;
        }
    }
    write(&store, vec![put_until("later", 1_100)]).await;
    assert_eq!(store.sweep(1_099).await, Ok(expired));
    assert_eq!(store.count(everything(), vec![], None).await, Ok(11));
    assert_eq!(
        store.count(range("kept", "kept0"), vec![], None).await,
        Ok(10)
    );
}

pub(super) async fn the_last_time_written_counts(store: Store) {
    for key in ["longer", "forever", "shorter"] {
        write(&store, vec![put_until(key, 100)]).await;
    }
    let writes = vec![
        put_until("longer", 200),
        put("forever", "{}"),
        put_until("shorter", 50),
    ];
    write(&store, writes).await;
    assert_eq!(store.sweep(100).await, Ok(1));
    assert_eq!(all_keys(&store).await, ["forever", "longer"]);
}

pub(super) async fn times_without_end(store: Store) {
    write(
        &store,
        vec![
            put_until("far", u64::MAX),
            put_until("near", 1),
            put("never", "{}"),
        ],
    )
    .await;
    assert_eq!(store.sweep(1 << 60).await, Ok(1));
    assert_eq!(store.sweep(u64::MAX).await, Ok(1));
    assert_eq!(all_keys(&store).await, ["never"]);
}

/// If a document is swept after it was read, the check fails, and the document may be written again.
pub(super) async fn a_swept_document_is_absent_for_checks(store: Store) {
    write(&store, vec![put_until("a", 1), put_until("b", 2)]).await;
    let (a, b) = (version(&store, "a").await, version(&store, "b").await);
    assert_eq!(store.sweep(1).await, Ok(1));
    let late = store.commit(vec![at("a", &a), at("b", &b)], vec![put("a", "late")]);
    assert!(is_conflict(&late.await));
    let anew = store.commit(vec![absent("a"), at("b", &b)], vec![put_until("a", 3)]);
    assert_eq!(anew.await, Ok(()));
    assert_ne!(version(&store, "a").await, a);
    assert_eq!(store.sweep(2).await, Ok(1));
    assert_eq!(all_keys(&store).await, ["a"]);
}

/// The keys of what lives on at a moment, and that as many are counted.
async fn living(store: &Store, live_at: Option<u64>) -> Vec<String> {
    let page = Page {
        live_at,
        ..page(1_000, 0, false)
    };
    let found = keys(store, everything(), page).await;
    let count = store.count(everything(), vec![], live_at).await;
    assert_eq!(count, Ok(found.len() as u64));
    found
}

pub(super) async fn live_documents_are_visible(store: Store) {
    let writes = vec![
        put_until("a", 0),
        put_until("b", 100),
        put_until("c", 101),
        put_until("d", u64::MAX),
        put("e", "{}"),
    ];
    write(&store, writes).await;
    assert_eq!(living(&store, None).await, ["a", "b", "c", "d", "e"]);
    assert_eq!(living(&store, Some(0)).await, ["b", "c", "d", "e"]);
    assert_eq!(living(&store, Some(99)).await, ["b", "c", "d", "e"]);
    assert_eq!(living(&store, Some(100)).await, ["c", "d", "e"]);
    assert_eq!(living(&store, Some(1 << 60)).await, ["d", "e"]);
    assert_eq!(living(&store, Some(u64::MAX)).await, ["e"]);
    // The omitted document still exists.
    assert_eq!(store.sweep(100).await, Ok(2));
    assert_eq!(living(&store, None).await, ["c", "d", "e"]);
}

pub(super) async fn pages_count_live_documents(store: Store) {
    let writes = (0..20).map(|each| put_until(&format!("k{each:02}"), each % 2));
    write(&store, writes.collect()).await;
    let scan = |limit, offset, reverse| {
        let live_at = Some(0);
        let page = Page {
            live_at,
            ..page(limit, offset, reverse)
        };
        keys(&store, everything(), page)
    };
    assert_eq!(scan(3, 2, false).await, ["k05", "k07", "k09"]);
    assert_eq!(scan(2, 9, true).await, ["k01"]);
    assert_eq!(scan(5, 10, false).await, Vec::<String>::new());
}

/// Also where documents are indexed by their members, and where a store has to filter itself.
pub(super) async fn filters_and_times_go_together(store: Store) {
    for (prefix, text) in [("k/", "x"), ("user-by-name/", "x"), ("k/", "\u{ffff}")] {
        let value = format!(r#"{{"a":"{text}","b":"{text}y"}}"#);
        let documents = [("1", Some(1)), ("2", Some(2)), ("3", None)];
        let mut writes = vec![Write::DeleteRange(everything())];
        writes.extend(documents.map(|(name, expires_at)| {
            Write::Put(Document {
                key: format!("{prefix}{name}"),
                value: value.clone(),
                expires_at,
            })
        }));
        writes.push(put(&format!("{prefix}4"), r#"{"a":"other"}"#));
        write(&store, writes).await;
        let over = range(prefix, &format!("{}0", prefix.trim_end_matches('/')));
        for condition in [equals("a", text), contains("b", text)] {
            for (live_at, expected) in [(None, 3), (Some(1), 2), (Some(2), 1)] {
                let filter = vec![any_of([condition.clone()])];
                let page = Page {
                    live_at,
                    ..page(1_000, 0, false)
                };
                let count = store.count(over.clone(), filter.clone(), live_at).await;
                assert_eq!(count, Ok(expected), "{prefix}{condition:?}");
                let found = store.scan(over.clone(), filter, page).await.unwrap();
                assert_eq!(found.len() as u64, expected, "{prefix}{condition:?}");
                assert_eq!(found[0].key, format!("{prefix}{}", 4 - expected));
            }
        }
    }
}
