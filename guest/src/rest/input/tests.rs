//! Inputs of requests, and requests without a valid input.

use super::{Count, Flag, Input, Nullable, TextList, Whole};
use serde::Deserialize;

#[derive(Deserialize)]
struct Sample {
    #[serde(default)]
    list: TextList,
    #[serde(default)]
    count: Count,
    #[serde(default)]
    flag: Flag,
    #[serde(default)]
    whole: Whole,
    #[serde(default)]
    nullable: Nullable<Flag>,
}

fn sample(query: &str, body: &str) -> Option<Sample> {
    Input::parse(Some(query), body.as_bytes())?.read().ok()
}

#[test]
fn the_query_string_wins_and_repeats_make_a_list() {
    let sample = sample("list=a&list=b", r#"{"list": ["c"], "count": "7"}"#).unwrap();
    assert_eq!(sample.list.0, ["a", "b"]);
    assert_eq!(sample.count, Count(7));
}

#[test]
fn scalars_become_lists() {
    assert_eq!(sample("", r#"{"list": "CRM"}"#).unwrap().list.0, ["CRM"]);
    assert!(sample("", r#"{"list": null}"#).unwrap().list.0.is_empty());
    assert!(sample("", r#"{"list": {"a": 1}}"#).is_none());
}

#[test]
fn numbers_out_of_range_are_the_nearest_end() {
    assert_eq!(sample("count=-3", "").unwrap().count, Count(0));
    assert_eq!(
        sample("", r#"{"count": 99999999999}"#).unwrap().count,
        Count(u32::MAX)
    );
    assert!(sample("count=many", "").is_none());
}

#[test]
fn booleans_have_many_spellings() {
    for yes in ["true", "1", "\" Yes \"", "\"t\"", "\"ON\"", "[0]", "2.5"] {
        let sample = sample("", &format!(r#"{{"flag": {yes}}}"#));
        assert_eq!(sample.unwrap().flag, Flag(true), "{yes}");
    }
    for no in ["false", "0", "\"\"", "null", "\"Off\"", "\"n\"", "{}", "[]"] {
        let sample = sample("", &format!(r#"{{"flag": {no}}}"#));
        assert_eq!(sample.unwrap().flag, Flag(false), "{no}");
    }
    assert!(sample("flag=maybe", "").is_none());
    assert_eq!(sample("", "").unwrap().flag, Flag(false));
}

#[test]
fn whole_numbers_may_be_texts_or_missing() {
    assert_eq!(sample("whole=-7", "").unwrap().whole, Whole(Some(-7)));
    assert_eq!(sample("whole=", "").unwrap().whole, Whole(None));
    for broken in ["1.5", "\"many\"", "[1]", "true"] {
        assert!(sample("", &format!(r#"{{"whole": {broken}}}"#)).is_none());
    }
}

#[test]
fn null_is_not_absent() {
    for (body, expected) in [
        ("", Nullable::Absent),
        (r#"{"nullable": null}"#, Nullable::Null),
        (r#"{"nullable": "yes"}"#, Nullable::Value(Flag(true))),
    ] {
        assert_eq!(sample("", body).unwrap().nullable, expected);
    }
}

#[test]
fn a_ust_from_elsewhere_is_taken_where_no_session_is_named() {
    let with_offer = |body: &str| {
        let mut input = Input::parse(None, body.as_bytes()).unwrap();
        input.offer_ust("offered");
        input.0.get("ust").cloned()
    };
    assert_eq!(with_offer(r#"{"a": 1}"#).unwrap(), "offered");
    assert_eq!(with_offer(r#"{"ust": "own"}"#).unwrap(), "own");
    assert!(with_offer(r#"{"ust": null}"#).unwrap().is_null());
    for key in ["current_ust", "target_ust"] {
        assert_eq!(with_offer(&format!(r#"{{"{key}": ""}}"#)), None);
    }
}

#[test]
fn invalid_inputs() {
    for body in ["[]", "1", "{", "\"a\"", r#"{"a": "\u0000"}"#, "{} {}"] {
        assert!(Input::parse(None, body.as_bytes()).is_none(), "{body}");
    }
    assert!(Input::parse(None, &[0xff, 0xfe]).is_none());
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(200), "]".repeat(200));
    assert!(Input::parse(None, deep.as_bytes()).is_none());
    assert!(Input::parse(Some("a=%00"), b"").is_none());
}
