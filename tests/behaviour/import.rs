//! `vestibule import users`: accounts of other systems, through the command line.

use std::{
    io::Write,
    path::Path,
    process::{Output, Stdio},
};

use serde_json::{Value, json};

use crate::kit::{
    PASSWORD, SUPER_USER,
    binary::{Server, command, data_directory, run, serve, texts},
};

mod bad_input;
mod hashes;
mod repeated;

/// Data with a super-user.
fn prepared() -> tempfile::TempDir {
    let data = data_directory();
    let arguments = [
        "user",
        "create-super-user",
        SUPER_USER,
        "--password",
        PASSWORD,
    ];
    assert!(run(data.path(), &arguments).status.success());
    data
}

/// Writes the users to a file and imports them.
fn import(data: &Path, users: &[Value], more: &[&str]) -> Output {
    let lines: String = users.iter().map(|user| format!("{user}\n")).collect();
    import_text(data, &lines, more)
}

fn import_text(data: &Path, lines: &str, more: &[&str]) -> Output {
    let mut arguments = vec!["import", "users", "-"];
    arguments.extend(more);
    let mut child = command(data, &arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines.as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn login(server: &Server, name: &str, password: &str) -> u16 {
    let input = json!({"username": name, "password": password, "current_app": "CRM"});
    server.call("POST", "/user/login", &input.to_string()).0
}

fn said(output: &Output) -> String {
    texts(output).0.trim().to_owned()
}

#[test]
fn nothing_is_written_without_apply() {
    let data = prepared();
    let users = [json!({"id": "zusr1", "username": "ann"})];
    let tried = import(data.path(), &users, &[]);
    assert_eq!(tried.status.code(), Some(0));
    let expected = "1 would be imported (repeat with --apply), 0 already there, 0 not imported";
    assert_eq!(said(&tried), expected);
    let applied = import(data.path(), &users, &["--apply"]);
    assert_eq!(
        said(&applied),
        "1 imported, 0 already there, 0 not imported"
    );
}

#[test]
fn an_imported_account_has_all_that_the_line_says() {
    let data = prepared();
    let user = json!({
        "id": "zusr4cf0qxean8vm8ardc5ezp5dyz", "username": "Ann", "email": "Ann@example.com",
        "email_verified": true, "first_name": "Ann", "display_name": "Ann A.", "locale": "de-AT",
        "sign_up_time": "2020-01-02T03:04:05.678901", "attributes": {"team": {"id": 7}},
        "encrypted_attributes": {"pin": "1234"}, "approval_status": "before_decision",
    });
    assert_eq!(
        import(data.path(), &[user], &["--apply"]).status.code(),
        Some(0)
    );
    let server = serve(data.path(), &[]);
    let input = json!({"username": SUPER_USER, "password": PASSWORD, "current_app": "CRM"});
    let ust = server.call("POST", "/user/login", &input.to_string()).1["ust"].clone();
    let id = "zusr4cf0qxean8vm8ardc5ezp5dyz";
    let input = json!({"ust": ust, "current_app": "CRM", "user_id": id});
    let (status, found) = server.call("GET", "/user", &input.to_string());
    assert_eq!(status, 200, "{found}");
    for (key, value) in [
        ("username", json!("Ann")),
        ("email", json!("Ann@example.com")),
        ("email_verified", json!(true)),
        ("first_name", json!("Ann")),
        ("display_name", json!("Ann A.")),
        ("locale", json!("de-AT")),
        ("sign_up_time", json!("2020-01-02T03:04:05.678901")),
        ("approval_status", json!("before_decision")),
    ] {
        assert_eq!(found[key], value, "{key}");
    }
    let input = json!({"ust": ust, "current_app": "CRM", "user_id": id, "data": ["team", "pin"]});
    let (_, attributes) = server.call("GET", "/user/attr", &input.to_string());
    let text = attributes.to_string();
    assert!(
        text.contains(r#""id":7"#) && text.contains("1234"),
        "{text}"
    );
    drop(server);
    let checked = run(data.path(), &["storage", "check"]);
    assert!(checked.status.success(), "{:?}", texts(&checked));
}
