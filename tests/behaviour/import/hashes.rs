//! Password hashes of other systems: `tests/cases/password-hashes.json`, which their libraries made.

use serde_json::{Value, json};

use super::{import, login, prepared, said};
use crate::kit::{
    World,
    binary::{command, start, unthrottled},
    imported_account,
};

fn table() -> (String, Vec<(String, String)>) {
    let table: Value =
        serde_json::from_str(include_str!("../../cases/password-hashes.json")).unwrap();
    let hashes = table["hashes"].as_object().unwrap().iter();
    let hashes = hashes.map(|(name, hash)| (name.clone(), hash.as_str().unwrap().to_owned()));
    (
        table["password"].as_str().unwrap().to_owned(),
        hashes.collect(),
    )
}

#[test]
fn users_log_in_with_the_passwords_of_the_old_system() {
    let data = prepared();
    let (password, hashes) = table();
    let users: Vec<Value> = hashes
        .iter()
        .enumerate()
        .map(|(number, (_, hash))| {
            json!({"id": format!("zusr{number}"), "username": format!("user{number}"), "password_hash": hash})
        })
        .collect();
    let imported = import(data.path(), &users, &["--apply"]);
    let expected = format!("{} imported, 0 already there, 0 not imported", users.len());
    assert_eq!(said(&imported), expected);
    let mut serve = command(data.path(), &["serve", "--listen", "127.0.0.1:0"]);
    unthrottled(&mut serve);
    let server = start(serve);
    for (number, (name, _)) in hashes.iter().enumerate() {
        let user = format!("user{number}");
        assert_eq!(login(&server, &user, "another password"), 403, "{name}");
        assert_eq!(login(&server, &user, &password), 200, "{name}");
        assert_eq!(login(&server, &user, &password), 200, "{name}, renewed");
    }
}

#[tokio::test]
async fn the_first_login_replaces_the_hash_by_argon2id() {
    let world = World::new().await;
    let (password, hashes) = table();
    for (number, (name, hash)) in hashes.iter().enumerate() {
        let mut account = imported_account(&format!("user{number}"));
        account.user_id = format!("zusr{number}");
        account.password_hash = Some(hash.clone());
        let imported = world.sso.import_accounts(&[account], false).await;
        assert!(imported.is_ok(), "{name}");
        let key = format!("user/zusr{number}");
        assert_eq!(
            world.document(&key).await["password"],
            json!(hash),
            "{name}"
        );
        let request = vestibule::types::LoginRequest {
            password: password.clone(),
            ..crate::kit::login_request(&format!("user{number}"))
        };
        world
            .sso
            .login(&crate::kit::caller(), &request)
            .await
            .unwrap();
        let renewed = world.document(&key).await["password"].to_string();
        assert!(
            renewed.starts_with("\"$argon2id$v=19$"),
            "{name}: {renewed}"
        );
    }
}

#[test]
fn a_hash_that_cannot_be_checked_or_costs_too_much_is_refused() {
    let data = prepared();
    let hashes = [
        "md5$salt$0123456789abcdef",
        "plain text",
        "$2b$16$abcdefghijklmnopqrstuuSCgG4BJoI0rdSVPCtKHfCEKLHBvKoFi",
        "pbkdf2_sha256$5000001$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "$argon2id$v=19$m=1048577,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=21,r=8,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
    ];
    for hash in hashes {
        let user = json!({"id": "zusr1", "username": "ann", "password_hash": hash});
        let refused = import(data.path(), &[user], &["--apply"]);
        assert_eq!(refused.status.code(), Some(21), "{hash}");
        let (_, stderr) = crate::kit::binary::texts(&refused);
        assert!(
            stderr.contains("-:1: refused: password-hash-invalid"),
            "{stderr}"
        );
        assert!(!stderr.contains(hash), "{stderr}");
    }
}
