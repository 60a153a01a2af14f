//! The matches of a filter: the same in every store.

use super::*;

/// Writes the values under `0`, `1`, …; returns which of them match.
async fn matching(store: &Store, values: &[&str], filter: &[Clause]) -> Vec<usize> {
    let mut writes = vec![Write::DeleteRange(everything())];
    for (number, value) in values.iter().enumerate() {
        writes.push(put(&format!("{number:03}"), value));
    }
    write(store, writes).await;
    let page = page(1_000, 0, false);
    let found = store.scan(everything(), filter.to_vec(), page).await;
    let found: Vec<_> = found
        .unwrap()
        .iter()
        .map(|each| each.key.parse().unwrap())
        .collect();
    let count = store.count(everything(), filter.to_vec(), None).await;
    assert_eq!(count, Ok(found.len() as u64));
    found
}

/// As above, for a single condition.
pub(super) async fn holding(store: &Store, values: &[&str], condition: Condition) -> Vec<usize> {
    matching(store, values, &[any_of([condition])]).await
}

pub(super) async fn equals_compares_the_whole_text(store: Store) {
    let values = [
        r#"{"a":"x"}"#,
        r#"{"a":"X"}"#,
        r#"{"a":"x "}"#,
        r#"{"a":"xx"}"#,
        r#"{"a":""}"#,
        r#"{"b":"x"}"#,
        r#"{"b":1,"a":"x"}"#,
    ];
    assert_eq!(holding(&store, &values, equals("a", "x")).await, [0, 6]);
    assert_eq!(holding(&store, &values, equals("a", "")).await, [4]);
}

pub(super) async fn contains_is_any_part(store: Store) {
    let values = [
        r#"{"a":"one two"}"#,
        r#"{"a":"two"}"#,
        r#"{"a":"TWO"}"#,
        r#"{"a":"t-w-o"}"#,
        r#"{"a":""}"#,
        r#"{"b":"two"}"#,
        r#"{"a":"ttwo"}"#,
    ];
    assert_eq!(
        holding(&store, &values, contains("a", "two")).await,
        [0, 1, 6]
    );
    assert_eq!(holding(&store, &values, contains("a", " ")).await, [0]);
    assert_eq!(
        holding(&store, &values, contains("a", "")).await,
        [0, 1, 2, 3, 4, 6]
    );
}

pub(super) async fn any_condition_but_every_clause(store: Store) {
    let values = [
        r#"{"a":"1","b":"1"}"#,
        r#"{"a":"1","b":"2"}"#,
        r#"{"a":"2","b":"1"}"#,
        r#"{"a":"2","b":"2"}"#,
    ];
    let (a1, a2, b1) = (equals("a", "1"), equals("a", "2"), contains("b", "1"));
    let cases = [
        (vec![], vec![0, 1, 2, 3]),
        (vec![any_of([a1.clone()]), any_of([b1.clone()])], vec![0]),
        (vec![any_of([a1.clone(), b1.clone()])], vec![0, 1, 2]),
        (
            vec![any_of([a1.clone(), a2.clone()]), any_of([b1.clone()])],
            vec![0, 2],
        ),
        (vec![any_of([a1.clone()]), any_of([a2])], vec![]),
        (vec![any_of([])], vec![]),
        (vec![any_of([a1, b1]), any_of([])], vec![]),
    ];
    for (filter, expected) in cases {
        assert_eq!(
            matching(&store, &values, &filter).await,
            expected,
            "{filter:?}"
        );
    }
}

pub(super) async fn only_strings_of_the_top_level_match(store: Store) {
    let values = [
        r#"{"a":1}"#,
        r#"{"a":1.0}"#,
        r#"{"a":true}"#,
        r#"{"a":null}"#,
        r#"{"a":["1"]}"#,
        r#"{"a":{"a":"1"}}"#,
        r#"{"b":{"a":"1"}}"#,
        r#"{"A":"1"}"#,
        r#"{}"#,
        r#"{"a":1,"a":"1"}"#,
        r#"{"a":"1","a":1}"#,
    ];
    for text in ["1", "1.0", "true", "null", "", "[\"1\"]", "{\"a\":\"1\"}"] {
        let expected: &[usize] = if text == "1" { &[10] } else { &[] };
        assert_eq!(
            holding(&store, &values, equals("a", text)).await,
            expected,
            "{text}"
        );
    }
    assert_eq!(holding(&store, &values, contains("a", "")).await, [10]);
}

pub(super) async fn a_value_that_is_not_an_object_matches_nothing(store: Store) {
    let values = [
        r#"{"a":"x""#,
        r#"{"a":"x"} {}"#,
        r#"{a:"x"}"#,
        r#"{'a':'x'}"#,
        r#"{"a":"x",}"#,
        r#"{"a":"x",/**/"b":1}"#,
        r#"["a","x"]"#,
        r#""x""#,
        "x",
        "",
        "\u{feff}{\"a\":\"x\"}",
        "{\"a\":\"x\",\"b\":\"\t\"}",
        r#"{"a":"x","b":01}"#,
        r#"{"a":"x","b":"\x41"}"#,
        r#" {"a":"x","b":[1e999,{"c":"\ud800"}]} "#,
    ];
    assert_eq!(holding(&store, &values, contains("a", "x")).await, [14]);
}

pub(super) async fn pages_count_matching_documents(store: Store) {
    let values: Vec<String> = (0..20)
        .map(|n| format!("{{\"odd\":\"{}\"}}", n % 2))
        .collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let filter = [any_of([equals("odd", "1")])];
    assert_eq!(matching(&store, &values, &filter).await.len(), 10);
    let scan = |page| store.scan(everything(), filter.to_vec(), page);
    let key = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.key);
    let found: Vec<_> = key(scan(page(3, 2, false)).await.unwrap()).collect();
    assert_eq!(found, ["005", "007", "009"]);
    let found: Vec<_> = key(scan(page(2, 9, true)).await.unwrap()).collect();
    assert_eq!(found, ["001"]);
}

/// A database may have limits of its own for numbers.
pub(super) async fn numbers_of_any_size_do_not_disturb_filters(store: Store) {
    let long = format!(r#"{{"a":"x","b":0.{}1}}"#, "0".repeat(20_000));
    let values = [
        r#"{"a":"x","b":1e-20000}"#,
        r#"{"a":"x","b":0e999999999999999999999999999999}"#,
        r#"{"a":"x","b":123456789012345678901234567890}"#,
        &long,
        r#"{"a":"y","b":1e-20000}"#,
    ];
    assert_eq!(
        holding(&store, &values, equals("a", "x")).await,
        [0, 1, 2, 3]
    );
    // Also if documents are indexed by their members.
    let indexed = put("user-by-name/x", values[0]);
    write(&store, vec![indexed]).await;
    assert_eq!(
        value(&store, "user-by-name/x").await.as_deref(),
        Some(values[0])
    );
}
