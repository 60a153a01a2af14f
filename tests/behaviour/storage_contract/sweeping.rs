//! What is past its time goes when the sweep comes, not before.

use super::*;

pub(super) async fn what_has_expired_is_removed(store: Store) {
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

pub(super) async fn a_store_does_not_hide_what_has_expired(store: Store) {
    write(&store, vec![put_until("a", 1)]).await;
    let version = version(&store, "a").await;
    assert_eq!(store.count(everything(), vec![]).await, Ok(1));
    assert_eq!(all_keys(&store).await, ["a"]);
    let renewed = store
        .commit(vec![at("a", version)], vec![put_until("a", 2)])
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
        write(&store, writes.collect()).await;
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
    assert_eq!(store.count(everything(), vec![]).await, Ok(11));
    assert_eq!(store.count(range("kept", "kept0"), vec![]).await, Ok(10));
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

/// Who has read a document that is then swept is told by their check, and may write it anew.
pub(super) async fn what_was_swept_is_absent_for_checks(store: Store) {
    write(&store, vec![put_until("a", 1), put_until("b", 2)]).await;
    let (a, b) = (version(&store, "a").await, version(&store, "b").await);
    assert_eq!(store.sweep(1).await, Ok(1));
    let late = store.commit(vec![at("a", a), at("b", b)], vec![put("a", "late")]);
    assert!(is_conflict(&late.await));
    let anew = store.commit(vec![absent("a"), at("b", b)], vec![put_until("a", 3)]);
    assert_eq!(anew.await, Ok(()));
    assert_ne!(version(&store, "a").await, a);
    assert_eq!(store.sweep(2).await, Ok(1));
    assert_eq!(all_keys(&store).await, ["a"]);
}
