//! Names and texts that a store might misread: quotes, dots, escapes, awkward Unicode.

use super::filters::holding;
use super::*;

pub(super) async fn field_names_are_taken_literally(store: Store) {
    let names = [
        "a", "a.b", "\"", "\"a\"", "a\"b", "'", "\\", "\\\"", "\\u0061", "$", "$.a", "[0]", "a[0]",
        "#-1", "*", "", " ", "é", "e\u{301}", "😀", "\u{ffff}", "\n", "\t", "\u{1}", "\u{7f}",
        "?1", "%", "\u{2028}", "a/b", "\0", "a\0b",
    ];
    let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
    let values: Vec<String> = quoted
        .iter()
        .map(|name| format!("{{{name}:\"x\"}}"))
        .collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    for (number, name) in names.iter().enumerate() {
        let found = holding(&store, &values, equals(name, "x")).await;
        assert_eq!(found, [number], "{name:?}");
    }
    // However a document spells the name.
    let spelled = [
        r#"{"\u0061\u002eb":"x"}"#,
        r#"{"a":{"b":"x"}}"#,
        r#"{"\uffff":"x"}"#,
        "{\"\u{ffff}\":\"x\"}",
        "{\"\\u003d\u{ffff}\":\"x\"}",
        "{\"\\u003d\u{fffd}\":\"x\"}",
    ];
    for (name, expected) in [
        ("a.b", vec![0]),
        ("\u{ffff}", vec![2, 3]),
        ("=\u{ffff}", vec![4]),
    ] {
        assert_eq!(
            holding(&store, &spelled, equals(name, "x")).await,
            expected,
            "{name:?}"
        );
    }
}

pub(super) async fn texts_are_taken_literally(store: Store) {
    let texts = [
        "a",
        "%",
        "_",
        "*",
        "?",
        "'",
        "''",
        "\"",
        "\\",
        "\\\\",
        "[a]",
        "é",
        "e\u{301}",
        "ß",
        "ss",
        "😀",
        "\u{ffff}",
        "\u{feff}",
        "İ",
        "i",
        "\u{0}",
        "\n",
        "\u{fffd}",
        "👩‍👩‍👧",
        "\u{d7ff}",
    ];
    let values: Vec<String> = texts
        .iter()
        .flat_map(|text| {
            let (alone, within) = (quote(text), quote(&format!("<{text}>")));
            [format!("{{\"f\":{alone}}}"), format!("{{\"f\":{within}}}")]
        })
        .collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    for (number, text) in texts.iter().enumerate() {
        let found = holding(&store, &values, equals("f", text)).await;
        assert_eq!(found, [2 * number], "{text:?}");
        let found = holding(&store, &values, contains("f", text)).await;
        let expected: Vec<usize> = (0..texts.len())
            .filter(|other| texts[*other].contains(text))
            .flat_map(|other| [2 * other, 2 * other + 1])
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

pub(super) async fn escapes_are_resolved(store: Store) {
    let values = [
        r#"{"f":"é😀"}"#,
        r#"{"f":"\u00e9\ud83d\ude00"}"#,
        r#"{"f":"\u00E9\uD83D\uDE00"}"#,
        r#"{"f":"e\u0301😀"}"#,
        r#"{"f":"\\u00e9"}"#,
        r#"{"f":"a\u0000b"}"#,
        r#"{"f":"a\/b"}"#,
        r#"{"f":"a\ud800b"}"#,
        r#"{"f":"\ude00\ud83d"}"#,
    ];
    for (condition, expected) in [
        (equals("f", "é😀"), vec![0, 1, 2]),
        (contains("f", "😀"), vec![0, 1, 2, 3]),
        (contains("f", "\u{301}"), vec![3]),
        (equals("f", "\\u00e9"), vec![4]),
        (equals("f", "a\0b"), vec![5]),
        (equals("f", "a"), vec![]),
        (contains("f", "\0"), vec![5]),
        (contains("f", "b"), vec![5, 6, 7]),
        (equals("f", "a/b"), vec![6]),
    ] {
        assert_eq!(
            holding(&store, &values, condition.clone()).await,
            expected,
            "{condition:?}"
        );
    }
}

/// A JSON string, with no more escapes than it needs.
fn quote(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|each| match each {
            '"' | '\\' => format!("\\{each}"),
            control if control < ' ' => format!("\\u{:04x}", u32::from(control)),
            other => other.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
