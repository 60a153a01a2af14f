//! The whole way back: a server with work to do, a backup, another directory, a server there.

use std::{fs, sync::mpsc};

use serde_json::json;

use crate::kit::{
    PASSWORD,
    binary::{Server, data_directory, run, serve, texts},
    login_input,
};

const NAMES: [&str; 3] = ["ann", "ben", "eve"];

/// Logs in; returns the UST.
fn login(server: &Server, name: &str) -> String {
    let (status, body) = server.call("POST", "/user/login", &login_input(name).to_string());
    assert_eq!(status, 200, "{body}");
    body["ust"].as_str().unwrap().to_owned()
}

fn knows(server: &Server, ust: &str) -> bool {
    let session = json!({"ust": ust, "current_app": "CRM"}).to_string();
    server.call("GET", "/user", &session).0 == 200
}

#[test]
fn acknowledged_writes_before_a_backup_are_restored() {
    let data = data_directory();
    let mut server = serve(data.path(), &[]);
    for name in NAMES {
        let made = run(
            data.path(),
            &["user", "create-user", name, "--password", PASSWORD],
        );
        assert!(made.status.success());
    }
    let target = tempfile::tempdir().unwrap();
    let file = target.path().join("sso.backup");

    let before = std::thread::scope(|scope| {
        let (sender, acknowledged) = mpsc::channel();
        for name in NAMES {
            let (sender, server) = (sender.clone(), &server);
            // Until the receiver is dropped.
            scope.spawn(move || while sender.send(login(server, name)).is_ok() {});
        }
        drop(sender);
        let before: Vec<String> = acknowledged.iter().take(30).collect();
        let output = run(data.path(), &["storage", "backup", file.to_str().unwrap()]);
        assert!(output.status.success(), "{}", texts(&output).1);
        // The server goes on as if nothing had happened.
        assert_eq!(acknowledged.iter().take(30).count(), 30);
        before
    });
    assert!(server.stop("TERM").success());

    let restored = data_directory();
    fs::copy(&file, restored.path().join("vestibule.db")).unwrap();
    let refused = run(restored.path(), &["serve", "--listen", "127.0.0.1:0"]);
    let stderr = texts(&refused).1;
    assert_eq!(refused.status.code(), Some(1), "{stderr}");
    let path = restored.path().join("vestibule.key");
    let missing = format!("{} is missing", path.display());
    for words in [&*missing, "cannot be read without it", "[main] keys"] {
        assert!(stderr.contains(words), "no {words} in {stderr}");
    }
    assert!(!path.exists(), "no other key is made");

    fs::copy(data.path().join("vestibule.key"), path).unwrap();
    let server = serve(restored.path(), &[]);
    for name in NAMES {
        login(&server, name);
    }
    for ust in &before {
        assert!(knows(&server, ust), "a session was lost");
    }
}
