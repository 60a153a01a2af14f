//! Addresses are found under whichever secret key they are filed.

use base64::{Engine, engine::general_purpose::STANDARD};
use vestibule::types::{ApprovalStatus, SignUpStatus};

use super::*;

const OLD: &str = crate::kit::KEY;
const NEW: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";
const THIRD: &str = "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M=";

async fn found(world: &World, email: &str) -> Vec<String> {
    let request = SearchRequest {
        email: Some(email.to_owned()),
        ..SearchRequest::default()
    };
    let found = search(world, request).await;
    assert_eq!(found.total, found.users.len() as u64);
    let name = |user: vestibule::types::User| {
        assert!(user.email.is_some(), "it can be read");
        user.username.unwrap()
    };
    found.users.into_iter().map(name).collect()
}

#[tokio::test]
async fn while_keys_change_and_after() {
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let clock = SteppedClock::default();
    let ann = Person {
        email: Some("ann@example.com"),
        username: "ann",
        ..Person::default()
    };
    let ben = Person {
        email: Some("ben@example.com"),
        username: "ben",
        ..Person::default()
    };
    let old = host(&storage, &clock, &[OLD]).await;
    make(&old, &ann).await;
    old.signup("unproven").await.ok();
    let both = host(&storage, &clock, &[THIRD, NEW, OLD]).await;
    let emails = ["ann@example.com", "ben@example.com", "unproven@example.com"];
    make(&both, &ben).await;
    for email in emails {
        let name = email.split('@').next().unwrap();
        assert_eq!(
            found(&both, email).await,
            [name],
            "filed under any of three"
        );
    }
    assert_eq!(found(&old, "ann@example.com").await, ["ann"]);

    let filed: Vec<String> = indexes(&both).await;
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert!(done.is_complete);
    let after = indexes(&both).await;
    let changed = filed.iter().filter(|index| !after.contains(index)).count();
    assert_eq!(changed, 2, "ben's was under the first key before");
    let third = host(&storage, &clock, &[THIRD]).await;
    for email in emails {
        let name = email.split('@').next().unwrap();
        assert_eq!(found(&third, email).await, [name], "filed under the third");
    }
    third.is_sound().await;
}

/// A search for an address has a condition for each, beside those of all other criteria.
#[tokio::test]
async fn a_search_works_with_the_maximum_of_10_keys() {
    let keys: Vec<String> = (1..=11).map(|each| STANDARD.encode([each; 32])).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let ten = host(&storage, &SteppedClock::default(), &keys[..10]).await;
    let name = || Some("ann".to_owned());
    let request = SearchRequest {
        email: Some("ann@example.com".to_owned()),
        display_name: name(),
        first_name: name(),
        middle_name: name(),
        last_name: name(),
        sign_up_status: Some(SignUpStatus::Final),
        approval_status: Some(ApprovalStatus::Approved),
        ..SearchRequest::default()
    };
    assert_eq!(search(&ten, request).await.total, 0);
    let eleven = World::builder(|builder| builder.keys(&keys))
        .try_build()
        .await;
    let refused = format!("{:#}", eleven.err().unwrap());
    assert!(refused.contains("more than 10 keys"), "{refused}");
}

/// The blind indexes that searches go by.
async fn indexes(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for entry in stored(&*world.storage, "user-by-name/").await {
        let document: Value = serde_json::from_str(&entry.value).unwrap();
        found.extend(document["email"].as_str().map(ToOwned::to_owned));
    }
    found
}
