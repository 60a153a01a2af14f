//! Attributes under another secret key.

use serde_json::json;
use vestibule::types::{AttributeInput, AttributeOwner, Authority};

use super::{Data, NEW, OLD, World, caller};

impl World {
    /// Of the user and of the session, in clear and encrypted, with an end and without.
    pub(super) async fn give_attributes(&self, ust: &str) {
        let authority = Authority::Session(ust.to_owned());
        for owner in owners(ust) {
            for (name, encrypt, expiration) in [
                ("clear", false, None),
                ("sealed", true, None),
                ("a/b", true, Some(1_000)),
                ("long", true, Some(3 * 24 * 3_600)),
            ] {
                let inputs = [AttributeInput {
                    name: name.to_owned(),
                    value_json: Some(json!(name).to_string()),
                    expiration,
                    encrypt: Some(encrypt),
                    user_id: None,
                }];
                let caller = caller();
                let made = self
                    .sso
                    .create_attributes(&caller, &authority, &owner, &inputs);
                made.await.unwrap();
            }
        }
    }

    /// All of them can be read.
    async fn has_attributes(&self, authority: &Authority, owner: &AttributeOwner) {
        let names = ["clear", "sealed", "a/b", "long"].map(str::to_owned);
        let caller = caller();
        let found = self.sso.attributes(&caller, authority, owner, &names, true);
        for (name, found) in names.iter().zip(found.await.unwrap()) {
            assert_eq!(found.unwrap().value_json, json!(name).to_string());
        }
    }
}

fn owners(ust: &str) -> [AttributeOwner; 2] {
    [
        AttributeOwner::User(None),
        AttributeOwner::Session(ust.to_owned()),
    ]
}

#[tokio::test]
async fn attributes_move_to_the_new_key_and_stay_readable() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    let ann = old.made("ann", None).await;
    let ust = old.ust("ann").await;
    old.give_attributes(&ust).await;
    let authority = Authority::Session(ust.clone());
    assert!(!data.starts_with(&[NEW]).await);
    let mut sealed = old.stored().await;
    sealed.retain(|(key, value)| key.contains("-attr/") && value.contains("\"is_encrypted\":true"));
    assert_eq!(sealed.len(), 6);

    let both = data.host(&[NEW, OLD]).await;
    both.is_sound().await;
    for owner in owners(&ust) {
        both.has_attributes(&authority, &owner).await;
    }
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert!(done.is_complete, "{done:?}");
    assert_eq!((done.rewritten, done.left), (6, 0));
    assert_eq!(done.documents, 1 + 8);
    both.is_sound().await;
    for owner in owners(&ust) {
        both.has_attributes(&authority, &owner).await;
    }
    let after = both.stored().await;
    for (key, value) in &sealed {
        let (_, moved) = after.iter().find(|(other, _)| other == key).unwrap();
        assert_ne!(moved, value);
    }
    assert_eq!(both.sso.rekey(|_| {}).await.unwrap().rewritten, 0);

    assert!(!data.starts_with(&[OLD]).await);
    let new = data.host(&[NEW]).await;
    new.is_sound().await;
    let owner = AttributeOwner::User(Some(ann));
    new.has_attributes(&crate::kit::OPERATOR, &owner).await;
}

/// The times are those they had.
#[tokio::test]
async fn nothing_but_the_seal_changes() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    old.made("ann", None).await;
    let ust = old.ust("ann").await;
    old.give_attributes(&ust).await;
    let mut before = Vec::new();
    for key in old.keys("").await {
        if key.contains("-attr/") {
            before.push((key.clone(), old.document(&key).await));
        }
    }
    data.clock.advance(std::time::Duration::from_secs(60));
    let both = data.host(&[NEW, OLD]).await;
    both.sso.rekey(|_| {}).await.unwrap();
    for (key, mut document) in before {
        let mut after = both.document(&key).await;
        document["value"].take();
        after["value"].take();
        assert_eq!(after, document);
    }
}

#[tokio::test]
async fn the_old_key_stays_while_an_attribute_cannot_be_read() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    old.made("ann", None).await;
    let ust = old.ust("ann").await;
    old.give_attributes(&ust).await;
    let both = data.host(&[NEW, OLD]).await;
    for prefix in ["user-attr/", "session-attr/"] {
        let keys = both.keys(prefix).await;
        let key = keys.iter().find(|key| key.ends_with("/sealed")).unwrap();
        let right = both.document(key).await;
        both.edit(key, "value", json!("nonsense")).await;
        let done = both.sso.rekey(|_| {}).await.unwrap();
        assert_eq!((done.left, done.is_complete), (1, false));
        assert!(!data.starts_with(&[NEW]).await);
        both.put(key, right).await;
    }
    assert!(both.sso.rekey(|_| {}).await.unwrap().is_complete);
}

/// Many pages of one kind, and all kinds.
#[tokio::test]
async fn every_page_is_rewritten_once() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    old.made("ann", None).await;
    let ust = old.ust("ann").await;
    let authority = Authority::Session(ust.clone());
    for from in (0..240).step_by(40) {
        let input = |number: usize| AttributeInput {
            name: format!("n{number}"),
            value_json: None,
            expiration: None,
            encrypt: Some(true),
            user_id: None,
        };
        let inputs: Vec<_> = (from..from + 40).map(input).collect();
        let (caller, owner) = (caller(), AttributeOwner::User(None));
        let made = old
            .sso
            .create_attributes(&caller, &authority, &owner, &inputs);
        made.await.unwrap();
    }
    old.signup("carl").await.ok();
    let both = data.host(&[NEW, OLD]).await;
    let mut said = Vec::new();
    let done = both
        .sso
        .rekey(|documents| said.push(documents))
        .await
        .unwrap();
    // Ann has no address; carl has one, and a message.
    assert_eq!((done.documents, done.rewritten), (2 + 240 + 1, 1 + 240 + 1));
    assert_eq!(said, [2, 3, 3, 103, 203, 243, 243]);
    both.is_sound().await;
}
