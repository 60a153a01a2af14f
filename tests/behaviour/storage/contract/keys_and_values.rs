//! A read returns exactly what was written.

use super::*;

pub(super) async fn entries_come_in_the_order_of_the_keys_asked_for(store: Store) {
    write(&store, vec![put("b", r#"{"n":2}"#), put("a", r#"{"n":1}"#)]).await;
    let asked = ["b", "nothing", "a"].map(str::to_owned).to_vec();
    let found = store.get(asked).await.unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|entry| entry.as_ref().map(|entry| (&*entry.key, &*entry.value)))
        .collect();
    assert_eq!(
        found,
        [Some(("b", r#"{"n":2}"#)), None, Some(("a", r#"{"n":1}"#))]
    );
    assert_eq!(store.get(vec![]).await.unwrap(), vec![]);
}

pub(super) async fn a_key_asked_for_twice_is_answered_twice(store: Store) {
    write(&store, vec![put("a", "{}"), put("b", "{}")]).await;
    let asked = ["a", "b", "a"].map(str::to_owned).to_vec();
    let found = store.get(asked).await.unwrap();
    assert!(found[0].is_some() && found[1].is_some());
    assert_eq!(found[0], found[2]);
}

pub(super) async fn values_come_back_byte_for_byte(store: Store) {
    let values = [
        "{}",
        " {\n\t\"b\" : 1.0e2 , \"a\":1, \"a\":2}\r\n ",
        r#"{"escapes":"\u0000\u00e9\ud83d\ude00\/\n\\\"","lone":"\ud800"}"#,
        "{\"e\":\"👩‍👩‍👧‍👦🏳️‍🌈\"}",
        "{\"composed\":\"é\",\"combined\":\"e\u{301}\",\"stacked\":\"Z͑ͫ̓ͪ̂ͫ̽͏̴̙\"}",
        "{\"edges\":\"\u{1}\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{fffd}\u{fffe}\u{ffff}\u{10000}\u{10ffff}\"}",
        "{\"marks\":\"\u{feff}\u{202e}\u{200b}\u{2028}\"}",
        "\u{feff}{\"mark\":1}",
        "not an object, which is none of a store's business",
        "",
    ];
    for (number, text) in values.iter().enumerate() {
        write(&store, vec![put(&format!("key/{number}"), text)]).await;
    }
    for (number, text) in values.iter().enumerate() {
        let read = value(&store, &format!("key/{number}")).await;
        assert_eq!(read.as_deref(), Some(*text));
    }
    let scanned: Vec<_> = all(&store)
        .await
        .into_iter()
        .map(|each| each.value)
        .collect();
    assert_eq!(scanned, values);
}

pub(super) async fn keys_that_look_alike_are_different(store: Store) {
    let alike = [
        "a",
        "A",
        "a ",
        " a",
        "é",
        "e\u{301}",
        "ß",
        "ss",
        "ı",
        "i",
        "1",
        "01",
        "1.0",
        "%",
        "_",
        "a\u{200b}",
        "\u{feff}a",
        "'",
        "\"",
        "\\",
        "?1",
        "ﬁ",
        "fi",
    ];
    for key in alike {
        let written = store.commit(vec![absent(key)], vec![put(key, key)]).await;
        assert_eq!(written, Ok(()), "{key:?}");
    }
    for key in alike {
        assert_eq!(value(&store, key).await.as_deref(), Some(key));
    }
    assert_eq!(all(&store).await.len(), alike.len());
}
