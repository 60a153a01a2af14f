//! Names are compared without regard to case, in all of Unicode.

use super::*;

#[tokio::test]
async fn every_script_is_folded() {
    let desk = Desk::of(&[
        person("u01", "Hauptstraße"),
        person("u02", "İstanbul"),
        person("u03", "Ｆｕｌｌ　Width"),
        person("u04", "Ἀχιλλεύς"),
        person("u05", "ÀÉÎ"),
        person("u06", "ﬁne"),
        person("u07", "Юлия"),
        person("u08", "  padded\u{a0}"),
        person("u09", "ｶﾞ"),
        person("u10", "😀 smile"),
        person("u11", "e\u{301}a"),
        person("u12", "\u{a8}uber"),
    ])
    .await;
    for (text, is_exact, expected) in [
        ("HAUPTSTRASSE", true, &["u01"][..]),
        ("hauptstraẞe", true, &["u01"]),
        ("STRASS", false, &["u01"]),
        ("straß", false, &["u01"]),
        ("İSTANBUL", true, &["u02"]),
        ("i\u{307}stanbul", true, &["u02"]),
        // A dot is a dot: no language's rules.
        ("istanbul", true, &[]),
        ("stanbul", false, &["u02"]),
        ("full width", true, &["u03"]),
        ("ＦＵＬＬ", false, &["u03"]),
        ("ἈΧΙΛΛΕΎΣ", true, &["u04"]),
        ("ἀχιλλεύσ", true, &["u04"]),
        ("àéî", true, &["u05"]),
        ("a\u{300}e\u{301}", false, &["u05"]),
        ("FINE", true, &["u06"]),
        ("юЛИЯ", true, &["u07"]),
        ("PADDED", true, &["u08"]),
        ("ガ", true, &["u09"]),
        ("😀", false, &["u10"]),
        ("ÉA", true, &["u11"]),
        ("\u{301}", false, &[]),
        // A diaeresis by itself is folded to a space and a mark; no name begins with a space.
        ("\u{a8}UBER", true, &["u12"]),
        ("\u{308}uber", true, &["u12"]),
    ] {
        let criteria = json!({"display_name": text, "is_name_exact": is_exact});
        assert_eq!(desk.find(criteria).await, expected, "{text}");
    }
}

/// A name may have characters that PostgreSQL and JSON find difficult.
#[tokio::test]
async fn names_with_difficult_characters_are_found() {
    let desk = Desk::of(&[
        person("u1", "\u{ffff}"),
        person("u2", "quo\"te\\"),
        person("u3", "\u{fffe}x"),
        person("u4", "tab\tand\u{1}"),
        person("u5", "\u{10ffff}"),
    ])
    .await;
    assert_eq!(desk.find(json!({})).await.len(), 5);
    for (text, expected) in [
        ("O\"TE\\", "u2"),
        ("X", "u3"),
        ("b\ta", "u4"),
        ("\u{1}", "u4"),
        ("\u{10ffff}", "u5"),
    ] {
        let criteria = json!({"display_name": text, "is_name_exact": false});
        assert_eq!(desk.find(criteria).await, [expected], "{text:?}");
    }
}
