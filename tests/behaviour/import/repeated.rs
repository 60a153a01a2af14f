//! An import again: after an interruption, and beside a server.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::Stdio,
};

use serde_json::{Value, json};

use super::{import, prepared, said};
use crate::kit::{
    World,
    binary::{command, run, serve, texts},
    imported_account,
};

fn users(count: usize) -> Vec<Value> {
    let user = |number| {
        let name = format!("user{number}");
        json!({"id": format!("zusr{number}"), "username": name, "email": format!("{name}@example.com")})
    };
    (0..count).map(user).collect()
}

#[tokio::test]
async fn an_import_again_changes_nothing() {
    let world = World::new().await;
    let accounts = ["ann", "ben"].map(imported_account);
    let first = world.sso.import_accounts(&accounts, false).await.unwrap();
    let before = world.keys("").await;
    let key = format!("user/{}", accounts[0].user_id);
    let document = world.document(&key).await;
    let again = world.sso.import_accounts(&accounts, false).await.unwrap();
    assert_ne!(first, again);
    let kept = |keys: Vec<String>| -> Vec<String> {
        keys.into_iter()
            .filter(|key| !key.starts_with("audit"))
            .collect()
    };
    assert_eq!(kept(world.keys("").await), kept(before));
    assert_eq!(world.document(&key).await, document);
}

#[test]
fn an_import_that_was_killed_is_completed_by_the_next_one() {
    let data = prepared();
    let mut child = command(data.path(), &["import", "users", "-", "--apply"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let users = users(1_300);
    let mut stdin = child.stdin.take().unwrap();
    // The first batch has a line that is reported once the batch is written. The input does not end, so
    // the import cannot be done when it is killed.
    writeln!(stdin, "bad").unwrap();
    for user in &users[..1_250] {
        writeln!(stdin, "{user}").unwrap();
    }
    let mut said_so_far = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    while !said_so_far.contains("-:1: unreadable") {
        let read = stderr.read_line(&mut said_so_far).unwrap();
        assert!(read > 0, "{said_so_far}");
    }
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
    drop(stdin);

    let again = said(&import(data.path(), &users, &["--apply"]));
    let numbers: Vec<u32> = again
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let [imported, there, 0] = numbers[..] else {
        panic!("{again}");
    };
    assert_eq!(imported + there, 1_300, "{again}");
    assert!(imported >= 50 && there >= 99, "{again}");
    let once_more = import(data.path(), &users, &["--apply"]);
    assert_eq!(
        said(&once_more),
        "0 imported, 1300 already there, 0 not imported"
    );
    let checked = run(data.path(), &["storage", "check"]);
    assert!(checked.status.success(), "{:?}", texts(&checked));
}

#[test]
fn two_imports_of_one_file_beside_a_server_import_each_account_once() {
    let data = prepared();
    let server = serve(data.path(), &[]);
    let file = data.path().join("users.jsonl");
    let lines: String = users(400).iter().map(|user| format!("{user}\n")).collect();
    fs::write(&file, lines).unwrap();
    let arguments = ["import", "users", file.to_str().unwrap(), "--apply"];
    let start = || {
        command(data.path(), &arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let outputs = [start(), start()].map(|child| said(&child.wait_with_output().unwrap()));
    let imported = outputs.iter().map(|said| {
        let number = said.split(' ').next().unwrap();
        number.parse::<u32>().unwrap()
    });
    assert_eq!(imported.sum::<u32>(), 400, "{outputs:?}");
    drop(server);
    let checked = run(data.path(), &["storage", "check"]);
    assert!(checked.status.success(), "{:?}", texts(&checked));
}
