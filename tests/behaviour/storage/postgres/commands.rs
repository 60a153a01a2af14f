//! The operator's commands on a database, while hosts serve it.

use std::process::Output;

use super::{Host, OTHER_KEY, serve};
use crate::kit::{
    KEY, PASSWORD,
    binary::{command, data_directory},
    login_input, postgres,
};

/// Runs a command with the keys as the settings have them.
fn run(url: &str, keys: &str, arguments: &[&str]) -> Output {
    let directory = data_directory();
    command(directory.path(), arguments)
        .env("VESTIBULE_STORAGE", url)
        .env("VESTIBULE_MAIN_KEYS", keys)
        .output()
        .unwrap()
}

#[test]
fn a_key_is_changed_while_a_host_serves() {
    let url = postgres::database();
    let host = Host::start(&url);
    let old = format!("[\"{KEY}\"]");
    let create = ["user", "create-super-user", "boss", "--password", PASSWORD];
    let create = [&create[..], &["--email", "boss@example.com"]].concat();
    assert!(run(&url, &old, &create).status.success());
    let login = login_input("boss").to_string();
    assert_eq!(host.server.call("POST", "/user/login", &login).0, 200);

    let checked = run(&url, &old, &["storage", "check"]);
    assert!(checked.status.success(), "{checked:?}");
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(said.contains(" 0 defects"), "{said}");

    let both = format!("[\"{OTHER_KEY}\", \"{KEY}\"]");
    let rewritten = run(&url, &both, &["storage", "rekey"]);
    assert!(rewritten.status.success(), "{rewritten:?}");
    assert!(run(&url, &both, &["storage", "check"]).status.success());
    drop(host);

    // The old key is not needed any more, and alone it is not enough.
    let directory = data_directory();
    let refused = serve(directory.path(), &url, KEY).output().unwrap();
    assert!(!refused.status.success());
    let new = format!("[\"{OTHER_KEY}\"]");
    assert!(run(&url, &new, &["storage", "check"]).status.success());
}

#[test]
fn a_foreign_database_is_not_turned_into_a_store() {
    let url = postgres::database();
    let key = format!("[\"{KEY}\"]");
    for arguments in [["storage", "check"], ["storage", "rekey"]] {
        let refused = run(&url, &key, &arguments);
        assert!(!refused.status.success());
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("there is no data in postgres://"), "{said}");
    }
    let backup = run(&url, &key, &["storage", "backup", "file.db"]);
    assert!(!backup.status.success());
    let said = String::from_utf8(backup.stderr).unwrap();
    assert!(said.contains("pg_dump"), "{said}");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(postgres::psql(&url, tables), "0");
}
