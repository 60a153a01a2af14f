//! `vestibule password-hash`, and a server with its output.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Output, Stdio},
};

use crate::kit::{
    PASSWORD, PROGRAM_PASSWORD,
    binary::{command, data_directory, run, serve, texts},
};

fn hashed(data: &Path, input: &str) -> Output {
    let mut child = command(data, &["password-hash"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_hash_goes_into_the_settings_and_the_password_opens_sessions() {
    let data = data_directory();
    let output = hashed(data.path(), &format!("{PROGRAM_PASSWORD}\n"));
    let (hash, stderr) = texts(&output);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(hash.lines().count(), 1, "{hash}");
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
    let has_data = fs::read_dir(data.path()).unwrap().count() > 1;
    assert!(!has_data, "nothing but the shared code");
    let other = run(
        data.path(),
        &["password-hash", "--password", PROGRAM_PASSWORD],
    );
    assert_ne!(texts(&other).0, hash, "salted");

    let settings = data.path().join("sso.toml");
    let text = |hash: &str| {
        format!(
            "[[linked_auth.definition]]\nauth_type = \"basic_auth\"\nusername = \"pubapi\"\n\
             password_hash = \"{hash}\"\n"
        )
    };
    fs::write(&settings, text(hash.trim())).unwrap();
    let path = settings.to_str().unwrap();
    let create = ["user", "create-super-user", "boss", "--password", PASSWORD];
    let made = run(data.path(), &create);
    assert!(made.status.success());
    let server = serve(data.path(), &["--config", path]);
    drop(server);

    fs::write(&settings, text("hush-hush")).unwrap();
    let output = run(data.path(), &["serve", "--config", path]);
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("[linked_auth] definition 1"), "{stderr}");
    assert!(
        stderr.contains(path) && !stderr.contains("hush"),
        "{stderr}"
    );
    // Settings that lack the hash do not prevent the command that makes one.
    let again = run(
        data.path(),
        &["password-hash", "--password", "x", "--config", path],
    );
    assert!(again.status.success());
}

#[test]
fn an_empty_password_is_refused() {
    let data = data_directory();
    let output = hashed(data.path(), "\n");
    let (stdout, stderr) = texts(&output);
    assert_eq!((output.status.code(), &*stdout), (Some(1), ""));
    assert!(stderr.contains("1 to 1,024 characters"), "{stderr}");
}
