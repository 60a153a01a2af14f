//! Messages to callbacks are looked after like those that are mailed.

use serde_json::json;
use vestibule::types::Flaw::{KeyNotNoted, Malformed, Unreadable};

use super::{Data, NEW, OLD, World};
use crate::kit::WorldBuilder;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

impl Data {
    fn telling(&self, keys: &[&str]) -> WorldBuilder {
        let mut builder = self.builder(keys);
        let urls = ["https://one.example.com", "https://two.example.com"];
        let urls = urls.map(ToOwned::to_owned).to_vec();
        builder.settings.set("signup.callback_url_list", urls);
        builder.callback_secret = Some(SECRET);
        builder
    }

    async fn teller(&self, keys: &[&str]) -> World {
        self.telling(keys).build().await
    }
}

#[tokio::test]
async fn they_are_readable_or_reported() {
    let world = Data::new().teller(&[OLD]).await;
    world.signup("ann").await.ok();
    assert_eq!(world.keys("callback/").await.len(), 2);
    world.is_sound().await;
    let message = world.key_below("callback/").await;
    let right = world.document(&message).await;
    world.edit(&message, "sealed", json!("nonsense")).await;
    world.has(&[(&message, Unreadable, None)]).await;
    world.put(&message, json!({"sealed": 1})).await;
    world.has(&[(&message, Malformed, None)]).await;
    world.put(&message, right).await;
    world.is_sound().await;
    // A mail is not a message to a callback, even under its own ID.
    let mail = world.key_below("outbox/").await;
    let moved = mail.replace("outbox/", "callback/");
    let document = world.document(&mail).await;
    world.put(&moved, document).await;
    world.has(&[(&moved, Unreadable, None)]).await;
}

#[tokio::test]
async fn the_old_key_can_go_and_callbacks_are_still_sent() {
    let data = Data::new();
    let old = data.teller(&[OLD]).await;
    for name in ["adam", "berta"] {
        old.signup(name).await.ok();
    }
    let claimed = old.sso.claim_callbacks(1, 3_600).await.unwrap().remove(0);
    assert!(!data.starts_with(&[NEW]).await);
    let both = data.teller(&[NEW, OLD]).await;
    // Two accounts, two mails, four messages.
    let done = both.sso.rekey(|_| {}).await.unwrap();
    assert!(done.is_complete && done.left == 0, "{done:?}");
    assert_eq!(done.rewritten, 8);
    both.is_sound().await;
    let again = both.sso.rekey(|_| {}).await.unwrap();
    assert_eq!(again.rewritten, 0);

    let new = data.teller(&[NEW]).await;
    new.is_sound().await;
    let (id, claim) = (&claimed.id, &claimed.claim);
    new.sso.message_failed(id, claim).await.unwrap();
    new.advance(std::time::Duration::from_secs(60));
    let mut names = Vec::new();
    for callback in new.sso.claim_callbacks(10, 60).await.unwrap() {
        let body: serde_json::Value = serde_json::from_str(&callback.body).unwrap();
        names.push(body["data"]["username"].as_str().unwrap().to_owned());
        let is_tried = callback.message_id == claimed.message_id;
        assert_eq!(callback.attempts, u32::from(is_tried));
    }
    names.sort_unstable();
    assert_eq!(names, ["adam", "adam", "berta", "berta"]);
    new.is_sound().await;
}

/// A host that still has the old key first claims, fails and queues behind the pass.
#[tokio::test]
async fn a_late_write_under_the_old_key_notes_the_key_again() {
    let data = Data::new();
    let behind = data.teller(&[OLD, NEW]).await;
    behind.signup("adam").await.ok();
    let ahead = data.teller(&[NEW, OLD]).await;
    let pass = ahead.sso.begin_rekey().await.unwrap();
    let mut after = None;
    loop {
        let page = ahead.sso.rekey_page(after.as_deref()).await.unwrap();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(behind.sso.claim_callbacks(10, 60).await.unwrap().len(), 2);
    assert!(!ahead.sso.end_rekey(&pass).await.unwrap(), "begin again");
    ahead.is_sound().await;
}

#[tokio::test]
async fn the_key_of_a_queued_callback_is_recorded() {
    let world = Data::new().teller(&[OLD]).await;
    world.signup("ann").await.ok();
    let note = world.document("key-check").await;
    world.edit("key-check", "key_ids", json!([])).await;
    let found = world.check().await;
    let callbacks = found
        .iter()
        .filter(|defect| defect.key.starts_with("callback/"));
    assert!(callbacks.map(|defect| defect.flaw).eq([KeyNotNoted; 2]));
    world.put("key-check", note).await;
    world.is_sound().await;
}
