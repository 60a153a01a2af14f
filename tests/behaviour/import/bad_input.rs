//! Lines that cannot be imported: each is named, and the others are imported.

use std::fs;

use serde_json::{Value, json};

use super::{import, import_text, prepared, said};
use crate::kit::binary::{data_directory, run, texts};

#[test]
fn a_bad_line_is_named_and_the_others_are_imported() {
    let data = prepared();
    let lines = [
        r#"{"id": "zusr1", "username": "ann"}"#,
        r#"{"id": "zusr2", "username": "ben", "password": "sesame"}"#,
        r#"{"id": "zusr3"}"#,
        r#"{"id": "zusr4", "username": "cid", "is_locked": "sesame"}"#,
        r#"{"id": "zusr5", "username": "#,
        "[1]",
        r#"{"id": "zusr6", "username": "dan", "sign_up_time": "sesame"}"#,
        "",
        r#"{"id": "zusr7", "username": "eve"}"#,
    ];
    let report = data.path().join("report.json");
    let more = ["--apply", "--report", report.to_str().unwrap()];
    let output = import_text(data.path(), &lines.join("\n"), &more);
    assert_eq!(output.status.code(), Some(21));
    assert_eq!(said(&output), "2 imported, 0 already there, 6 not imported");
    let (_, stderr) = texts(&output);
    for expected in [
        "-:2: unreadable: unknown key `password`",
        "-:3: unreadable: missing key `username`",
        "-:4: unreadable: is_locked: the value is not one of this key",
        "-:5: unreadable: not valid JSON at column",
        "-:6: unreadable: not a JSON object",
        "-:7: unreadable: sign_up_time: the value is not one of this key",
    ] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
    assert!(!stderr.contains("sesame"), "{stderr}");
    let rows: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let lines = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["line"].as_u64());
    assert_eq!(
        lines.collect::<Option<Vec<_>>>().unwrap(),
        [2, 3, 4, 5, 6, 7]
    );
}

#[test]
fn everything_that_is_wrong_with_an_account_is_said() {
    let data = prepared();
    let user = json!({
        "id": "a/b", "username": "a b", "email": "nonsense", "locale": "?", "totp_key": "1",
        "is_totp_enabled": true, "rate_limit_def": "x", "attributes": {"": 1},
        "display_name": "x".repeat(192),
    });
    let output = import(data.path(), &[user], &["--apply"]);
    let (_, stderr) = texts(&output);
    for name in [
        "user-id-invalid",
        "username-has-whitespace",
        "email-invalid",
        "locale-invalid",
        "rate-limit-invalid",
        "name-invalid",
    ] {
        assert!(stderr.contains(name), "{name}: {stderr}");
    }
    for (key, value, name) in [
        ("totp_key", json!("1"), "totp-key-invalid"),
        ("is_totp_enabled", json!(true), "totp-key-missing"),
        ("attributes", json!({"": 1}), "attribute-invalid"),
    ] {
        let mut user = json!({"id": "zusr1", "username": "ann"});
        user[key] = value;
        let (_, stderr) = texts(&import(data.path(), &[user], &["--apply"]));
        assert!(stderr.contains(&format!("refused: {name}\n")), "{stderr}");
    }
}

#[test]
fn a_username_or_a_proven_address_has_one_account() {
    let data = prepared();
    let users = [
        json!({"id": "zusr1", "username": "ann", "email": "a@example.com", "email_verified": true}),
        json!({"id": "zusr2", "username": "ANN"}),
        json!({"id": "zusr3", "username": "ben", "email": "A@example.com", "email_verified": true}),
        json!({"id": "zusr4", "username": "cid", "email": "a@example.com"}),
    ];
    let report = data.path().join("report.csv");
    let more = ["--apply", "--report", report.to_str().unwrap()];
    let output = import(data.path(), &users, &more);
    assert_eq!(said(&output), "2 imported, 0 already there, 2 not imported");
    assert_eq!(output.status.code(), Some(21));
    let expected =
        "line,id,outcome,reason\n2,zusr2,refused,username-exists\n3,zusr3,refused,email-exists\n";
    assert_eq!(fs::read_to_string(report).unwrap(), expected);
    let taken = import(
        data.path(),
        &[json!({"id": "zusr5", "username": "Ann"})],
        &["--apply"],
    );
    assert_eq!(taken.status.code(), Some(20));
}

#[test]
fn a_wrong_place_is_an_error_before_anything_is_read() {
    let data = data_directory();
    let output = run(data.path(), &["import", "users", "-", "--apply"]);
    let (_, stderr) = texts(&output);
    assert!(stderr.contains("there is no data in"), "{stderr}");
    let data = prepared();
    for (arguments, expected) in [
        (["import", "users", "/none"].as_slice(), "cannot read /none"),
        (
            &["import", "users", "-", "--report", "x.txt"],
            ".csv or .json",
        ),
    ] {
        let output = run(data.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(texts(&output).1.contains(expected));
    }
}
