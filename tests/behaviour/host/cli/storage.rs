//! `vestibule storage …`, as an operator types it.

use std::{fs, path::Path, process::Output};

use serde_json::json;
use vestibule::storage::{Document, Sqlite, Storage, Write};

use crate::kit::{
    PASSWORD,
    binary::{command, data_directory, run, serve},
    login_input,
};

const NEW: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

/// The exit code and the output.
fn done(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn check(data: &Path) -> (Option<i32>, String, String) {
    done(&run(data, &["storage", "check"]))
}

fn rekey(data: &Path) -> (Option<i32>, String, String) {
    done(&run(data, &["storage", "rekey"]))
}

fn create(data: &Path, name: &str) -> String {
    let email = format!("{name}@example.com");
    let arguments = ["user", "create-user", name, "--password", PASSWORD];
    let made = run(data, &[&arguments[..], &["--email", &*email]].concat());
    let (code, stdout, stderr) = done(&made);
    assert_eq!(code, Some(0), "{stderr}");
    stdout.trim().to_owned()
}

async fn commit(data: &Path, write: Write) {
    let storage = Sqlite::open(data).unwrap();
    storage.commit(Vec::new(), vec![write]).await.unwrap();
}

#[tokio::test]
async fn a_check_reports_defects_without_personal_data() {
    let data = data_directory();
    let id = create(data.path(), "wilhelmina");
    let server = serve(data.path(), &[]);
    let (code, stdout, stderr) = check(data.path());
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(stdout, "8 documents, 0 defects\n");

    let wrong = Write::Put(Document {
        key: "username/wilhelmina2".to_owned(),
        value: json!({"user_id": id, "expires_at": null}).to_string(),
        expires_at: None,
    });
    commit(data.path(), wrong).await;
    commit(data.path(), Write::Delete("username/wilhelmina".to_owned())).await;
    let checked = command(data.path(), &["storage", "check"])
        .env("RUST_LOG", "trace")
        .output();
    let (code, stdout, stderr) = done(&checked.unwrap());
    assert_eq!(code, Some(1), "{stderr}");
    let lines: Vec<&str> = stdout.lines().collect();
    let said = format!("(user {id})");
    assert_eq!(lines.len(), 3, "{stdout}");
    assert!(lines[0].starts_with(&format!("user/{id}: the username")));
    assert!(lines[1].starts_with("username/") && lines[1].ends_with(&said));
    assert_eq!(lines[2], "8 documents, 2 defects");
    for text in [&stdout, &stderr] {
        assert!(!text.to_lowercase().contains("wilhelmina"), "{text}");
    }
    drop(server);
}

#[test]
fn the_old_key_can_be_dropped_after_a_rekey() {
    let data = data_directory();
    create(data.path(), "ann");
    let key = data.path().join("vestibule.key");
    let old = fs::read_to_string(&key).unwrap();
    let (code, stdout, _) = rekey(data.path());
    assert_eq!(code, Some(0));
    assert_eq!(
        stdout,
        "1 accounts and messages, 0 rewritten\nEverything is under the only key.\n"
    );

    fs::write(&key, format!("{NEW}\n{old}")).unwrap();
    let server = serve(data.path(), &[]);
    let (_, session) = server.call("POST", "/user/login", &login_input("ann").to_string());
    let (code, stdout, stderr) = rekey(data.path());
    assert_eq!(code, Some(0), "{stderr}");
    let start = "1 accounts and messages, 1 rewritten\n\
                 Everything is under the first key. Key 2 of 2 can be removed now.\n";
    assert!(stdout.starts_with(start), "{stdout}");
    for text in [&stdout, &stderr] {
        assert!(!text.contains(NEW) && !text.contains(old.trim()));
    }
    let look = json!({"ust": session["ust"], "current_app": "CRM"}).to_string();
    let (status, seen) = server.call("GET", "/user", &look);
    assert_eq!((status, &seen["email"]), (200, &json!("ann@example.com")));
    drop(server);

    fs::write(&key, NEW).unwrap();
    let server = serve(data.path(), &[]);
    let login = login_input("ann").to_string();
    assert_eq!(server.call("POST", "/user/login", &login).0, 200);
    assert_eq!(check(data.path()).0, Some(0));
    fs::write(&key, &old).unwrap();
    let (code, stdout, stderr) = check(data.path());
    assert_eq!((code, &*stdout), (Some(1), ""));
    assert!(stderr.contains("[main] keys lacks a key"), "{stderr}");
}

#[tokio::test]
async fn documents_that_cannot_be_rewritten_are_reported() {
    let data = data_directory();
    let id = create(data.path(), "ann");
    let wrong = Write::Put(Document {
        key: format!("user/{id}"),
        value: "{}".to_owned(),
        expires_at: None,
    });
    commit(data.path(), wrong).await;
    let (code, stdout, stderr) = rekey(data.path());
    assert_eq!(code, Some(1));
    assert_eq!(stdout, "1 accounts and messages, 0 rewritten\n");
    assert!(stderr.contains("1 cannot be rewritten"), "{stderr}");
    let (code, stdout, _) = check(data.path());
    assert_eq!(code, Some(1));
    assert!(stdout.contains(&format!("user/{id}: malformed document\n")));
}

/// A mistyped directory is not data in which nothing is wrong.
#[test]
fn without_data_there_is_nothing_to_do() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("nowhere");
    for (code, stdout, stderr) in [check(&data), rekey(&data)] {
        assert_eq!((code, &*stdout), (Some(1), ""));
        assert!(stderr.contains("there is no data in"), "{stderr}");
    }
    assert!(!data.exists());
}
