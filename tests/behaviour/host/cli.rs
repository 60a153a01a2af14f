//! The command line: one data directory, a server, and the operator beside it.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Output, Stdio},
};

use serde_json::{Value, json};

use crate::kit::{
    PASSWORD, SUPER_USER,
    binary::{Server, command, data_directory, run, serve, texts},
    login_input,
};

mod errors;
mod password_hash;
mod storage;

const SUCCESS: Option<i32> = Some(0);

fn create(data: &Path, kind: &str, name: &str, more: &[&str]) -> Output {
    let mut arguments = vec!["user", kind, name, "--password", PASSWORD];
    arguments.extend(more);
    run(data, &arguments)
}

fn login(server: &Server, name: &str) -> (u16, Value) {
    server.call("POST", "/user/login", &login_input(name).to_string())
}

#[test]
fn a_super_user_is_made_while_the_server_runs() {
    let data = data_directory();
    let mut server = serve(data.path(), &[]);
    let said = server.said();
    let typed = format!(
        "user create-super-user NAME --password PASSWORD --data {}",
        data.path().display()
    );
    assert!(said.contains("There is no super-user yet"), "{said}");
    assert!(said.contains(&typed), "{said}");
    assert_eq!(login(&server, SUPER_USER).0, 403);

    let made = create(
        data.path(),
        "create-super-user",
        SUPER_USER,
        &["--email", "b@example.com"],
    );
    let (stdout, stderr) = texts(&made);
    assert_eq!(made.status.code(), SUCCESS, "{stderr}");
    assert!(stdout.starts_with("zusr") && stdout.lines().count() == 1);
    let (status, body) = login(&server, SUPER_USER);
    assert_eq!(
        (status, body["user_id"].as_str()),
        (200, Some(stdout.trim()))
    );

    let made = create(data.path(), "create-user", "ann", &[]);
    assert_eq!(made.status.code(), SUCCESS);
    let (_, ann) = login(&server, "ann");
    let check = json!({"current_ust": body["ust"], "target_ust": ann["ust"], "current_app": "CRM"});
    let (_, checked) = server.call("POST", "/user/session", &check.to_string());
    assert_eq!(checked["is_valid"], json!(true));
    let check = json!({"current_ust": ann["ust"], "target_ust": ann["ust"], "current_app": "CRM"});
    let (status, _) = server.call("POST", "/user/session", &check.to_string());
    assert_eq!(status, 403, "the other command makes nobody a super-user");
    assert!(server.stop("TERM").success());

    let mut server = serve(data.path(), &[]);
    assert!(
        !server.said().contains("no super-user"),
        "{}",
        server.said()
    );
    assert_eq!(login(&server, "ann").0, 200);
    assert!(server.stop("INT").success());
}

#[test]
fn the_exit_code_depends_on_the_defect_of_the_account() {
    let data = data_directory();
    for kind in ["create-user", "create-super-user"] {
        let name = format!("ann-{kind}");
        let email = ["--email", "ann@example.com"];
        let invalid: [&[&str]; 2] = [&["--email", "nonsense"], &["--email", ""]];
        for more in invalid {
            let refused = create(data.path(), kind, &name, more);
            assert_eq!(refused.status.code(), Some(21), "{more:?}");
        }
        for (name, password) in [("a b", PASSWORD), ("", PASSWORD), (&*name, "sh0rt")] {
            let refused = run(data.path(), &["user", kind, name, "--password", password]);
            assert_eq!(refused.status.code(), Some(21), "{name:?}");
            let (stdout, stderr) = texts(&refused);
            let last = stderr.lines().last().unwrap();
            assert!(
                stdout.is_empty() && last.starts_with("vestibule: the "),
                "{stderr}"
            );
            assert!(!stderr.contains(password), "{stderr}");
            assert!(
                !stderr.contains('\x1b'),
                "colours without a terminal: {stderr:?}"
            );
        }
        let more: &[&str] = if kind == "create-user" { &email } else { &[] };
        assert_eq!(
            create(data.path(), kind, &name, more).status.code(),
            SUCCESS
        );
        let again = create(data.path(), kind, &name.to_uppercase(), &[]);
        assert_eq!(again.status.code(), Some(20));
        let (stdout, stderr) = texts(&again);
        assert!(stdout.is_empty() && stderr.contains("taken"), "{stderr}");
    }
    let taken = create(
        data.path(),
        "create-user",
        "ben",
        &["--email", "ANN@example.com"],
    );
    assert_eq!(taken.status.code(), Some(21));
    let usage = run(data.path(), &["user", "create-user"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn a_password_may_come_from_standard_input() {
    let data = data_directory();
    let mut command = command(data.path(), &["user", "create-user", "ann"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{PASSWORD}").unwrap();
    drop(stdin);
    assert!(child.wait_with_output().unwrap().status.success());
    let server = serve(data.path(), &[]);
    assert_eq!(login(&server, "ann").0, 200);
}

#[test]
fn two_servers_share_the_same_data() {
    let data = data_directory();
    create(data.path(), "create-super-user", SUPER_USER, &[]);
    let (one, other) = (serve(data.path(), &[]), serve(data.path(), &[]));
    let (_, body) = login(&one, SUPER_USER);
    let session = json!({"ust": body["ust"], "current_app": "CRM"}).to_string();
    assert_eq!(other.call("GET", "/user", &session).0, 200);
    assert_eq!(other.call("POST", "/user/logout", &session).0, 200);
    assert_eq!(one.call("GET", "/user", &session).0, 403);
}

#[test]
fn files_in_the_data_directory_belong_to_its_owner() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("not/there/yet");
    let mut server = serve(&data, &[]);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("vestibule.key")), 0o600);
    assert_eq!(mode(&data.join("vestibule.db")), 0o600);
    let said = server.said();
    assert!(
        said.contains("vestibule.key"),
        "the path is printed: {said}"
    );
    let key = fs::read_to_string(data.join("vestibule.key")).unwrap();
    assert!(!said.contains(key.trim()), "and the key is not");
    assert!(server.stop("TERM").success());
}

#[test]
fn another_component_is_served_with_component_file() {
    let data = data_directory();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let component = workspace.join("target/component/vestibule.wasm");
    let mut server = serve(data.path(), &["--component", component.to_str().unwrap()]);
    assert_eq!(login(&server, "nobody").0, 403);
    assert!(server.stop("TERM").success());
}
