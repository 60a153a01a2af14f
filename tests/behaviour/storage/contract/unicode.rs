//! All of Unicode, in values and in keys.

use super::*;

/// Every character but U+0000.
fn characters() -> Vec<char> {
    ('\u{1}'..=char::MAX).collect()
}

pub(super) async fn every_character_comes_back_in_a_value(store: Store) {
    let characters = characters();
    // Four bytes each at most, and a little JSON around them.
    let text = |chunk: &[char]| {
        let escaped = chunk.iter().filter(|each| !['"', '\\'].contains(each));
        format!("{{\"text\":\"{}\"}}", escaped.collect::<String>())
    };
    let values: Vec<String> = characters.chunks(14_900).map(text).collect();
    for (number, value) in values.iter().enumerate() {
        write(&store, vec![put(&format!("{number:02}"), value)]).await;
    }
    let found = all(&store).await;
    assert_eq!(found.len(), values.len());
    for (entry, value) in found.iter().zip(&values) {
        assert!(entry.value == *value, "{} differs", entry.key);
        assert_eq!(read(&store, &entry.key).await.as_ref(), Some(entry));
    }
}

/// Their order as keys is that of their code points, for such is the order of the bytes.
pub(super) async fn every_character_has_its_place_among_the_keys(store: Store) {
    let keys: Vec<String> = characters()
        .chunks(128)
        .map(|chunk| chunk.iter().collect())
        .collect();
    let order: Vec<&String> = keys.iter().collect();
    assert!(order.is_sorted() && order.len() > 8_000);
    for half in [1, 0] {
        let puts: Vec<Write> = keys
            .iter()
            .skip(half)
            .step_by(2)
            .map(|key| put(key, "{}"))
            .collect();
        for some in puts.chunks(500) {
            write(&store, some.to_vec()).await;
        }
    }
    let mut found = Vec::new();
    for offset in (0..9_000).step_by(1_000) {
        let page = page(1_000, offset, false);
        found.extend(super::keys(&store, everything(), page).await);
    }
    assert!(found.iter().eq(order));
    for asked in keys.chunks(100) {
        let found = store.get(asked.to_vec()).await.unwrap();
        let found: Vec<String> = found.into_iter().flatten().map(|entry| entry.key).collect();
        assert_eq!(found, asked);
    }
}

/// In the order of UTF-16 an emoji, which has surrogates there, comes before U+E000.
pub(super) async fn ranges_are_cut_in_byte_order(store: Store) {
    let ordered = [
        "a\u{d7ff}",
        "a\u{e000}",
        "a\u{ff5a}",
        "a\u{ffff}",
        "a\u{10000}",
        "a😀",
        "a\u{10ffff}",
    ];
    write(&store, ordered.map(|key| put(key, "{}")).to_vec()).await;
    for (from, start) in ordered.iter().enumerate() {
        for (to, end) in ordered.iter().enumerate().skip(from) {
            let cut = range(start, end);
            let expected = &ordered[from..to];
            let there = store.count(cut.clone(), vec![], None).await;
            assert_eq!(there, Ok(expected.len() as u64), "{cut:?}");
            for reverse in [false, true] {
                let mut found = keys(&store, cut.clone(), page(10, 0, reverse)).await;
                if reverse {
                    found.reverse();
                }
                assert_eq!(found, expected, "{cut:?}");
            }
        }
    }
    let middle = range("a\u{ffff}", "a😀");
    write(&store, vec![Write::DeleteRange(middle)]).await;
    let left = ["a\u{d7ff}", "a\u{e000}", "a\u{ff5a}", "a😀", "a\u{10ffff}"];
    assert_eq!(all_keys(&store).await, left);
}
