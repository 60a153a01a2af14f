//! The command line: refusals at the start, and their messages.

use std::{fs, path::Path, process::Output};

use crate::kit::{
    PASSWORD,
    binary::{command, data_directory, run, serve},
    login_input,
};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

fn create(data: &Path, name: &str) -> Output {
    run(data, &["user", "create-user", name, "--password", PASSWORD])
}

/// The command fails, and its message contains all of these words.
#[track_caller]
fn fails(output: &Output, words: &[&str]) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    for word in words {
        assert!(stderr.contains(word), "no {word} in {stderr}");
    }
}

#[test]
fn data_without_its_key_or_with_another_is_not_served() {
    let data = data_directory();
    create(data.path(), "ann");
    let key = data.path().join("vestibule.key");
    let right = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    fails(&run(data.path(), &SERVE), &["vestibule.key is missing"]);
    fails(&create(data.path(), "ben"), &["vestibule.key is missing"]);
    assert!(!key.exists());
    for wrong in [
        "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n",
        "",
        "nonsense",
    ] {
        fs::write(&key, wrong).unwrap();
        fails(&run(data.path(), &SERVE), &["[main] keys"]);
    }
    fs::write(&key, right).unwrap();
    let server = serve(data.path(), &[]);
    let login = login_input("ann").to_string();
    assert_eq!(server.call("POST", "/user/login", &login).0, 200);
}

#[test]
fn a_wrong_setting_is_named_by_file_stanza_and_key() {
    let data = data_directory();
    let file = data.path().join("sso.toml");
    let name = file.to_str().unwrap();
    for (text, words) in [
        ("[sighnup]", &["unknown stanza [sighnup]"][..]),
        (
            "[signup]\nenabledd = true",
            &["[signup] enabledd is an unknown key"],
        ),
        (
            "[session]\nrecent_login = \"hush\"",
            &["[session] recent_login must be an integer from 1 to 1,440"],
        ),
        ("[session]\nexpiry = 2026-01-01", &["[session] expiry"]),
        ("[session]\nexpiry = 1.0", &["[session] expiry"]),
        ("expiry = 1", &["expiry must be a stanza"]),
        (
            "[main]\nis_delivery_configured = true",
            &["[main] is_delivery_configured is an unknown key"],
        ),
        ("[main]\nkeys = \"hush-hush\"", &["[main] keys"]),
        (
            "[linked_auth]\ndefinition = 1",
            &["[linked_auth] definition must be a list of tables"],
        ),
        (
            "[[linked_auth.definition]]\npassword = \"hush\"",
            &["[linked_auth] definition 1 password is an unknown key"],
        ),
        ("[session]\nexpiry = -1", &["[session]", "expiry"]),
        ("[session]\nexpiry = 0", &["[session]", "expiry"]),
        (
            "[password]\nmin_complexity = 1",
            &["[password]", "min_complexity"],
        ),
        (
            "[password]\nreject_list = [\"\"]",
            &["[password]", "reject_list"],
        ),
        ("[apps]\ndefault = \"Sales\"", &["[apps]", "default"]),
        ("[main]\nkeys = [\"hush-hush\"]", &["[main]", "keys"]),
        (
            "[user_address_list]\nann = [\"nowhere\"]",
            &["[user_address_list]", "ann"],
        ),
        (
            "[host]\ntrusted_proxies = [\"10.0.0.0/33\"]",
            &["[host]", "trusted_proxies"],
        ),
        (
            "[host]\ntrusted_clients = [\"*\"]",
            &["[host]", "trusted_clients"],
        ),
        ("[host]\nlistenn = 1", &["[host] listenn: unknown key"]),
        (
            "[signup]\ncallback_url_list = [\"http://example.com\"]",
            &["[signup]", "callback_url_list"],
        ),
        (
            "[signup]\ncallback_url_list = [\"https://example.com\"]",
            &["[callbacks]", "secret", "missing"],
        ),
        (
            "[callbacks]\nsecret = \"hush-hush\"",
            &["[callbacks]", "secret"],
        ),
        (
            "[callbacks]\nsecret = [\"hush-hush\"]",
            &["[callbacks]", "secret"],
        ),
        (
            "[callbacks]\nsecrett = \"hush\"",
            &["[callbacks]", "secrett"],
        ),
        ("[storage]\nurl = \"nonsense\"", &["[storage]", "url"]),
        ("[main", &["line 1"]),
    ] {
        fs::write(&file, text).unwrap();
        let failed = run(
            data.path(),
            &["serve", "--listen", "127.0.0.1:0", "--config", name],
        );
        let all = [words, &["sso.toml"]].concat();
        fails(&failed, &all);
        let stderr = String::from_utf8_lossy(&failed.stderr);
        assert!(!stderr.contains("hush"), "{stderr}");
    }
    let missing = data.path().join("missing.toml");
    let failed = run(
        data.path(),
        &["serve", "--config", missing.to_str().unwrap()],
    );
    fails(&failed, &["missing.toml"]);
}

#[test]
fn problems_outside_the_file_are_named_as_well() {
    let data = data_directory();
    for (variable, value, word) in [
        ("VESTIBULE_SESSION_EXPIRY", "0", "[session] expiry"),
        ("VESTIBULE_SESSION_EXPIRY", "soon", "[session] expiry"),
        ("VESTIBULE_SESSION_EXPIRI", "5", "expiri"),
        (
            "VESTIBULE_SINGUP_ENABLED",
            "false",
            "VESTIBULE_SINGUP_ENABLED does not begin with the name of a stanza",
        ),
        ("VESTIBULE_CALLBACKS_SECRET", "5", "[callbacks] secret"),
        (
            "VESTIBULE_CALLBACKS_SECRET",
            "whsec_x",
            "[callbacks] secret",
        ),
        ("VESTIBULE_STORAGE", "mysql://nowhere", "--storage"),
        ("VESTIBULE_STORAGE", "postgres://nowhere/sso", "[main] keys"),
    ] {
        let failed = command(data.path(), &SERVE)
            .env(variable, value)
            .output()
            .unwrap();
        fails(&failed, &[word]);
    }
    let garbage = data.path().join("garbage.wasm");
    fs::write(&garbage, "garbage").unwrap();
    let garbage = garbage.to_str().unwrap();
    fails(
        &run(data.path(), &["serve", "--component", garbage]),
        &["component"],
    );
    fails(
        &run(data.path(), &["serve", "--listen", "nowhere"]),
        &["cannot listen on nowhere"],
    );
}
