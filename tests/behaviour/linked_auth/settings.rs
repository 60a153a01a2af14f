//! Stanza `linked_auth`: refusals at the start, and the effective settings.

use serde_json::{Value, json};

use super::log_in;
use crate::kit::{PROGRAM_PASSWORD, World, define, hash};

const SALT_AND_HASH: &str = "c29tZSByYW5kb20gc2FsdA$CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk";

fn definition(auth_type: &str, username: &str, hash: &str) -> Value {
    json!({"auth_type": auth_type, "username": username, "password_hash": hash})
}

/// None if a host starts with them.
async fn problem(definitions: Vec<Value>) -> Option<String> {
    let builder = World::builder(|builder| {
        builder.settings.set("linked_auth.definition", definitions);
    });
    let error = builder.try_build().await.err()?;
    let said = format!("{error:#}");
    assert!(said.contains("[linked_auth] definition"), "{said}");
    assert!(
        !said.contains("$argon2") && !said.contains("CQkJ"),
        "{said}"
    );
    Some(said)
}

fn costs(parameters: &str) -> String {
    format!("$argon2id$v=19${parameters}${SALT_AND_HASH}")
}

#[tokio::test]
async fn a_definition_needs_a_type_a_username_and_an_affordable_hash() {
    let good = costs("m=64,t=1,p=1");
    assert_eq!(
        problem(vec![definition("basic_auth", "pubapi", &good)]).await,
        None
    );
    let longest = "x".repeat(250);
    assert_eq!(
        problem(vec![definition("basic_auth", &longest, &good)]).await,
        None
    );

    let said = problem(vec![definition("jwt", "pubapi", &good)]).await;
    assert!(said.unwrap().contains("jwt is not available yet"));
    for auth_type in ["", "Basic", "oauth"] {
        let said = problem(vec![definition(auth_type, "pubapi", &good)]).await;
        assert!(said.unwrap().contains("has to be basic_auth"));
    }
    for username in ["", "a:b", "a\nb", "a\0", &"x".repeat(251)] {
        let said = problem(vec![definition("basic_auth", username, &good)]).await;
        assert!(said.unwrap().contains("username has to be"), "{username}");
    }
    for hash in [
        "",
        "a password",
        &good.replace("argon2id", "argon2i"),
        &good.replace("v=19", "v=16"),
        &good.replace("$v=19", ""),
        "$argon2id$v=19$m=64,t=1,p=1$c29tZSByYW5kb20gc2FsdA",
        "$argon2id$v=19$m=64,t=1,p=1",
        &costs("m=1048577,t=1,p=1"),
        &costs("m=7,t=1,p=1"),
        &costs("m=64,t=0,p=1"),
        &costs("m=64,t=101,p=1"),
        &costs("m=64,t=1,p=9"),
        &costs("m=4096,t=1,p=17"),
        &costs("m=64,t=1"),
    ] {
        let said = problem(vec![definition("basic_auth", "pubapi", hash)]).await;
        assert!(
            said.expect(hash).contains("password_hash has to be"),
            "{hash}"
        );
    }
    let nothing = problem(vec![json!({})]).await.unwrap();
    for key in ["auth_type", "username", "password_hash"] {
        assert!(nothing.contains(key), "{nothing}");
    }
}

#[tokio::test]
async fn the_problem_names_its_definition() {
    let good = costs("m=64,t=1,p=1");
    let of = |name| definition("basic_auth", name, &good);
    let said = problem(vec![of("one"), of("two"), of("one")])
        .await
        .unwrap();
    assert!(
        said.contains("definition 3") && said.contains("earlier"),
        "{said}"
    );
    assert_eq!(problem(vec![of("one"), of("ONE")]).await, None);
    let names: Vec<String> = (0..1_001).map(|number| number.to_string()).collect();
    let many = names.iter().map(|name| of(name)).collect();
    assert!(problem(many).await.unwrap().contains("more than 1,000"));
}

#[tokio::test]
async fn a_hash_is_never_shown() {
    let hash = hash(PROGRAM_PASSWORD).await;
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
    let world = World::with(|settings| {
        define(settings, &["pubapi"], &hash);
        let shown = format!("{settings:?}");
        assert!(shown.contains("linked_auth") && !shown.contains("$argon2"));
    });
    let effective = world.await.sso.effective_settings().await.unwrap();
    let setting = effective
        .iter()
        .find(|setting| setting.stanza == "linked_auth");
    let setting = setting.unwrap();
    assert_eq!(setting.key, "definition");
    let expected = r#"[{"auth_type":"basic_auth","username":"pubapi"}]"#;
    assert_eq!(setting.value, expected);
}

#[tokio::test]
async fn a_programs_password_has_1_to_1024_characters() {
    let world = World::new().await;
    for wrong in ["", &"ä".repeat(1_025)] {
        world.sso.hash_password(wrong).await.unwrap_err();
    }
    let long = "ä".repeat(1_024);
    let hash = hash(&long).await;
    let world = World::with(|settings| define(settings, &["pubapi"], &hash));
    let world = world.await;
    assert_eq!(log_in(&world, "pubapi", &long).await, None, "not linked");
    let event = world.events.last();
    assert_eq!(event.operation, "session.on_external_auth_succeeded");
}
