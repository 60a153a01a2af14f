//! Ranges, their order and their pages.

use super::*;

/// Neither the order of a language nor that of UTF-16, where the emoji comes before U+FFFF.
pub(super) async fn keys_are_in_byte_order(store: Store) {
    let ordered = [
        "\u{1}",
        " ",
        "!",
        "-",
        "/",
        "/a",
        "0",
        "A",
        "Z",
        "_",
        "a",
        "a\u{1}",
        "a ",
        "a!",
        "a-",
        "a/",
        "a/b",
        "a0",
        "aa",
        "b",
        "~",
        "\u{7f}",
        "\u{80}",
        "é",
        "ÿ",
        "Ā",
        "ж",
        "\u{d7ff}",
        "\u{e000}",
        "ﬁ",
        "\u{ffff}",
        "😀",
        "\u{10ffff}",
    ];
    // Neither written nor stored in that order.
    for key in ordered
        .iter()
        .step_by(2)
        .chain(ordered.iter().skip(1).step_by(2))
        .rev()
    {
        write(&store, vec![put(key, "{}")]).await;
    }
    assert_eq!(all_keys(&store).await, ordered);
    let mut backwards = keys(&store, everything(), page(1_000, 0, true)).await;
    backwards.reverse();
    assert_eq!(backwards, ordered);
}

pub(super) async fn a_page_is_a_part_of_the_range(store: Store) {
    let names: Vec<String> = (0..10).map(|number| format!("k{number}")).collect();
    write(&store, names.iter().map(|key| put(key, "{}")).collect()).await;
    write(&store, vec![put("j", "{}"), put("l", "{}")]).await;
    for limit in [1, 3, 9, 10, 11, 1_000] {
        for offset in [0, 1, 8, 9, 10, 11, u32::MAX] {
            for reverse in [false, true] {
                let mut expected = names.clone();
                if reverse {
                    expected.reverse();
                }
                let expected: Vec<_> = expected
                    .into_iter()
                    .skip(offset as usize)
                    .take(limit as usize)
                    .collect();
                let found = keys(&store, range("k", "l"), page(limit, offset, reverse)).await;
                assert_eq!(found, expected, "{limit} from {offset}, reverse: {reverse}");
            }
        }
    }
}

pub(super) async fn a_range_has_its_start_and_not_its_end(store: Store) {
    write(
        &store,
        ["a", "a/", "a/1", "a/é", "a0", "b"]
            .map(|key| put(key, "{}"))
            .to_vec(),
    )
    .await;
    let found = |start, end| keys(&store, range(start, end), page(10, 0, false));
    assert_eq!(found("a/", "a0").await, ["a/", "a/1", "a/é"]);
    assert_eq!(found("a/1", "a/é").await, ["a/1"]);
    assert_eq!(found("", "a").await, Vec::<String>::new());
    assert_eq!(found("a0", "c").await, ["a0", "b"]);
}

pub(super) async fn an_entry_is_the_same_in_a_scan_and_by_its_key(store: Store) {
    write(&store, vec![put("a", r#"{"é":"😀"}"#), put("b", "{}")]).await;
    for entry in all(&store).await {
        assert_eq!(read(&store, &entry.key).await, Some(entry));
    }
}

pub(super) async fn counting_is_not_limited_by_pages(store: Store) {
    for hundred in 10..25 {
        let writes = (0..100).map(|each| put(&format!("k{hundred}{each:02}"), "{}"));
        write(&store, writes.collect()).await;
    }
    write(&store, vec![put("other", "{}")]).await;
    assert_eq!(store.count(range("k", "l"), vec![], None).await, Ok(1_500));
    assert_eq!(
        store.count(range("k1100", "k1200"), vec![], None).await,
        Ok(100)
    );
    assert_eq!(all(&store).await.len(), 1_000);
}
