//! Files of the host: data, the secret keys, and settings.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use serde_json::json;
use vestibule::{
    SystemRandomness, key,
    settings::{SecretText, Settings},
    storage::{Memory, Sqlite, Storage},
    types::CreateRequest,
};

use crate::kit::{OPERATOR, World, WorldBuilder, caller, create_request};

const KEYS: [&str; 3] = [
    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
    "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=",
    "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M=",
];

fn on(storage: Arc<dyn Storage>, seed: u64, keys: &[&str]) -> WorldBuilder {
    let keys = keys.iter().map(|key| SecretText((*key).to_owned()));
    World::builder(|builder| {
        builder.storage = storage;
        builder.seed = seed;
        builder.settings.set_keys(keys);
    })
}

async fn error(builder: WorldBuilder) -> String {
    match builder.try_build().await {
        Ok(_) => panic!("it was built"),
        Err(error) => format!("{error:#}"),
    }
}

fn sqlite(directory: &Path) -> Arc<dyn Storage> {
    Arc::new(Sqlite::open(directory).unwrap())
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let directory = tempfile::tempdir().unwrap();
    let before = on(sqlite(directory.path()), 1, &KEYS[..1]).build().await;
    let boss = before.super_user().await;
    let user_id = before.approved("ann").await;
    let ust = before.ust("ann").await;
    let ended = before.ust("ann").await;
    before.sso.logout(&caller(), &ended).await.unwrap();
    let token = before.signup("ben").await.ok().text("confirm_token");
    drop(before);

    let after = on(sqlite(directory.path()), 2, &KEYS[..1]).build().await;
    assert_eq!(after.login("ann").await.ok().text("user_id"), user_id);
    assert!(after.is_open(&ust).await);
    assert!(!after.is_open(&ended).await);
    after.confirm(&token).await.ok();
    let pending = after
        .call("GET", "/user/signup", json!({"ust": boss}))
        .await;
    assert_eq!(pending.json[0]["email"], "ben@example.com");
    after.signup("ann").await.refused("E005001");
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn read_or_make(directory: &Path, has_data: bool) -> anyhow::Result<Vec<String>> {
    let keys = key::read_or_make(directory, has_data, &SystemRandomness)?;
    Ok(keys.into_iter().map(|key| key.0).collect())
}

#[test]
fn a_key_is_made_once_and_for_its_owner_only() {
    let directory = tempfile::tempdir().unwrap();
    let made = read_or_make(directory.path(), false).unwrap();
    assert_eq!((made.len(), made[0].len()), (1, 44));
    let file = key::path(directory.path());
    assert_eq!(mode(&file), 0o600);
    assert_eq!(
        fs::read_dir(directory.path()).unwrap().count(),
        1,
        "no draft is left"
    );
    for has_data in [false, true] {
        assert_eq!(read_or_make(directory.path(), has_data).unwrap(), made);
    }
    let other = tempfile::tempdir().unwrap();
    assert_ne!(read_or_make(other.path(), false).unwrap(), made);
}

#[test]
fn concurrent_creations_of_the_key_all_get_the_same_key() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let keys: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(move || read_or_make(path, false).unwrap()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(keys.windows(2).all(|two| two[0] == two[1]), "{keys:?}");
    assert_eq!(fs::read_dir(path).unwrap().count(), 1);
}

#[test]
fn data_without_its_key_is_not_given_a_new_one() {
    let directory = tempfile::tempdir().unwrap();
    let message = format!("{:#}", read_or_make(directory.path(), true).unwrap_err());
    assert!(message.contains("vestibule.key is missing"), "{message}");
    assert!(!key::path(directory.path()).exists());
}

#[tokio::test]
async fn a_wrong_key_is_refused_at_start() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    on(Arc::clone(&storage), 1, &KEYS[..1]).build().await;
    let message = error(on(Arc::clone(&storage), 2, &KEYS[1..2])).await;
    assert!(message.contains("[main] keys"), "{message}");
    assert!(!message.contains("QkJC"), "{message}");
    on(storage, 3, &KEYS[..1]).build().await;
}

#[tokio::test]
async fn data_sealed_under_an_old_key_opens_under_a_new_first_key() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let old = on(Arc::clone(&storage), 1, &KEYS[..1]).build().await;
    let request = |username: &str, email: &str| CreateRequest {
        email: Some(email.to_owned()),
        ..create_request(username)
    };
    let ann = request("ann", "ann@example.com");
    let user_id = old.make(&ann).await;
    let ust = old.ust("ann").await;

    let new = on(Arc::clone(&storage), 2, &[KEYS[1], KEYS[0]])
        .build()
        .await;
    assert!(new.is_open(&ust).await);
    let operator = OPERATOR.clone();
    let user = new.sso.user(&caller(), &operator, Some(&user_id)).await;
    assert_eq!(user.unwrap().email.as_deref(), Some("ann@example.com"));
    let thief = request("thief", "ANN@example.com");
    new.sso
        .create_user(&caller(), &OPERATOR, &thief)
        .await
        .unwrap_err();
    let newer_ust = new.ust("ann").await;

    for dropped in [&KEYS[..1], &KEYS[1..2], &KEYS[2..]] {
        let message = error(on(Arc::clone(&storage), 3, dropped)).await;
        assert!(message.contains("[main] keys"), "{message}");
    }
    // The order may change, and a key more may come.
    let both = on(storage, 4, &[KEYS[2], KEYS[0], KEYS[1]]).build().await;
    for ust in [&ust, &newer_ust] {
        assert!(both.is_open(ust).await);
    }
    both.sso
        .create_user(&caller(), &OPERATOR, &thief)
        .await
        .unwrap_err();
}

type Change = fn(&mut Settings);

/// The problem, and its place in the message.
const WRONG: [(&str, Change); 29] = [
    ("[main] keys", |all| all.set("main.keys", None::<u8>)),
    ("[main] keys", |all| all.set_keys([])),
    ("[main] keys", |all| {
        all.set_keys([SecretText("QUFB".to_owned())])
    }),
    ("[main] keys", |all| {
        all.set_keys([KEYS[0], "?"].map(|key| SecretText(key.to_owned())))
    }),
    ("[main] keys", |all| all.set("main.keys", KEYS[0])),
    ("[session] expiri", |all| all.set("session.expiri", 60)),
    ("[session] expiry", |all| all.set("session.expiry", "60")),
    ("[signup] enabled", |all| all.set("signup.enabled", 1)),
    ("[password_reset] user_search_by", |all| {
        all.set("password_reset.user_search_by", "mail")
    }),
    ("[linked_auth] definitions", |all| {
        all.set("linked_auth.definitions", 1)
    }),
    ("[user_address_list] ann", |all| {
        all.set("user_address_list.ann", "*")
    }),
    ("[apps] default", |all| all.set("apps.default", "Sales")),
    ("[apps] all", |all| all.set("apps.all", vec!["CRM", " "])),
    ("[apps] default", |all| all.set("apps.all", [""; 0])),
    ("[apps] signup_allowed", |all| {
        all.set("apps.signup_allowed", one("Sales"))
    }),
    ("[apps] login_allowed", |all| {
        all.set("apps.login_allowed", one("crm"))
    }),
    ("[apps] login_metadata_allowed", |all| {
        all.set("apps.login_metadata_allowed", one("Sales"))
    }),
    ("[session] expiry", |all| all.set("session.expiry", 0)),
    ("[password] expiry", |all| all.set("password.expiry", 0)),
    ("[password] min_complexity", |all| {
        all.set("password.min_complexity", 1)
    }),
    ("[password] max_length", |all| {
        all.set("password.max_length", 7)
    }),
    ("[password] max_length", |all| {
        all.set("password.max_length", 1_025)
    }),
    ("[password] reject_list", |all| {
        all.set("password.reject_list", one(""))
    }),
    ("[password] argon2_memory_kib", |all| {
        all.set("password.argon2_memory_kib", 7)
    }),
    ("[password] argon2_iterations", |all| {
        all.set("password.argon2_iterations", 0)
    }),
    ("[signup] confirm_valid_for", |all| {
        all.set("signup.confirm_valid_for", 0)
    }),
    ("[user_validation] reject_username", |all| {
        all.set("user_validation.reject_username", one(" "))
    }),
    ("[user_address_list] ann", |all| {
        all.set_address_list("ann", ["10.0.0.0/33"])
    }),
    ("[user_address_list] Ann", |all| {
        all.set_address_list("Ann", ["*"])
    }),
];

fn one(text: &str) -> Vec<&str> {
    vec![text]
}

#[tokio::test]
async fn a_wrong_setting_is_refused_at_start_by_its_name() {
    for (place, change) in WRONG {
        let message = error(World::builder(|builder| change(&mut builder.settings))).await;
        assert!(message.contains(&format!("{place} ")), "{place}: {message}");
    }
}

#[tokio::test]
async fn all_problems_are_reported_at_once() {
    let builder = World::builder(|builder| {
        builder.settings.set("session.expiry", 0);
        builder.settings.set("password.min_complexity", 3);
        builder.settings.set("signup.max_length_username", 251);
    });
    let message = error(builder).await;
    for place in [
        "[session] expiry",
        "[password] min_complexity",
        "[signup] max_length_username",
    ] {
        assert!(message.contains(place), "{place}: {message}");
    }
}

#[tokio::test]
async fn effective_settings_contain_no_secrets() {
    let world = World::new().await;
    let settings = world.sso.effective_settings().await.unwrap();
    let value = |stanza: &str, key: &str| {
        let mut all = settings.iter();
        let found = all.find(|setting| setting.stanza == stanza && setting.key == key);
        found.map(|setting| setting.value.clone()).unwrap()
    };
    assert_eq!(value("session", "expiry"), "60");
    assert_eq!(value("apps", "all"), "[\"CRM\",\"ERP\"]");
    assert_eq!(value("password", "argon2_memory_kib"), "64");
    assert!(!format!("{settings:?}").contains("QUFB"));
}
