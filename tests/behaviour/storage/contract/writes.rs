//! A commit does all it was asked to do, in that order, or nothing.

use super::*;

pub(super) async fn writes_happen_in_their_order(store: Store) {
    write(&store, vec![put("a/1", "old"), put("a/2", "old")]).await;
    let of_a = || Write::DeleteRange(range("a/", "a0"));

    write(&store, vec![of_a(), put("a/1", "new")]).await;
    assert_eq!(all_keys(&store).await, ["a/1"]);
    assert_eq!(value(&store, "a/1").await.as_deref(), Some("new"));

    write(&store, vec![put("a/3", "{}"), of_a(), put("b", "{}")]).await;
    assert_eq!(all_keys(&store).await, ["b"]);

    write(
        &store,
        vec![put("b", "1"), put("b", "2"), delete("c"), put("c", "3")],
    )
    .await;
    assert_eq!(value(&store, "b").await.as_deref(), Some("2"));
    assert_eq!(value(&store, "c").await.as_deref(), Some("3"));

    write(&store, vec![put("c", "4"), delete("c")]).await;
    assert_eq!(read(&store, "c").await, None);
}

pub(super) async fn deleting_a_missing_key_is_not_an_error(store: Store) {
    write(&store, vec![put("b", "{}")]).await;
    write(
        &store,
        vec![delete("a"), Write::DeleteRange(range("c", "d"))],
    )
    .await;
    assert_eq!(all_keys(&store).await, ["b"]);
}

pub(super) async fn a_deleted_range_has_its_start_and_not_its_end(store: Store) {
    let keys = ["a", "b", "b\u{1}", "b/", "bz", "b\u{10ffff}", "c", "c\u{1}"];
    write(&store, keys.map(|key| put(key, "{}")).to_vec()).await;
    write(&store, vec![Write::DeleteRange(range("b", "c"))]).await;
    assert_eq!(all_keys(&store).await, ["a", "c", "c\u{1}"]);

    write(&store, vec![Write::DeleteRange(everything())]).await;
    assert!(all(&store).await.is_empty());
}

pub(super) async fn a_range_that_ends_before_it_starts_is_empty(store: Store) {
    write(&store, ["a", "b", "c"].map(|key| put(key, "{}")).to_vec()).await;
    for (start, end) in [("c", "a"), ("b", "b"), ("b", "")] {
        write(&store, vec![Write::DeleteRange(range(start, end))]).await;
        assert_eq!(store.count(range(start, end), vec![], None).await, Ok(0));
        let scanned = keys(&store, range(start, end), page(10, 0, true)).await;
        assert!(scanned.is_empty());
    }
    assert_eq!(all_keys(&store).await, ["a", "b", "c"]);
}

pub(super) async fn a_failed_check_changes_nothing(store: Store) {
    write(&store, vec![put("a", "{}"), put("b", "{}")]).await;
    let before = all(&store).await;
    let writes = vec![
        put("a", "new"),
        put("c", "new"),
        delete("b"),
        Write::DeleteRange(everything()),
        put("d", "new"),
    ];
    let refused = store.commit(vec![absent("a")], writes).await;
    assert!(is_conflict(&refused));
    assert_eq!(all(&store).await, before);
}
