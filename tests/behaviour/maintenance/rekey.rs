//! From one secret key to another: nothing is lost, and the old key can go.

use serde_json::{Value, json};
use vestibule::types::{Content, SubStatus};

use super::{Data, NEW, OLD, World, caller, healthy::populate};
use crate::kit::OPERATOR;
use crate::kit::rejected;

const THIRD: &str = "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M=";

impl World {
    async fn rekeyed(&self) -> u64 {
        let done = self.sso.rekey(|_| {}).await.unwrap();
        assert!(done.is_complete && done.left == 0, "{done:?}");
        done.rewritten
    }

    async fn address(&self, user_id: &str) -> Option<String> {
        self.account(user_id).await.email
    }

    /// Another user cannot have the address.
    async fn refuses_a_second_owner(&self, email: &str) {
        let request = vestibule::types::CreateRequest {
            username: "somebody.else".to_owned(),
            password: Some(crate::kit::PASSWORD.to_owned()),
            email: Some(email.to_owned()),
            ..vestibule::types::CreateRequest::default()
        };
        let refused = self.sso.create_user(&caller(), &OPERATOR, &request).await;
        assert_eq!(rejected(refused), [SubStatus::EmailExists]);
    }
}

/// Everything that is sealed or filed, as text.
async fn under_keys(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in world.stored().await {
        let value: Value = serde_json::from_str(&value).unwrap();
        for member in ["email", "email_index", "sealed"] {
            found.extend(value[member].as_str().map(ToOwned::to_owned));
        }
        if key.starts_with("email") {
            found.push(key.split('/').nth(1).unwrap().to_owned());
        }
    }
    found
}

#[tokio::test]
async fn the_old_key_can_go_and_nothing_is_lost() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    let ann = old.proven("ann", "Ann@example.com").await;
    old.approve(&ann).await;
    let ust = old.ust("ann").await;
    let unproven = old.approved("unproven").await;
    let (ben, ben_token) = old.sign_up("ben", "ben@example.com").await.by_mail();
    let (carl, carl_token) = old.sign_up("carl", "carl@example.com").await.by_mail();
    let (_, stranger_token) = old
        .sign_up("stranger", "stranger@example.com")
        .await
        .by_mail();
    let before = under_keys(&old).await;
    assert!(!data.starts_with(&[NEW]).await);

    let both = data.host(&[NEW, OLD]).await;
    both.is_sound().await;
    assert!(!data.starts_with(&[NEW]).await, "nothing is rewritten yet");
    assert!(both.rekeyed().await >= 5);
    both.is_sound().await;
    for text in under_keys(&both).await {
        assert!(!before.contains(&text), "{text} is as it was");
    }
    assert_eq!(both.rekeyed().await, 0);
    assert!(both.is_open(&ust).await);
    assert!(!data.starts_with(&[OLD]).await);

    let new = data.host(&[NEW]).await;
    new.is_sound().await;
    assert!(!new.is_open(&ust).await);
    new.ust("ann").await;
    assert_eq!(new.address(&ann).await.as_deref(), Some("Ann@example.com"));
    let address = new.address(&unproven).await;
    assert_eq!(address.as_deref(), Some("unproven@example.com"));
    new.refuses_a_second_owner("ANN@EXAMPLE.com").await;

    new.confirm(&ben_token).await.ok();
    assert!(new.account(&ben).await.email_verified);
    new.refuses_a_second_owner("ben@example.com").await;
    new.sso.disown(&caller(), &stranger_token).await.unwrap();
    new.reject(&carl).await;
    let gone = new.sso.confirm(&caller(), &carl_token).await;
    assert_eq!(rejected(gone), [SubStatus::AuthNoSuchSignUpToken]);
    new.made("carla", Some("carl@example.com")).await;
    new.is_sound().await;
    assert!(data.starts_with(&[NEW]).await);
}

#[tokio::test]
async fn messages_are_sent_after_a_rekey_as_before() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    for name in ["adam", "berta", "carl"] {
        old.signup(name).await.ok();
    }
    let claimed = old.sso.claim_messages(1, 3_600).await.unwrap().remove(0);
    let both = data.host(&[NEW, OLD]).await;
    assert_eq!(both.rekeyed().await, 6);
    let new = data.host(&[NEW]).await;
    new.sso
        .message_failed(&claimed.id, &claimed.claim)
        .await
        .unwrap();
    new.advance(std::time::Duration::from_secs(60));
    let mails = new.mails().await;
    let mut names: Vec<&str> = mails.iter().map(|mail| &*mail.username).collect();
    names.sort_unstable();
    assert_eq!(names, ["adam", "berta", "carl"]);
    for mail in &mails {
        let Content::SignupConfirm(confirm) = &mail.content else {
            panic!("{mail:?}");
        };
        let token = &confirm.confirm_token;
        new.confirm(token).await.ok();
        let tried = u32::from(mail.username == claimed.username);
        assert_eq!(mail.attempts, tried);
        new.sso.message_done(&mail.id, &mail.claim).await.unwrap();
    }
    assert!(new.keys("outbox/").await.is_empty());
    new.is_sound().await;
}

#[tokio::test]
async fn accounts_in_every_state_are_rewritten() {
    for is_late in [false, true] {
        let data = Data::new();
        let old = data.host(&[OLD]).await;
        populate(&old).await;
        if is_late {
            // No expired document becomes valid again.
            old.advance(std::time::Duration::from_secs(8 * 24 * 3_600));
        }
        let before = old.keys("").await;
        let both = data.host(&[NEW, OLD]).await;
        assert!(both.rekeyed().await > 5);
        both.is_sound().await;
        assert_eq!(both.rekeyed().await, 0);
        let new = data.host(&[NEW]).await;
        new.is_sound().await;
        let is_counted = |key: &&String| !key.starts_with("audit/");
        let after = new.keys("").await;
        assert_eq!(
            before.iter().filter(is_counted).count(),
            after.iter().filter(is_counted).count()
        );
        new.sso.sweep().await.unwrap();
        new.is_sound().await;
    }
}

#[tokio::test]
async fn expired_documents_are_not_rewritten() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    old.signup("ann").await.ok();
    let before = old.stored().await;
    old.advance(std::time::Duration::from_secs(8 * 24 * 3_600));
    let both = data.host(&[NEW, OLD]).await;
    assert_eq!(both.rekeyed().await, 0);
    let after = both.stored().await;
    for entry in before.iter().filter(|(key, _)| key != "key-check") {
        assert!(after.contains(entry), "{entry:?}");
    }
    assert!(data.starts_with(&[NEW]).await);
}

#[tokio::test]
async fn a_key_can_come_back_and_there_can_be_more_than_two() {
    let data = Data::new();
    let ann = data
        .host(&[OLD])
        .await
        .proven("ann", "ann@example.com")
        .await;
    data.host(&[NEW, OLD]).await.rekeyed().await;
    let back = data.host(&[OLD, NEW]).await;
    assert!(
        !data.starts_with(&[NEW]).await,
        "the old one is in use again"
    );
    assert!(!data.starts_with(&[OLD]).await, "the new one still is");
    back.made("ben", Some("ben@example.com")).await;
    back.refuses_a_second_owner("ann@example.com").await;

    let third = data.host(&[THIRD, NEW, OLD]).await;
    third.made("carl", Some("carl@example.com")).await;
    for keys in [&[THIRD, NEW], &[THIRD, OLD], &[NEW, OLD]] {
        assert!(!data.starts_with(keys).await);
    }
    third.is_sound().await;
    assert_eq!(third.rekeyed().await, 3, "carl is under the third already");
    third.is_sound().await;
    let alone = data.host(&[THIRD]).await;
    assert_eq!(
        alone.address(&ann).await.as_deref(),
        Some("ann@example.com")
    );
    for email in ["ann@example.com", "ben@example.com", "carl@example.com"] {
        alone.refuses_a_second_owner(email).await;
    }
    alone.is_sound().await;
    assert!(!data.starts_with(&[OLD, NEW]).await);
}

#[tokio::test]
async fn with_one_key_there_is_nothing_to_do() {
    let data = Data::new();
    let world = data.host(&[OLD]).await;
    populate(&world).await;
    let before = world.stored().await;
    assert_eq!(world.rekeyed().await, 0);
    assert_eq!(world.stored().await, before);
}

/// A document that cannot be rewritten keeps all keys, because it is unknown which one it needs.
#[tokio::test]
async fn no_key_can_go_while_something_cannot_be_rewritten() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    let ann = old.proven("ann", "ann@example.com").await;
    old.signup("ben").await.ok();
    let both = data.host(&[NEW, OLD]).await;
    let user = format!("user/{ann}");
    let message = both.keys("outbox/").await.pop().unwrap();
    for (key, wrong) in [
        (&user, json!("nonsense")),
        (&message, json!({"sealed": "nonsense"})),
    ] {
        let right = both.document(key).await;
        let member = if key == &user { "email" } else { "sealed" };
        both.edit(key, member, json!("nonsense")).await;
        for value in [both.document(key).await, wrong] {
            both.put(key, value).await;
            let done = both.sso.rekey(|_| {}).await.unwrap();
            assert_eq!((done.left, done.is_complete), (1, false), "{key}");
            assert!(!data.starts_with(&[NEW]).await);
        }
        both.put(key, right).await;
    }
    both.rekeyed().await;
    assert!(data.starts_with(&[NEW]).await);
}

/// An account does not lose its address to another that has it under another key.
#[tokio::test]
async fn an_address_of_two_accounts_is_not_rewritten() {
    let data = Data::new();
    let ann = data.host(&[OLD]).await;
    let ann = ann.made("ann", Some("ann@example.com")).await;
    let separate = Data::new().host(&[NEW]).await;
    separate.made("ann", Some("ann@example.com")).await;
    let owned = separate.key_below("email/").await;
    let both = data.host(&[NEW, OLD]).await;
    let ben = both.made("ben", None).await;
    both.put(&owned, json!({"user_id": ben, "expires_at": null}))
        .await;
    let before = both.document(&format!("user/{ann}")).await;
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert_eq!((done.left, done.is_complete), (1, false));
    assert_eq!(both.document(&format!("user/{ann}")).await, before);
    assert_eq!(both.document(&owned).await["user_id"], json!(ben));
    assert!(!data.starts_with(&[NEW]).await);
}
