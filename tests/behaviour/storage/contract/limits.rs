//! The limits of the contract, on both sides.

use super::*;

const KEY: usize = 512;
const VALUE: usize = 60_000;
const CHECKS: usize = 100;
const WRITES: usize = 500;
const COMMIT: usize = 700_000;
const CONDITIONS: usize = 16;

fn puts(number: usize) -> Vec<Write> {
    (0..number)
        .map(|each| put(&format!("{each:04}"), "{}"))
        .collect()
}

pub(super) async fn the_largest_is_still_taken(store: Store) {
    let key = "é".repeat(KEY / 2);
    let text = "é".repeat(VALUE / 2);
    write(&store, vec![put(&key, &text), put("\u{1}", "")]).await;
    assert_eq!(value(&store, &key).await, Some(text));
    assert_eq!(version(&store, &key).await, all(&store).await[1].version);
    write(
        &store,
        vec![Write::DeleteRange(range("\u{1}", &key)), delete(&key)],
    )
    .await;
    assert!(all(&store).await.is_empty());

    let absent = (0..CHECKS)
        .map(|each| absent(&format!("{each:04}")))
        .collect();
    assert_eq!(store.commit(absent, puts(WRITES)).await, Ok(()));
    let asked: Vec<String> = (0..100).map(|each| format!("{each:04}")).collect();
    let found = store.get(asked).await.unwrap();
    assert!(found.len() == 100 && found.iter().all(Option::is_some));
    assert_eq!(all(&store).await.len(), WRITES);
}

pub(super) async fn a_write_above_the_limits_changes_nothing(store: Store) {
    let long = "k".repeat(KEY + 1);
    let large = format!("{}é", "v".repeat(VALUE - 1));
    let refused: Vec<(Vec<Check>, Vec<Write>)> = vec![
        (vec![], vec![put(&long, "{}")]),
        (
            vec![],
            vec![put(&format!("{}é", "k".repeat(KEY - 1)), "{}")],
        ),
        (vec![], vec![put("", "{}")]),
        (vec![], vec![put("a\0b", "{}")]),
        (vec![], vec![put("a", &large)]),
        (vec![], vec![put("a", "{\"a\":\"\0\"}")]),
        (vec![], vec![delete(&long)]),
        (vec![], vec![delete("")]),
        (vec![], vec![delete("\0")]),
        (vec![], vec![Write::DeleteRange(range("a", &long))]),
        (vec![], vec![Write::DeleteRange(range("a", "b\0"))]),
        (vec![], puts(WRITES + 1)),
        (vec![absent(&long)], vec![]),
        (vec![absent("")], vec![]),
        (vec![absent("\0")], vec![]),
        (vec![absent("a"); CHECKS + 1], vec![]),
    ];
    for (number, (checks, mut writes)) in refused.into_iter().enumerate() {
        if writes.len() < WRITES {
            writes.insert(0, put("innocent", "{}"));
        }
        let commit = store.commit(checks, writes).await;
        assert_eq!(commit, Err(StoreError::TooLarge), "case {number}");
    }
    assert!(all(&store).await.is_empty());
}

pub(super) async fn reads_are_limited(store: Store) {
    let long = "k".repeat(KEY + 1);
    for keys in [
        vec!["a".to_owned(); 101],
        vec![long.clone()],
        vec![String::new()],
    ] {
        assert_eq!(store.get(keys).await, Err(StoreError::TooLarge));
    }
    for limit in [0, 1_001, u32::MAX] {
        let scan = store
            .scan(everything(), vec![], page(limit, 0, false))
            .await;
        assert_eq!(scan, Err(StoreError::TooLarge));
    }
    for outside in [range(&long, "b"), range("a", &long), range("\0", "b")] {
        let scan = store.scan(outside.clone(), vec![], page(1, 0, false)).await;
        assert_eq!(scan, Err(StoreError::TooLarge));
        assert_eq!(
            store.count(outside, vec![], None).await,
            Err(StoreError::TooLarge)
        );
    }
}

/// The texts of a commit, however they are distributed over checks and writes.
pub(super) async fn a_commit_has_700_000_bytes_in_all(store: Store) {
    let key = |number: usize| format!("{number:0KEY$}");
    let full = |last: usize| -> Vec<Write> {
        let each = VALUE - KEY;
        let values = [vec![each; 11], vec![last]].concat();
        let values = values.into_iter().enumerate();
        values
            .map(|(number, size)| put(&key(number), &"v".repeat(size)))
            .collect()
    };
    let rest = COMMIT - 11 * VALUE;
    assert_eq!(store.commit(vec![], full(rest - KEY)).await, Ok(()));
    write(&store, vec![Write::DeleteRange(everything())]).await;
    let range = Write::DeleteRange(range("a", "b"));
    let refused: [(Vec<Check>, Vec<Write>); 4] = [
        (vec![], full(rest - KEY + 1)),
        (vec![absent("a")], full(rest - KEY)),
        (vec![], [full(rest - KEY), vec![delete("a")]].concat()),
        (vec![], [full(rest - KEY - 1), vec![range]].concat()),
    ];
    for (number, (checks, writes)) in refused.into_iter().enumerate() {
        let commit = store.commit(checks, writes).await;
        assert_eq!(commit, Err(StoreError::TooLarge), "case {number}");
    }
    assert!(all(&store).await.is_empty());
}

/// In all, and as many clauses.
pub(super) async fn filters_are_limited(store: Store) {
    write(&store, vec![put("a", r#"{"a":"x"}"#)]).await;
    let mut conditions = vec![contains("a", "x"); CONDITIONS];
    let wide = vec![any_of(&conditions[..])];
    let long = vec![any_of(&conditions[..1]); CONDITIONS];
    assert_eq!(store.count(everything(), wide, None).await, Ok(1));
    assert_eq!(store.count(everything(), long, None).await, Ok(1));
    conditions.push(contains("a", "x"));
    for filter in [
        vec![any_of(&conditions[..])],
        vec![any_of([]); CONDITIONS + 1],
    ] {
        assert_eq!(
            store.count(everything(), filter, None).await,
            Err(StoreError::TooLarge)
        );
    }
}
