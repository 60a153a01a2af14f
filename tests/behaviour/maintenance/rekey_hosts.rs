//! Other hosts serve the same data while it is rewritten, with their keys in another order.

use std::time::Duration;

use serde_json::json;

use super::{Data, NEW, OLD, World, caller};

/// Rewrites all pages, once.
async fn rewrite(world: &World) {
    let mut after: Option<String> = None;
    loop {
        let page = world.sso.rekey_page(after.as_deref()).await.unwrap();
        assert_eq!(page.left, 0);
        after = page.next;
        if after.is_none() {
            return;
        }
    }
}

/// The host with the old first key, and the one that rewrites.
pub(super) async fn two(data: &Data) -> (World, World) {
    let behind = data.host(&[OLD, NEW]).await;
    let ahead = data.host(&[NEW, OLD]).await;
    (behind, ahead)
}

#[tokio::test]
async fn data_written_under_the_old_key_during_a_pass_keeps_the_key() {
    type Act = for<'a> fn(&'a World, &'a str) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>;
    let acts: [(&str, Act); 3] = [
        ("an account", |world, _| {
            Box::pin(async {
                world.made("carl", Some("carl@example.com")).await;
            })
        }),
        ("a sign-up", |world, _| {
            Box::pin(async {
                world.signup("carl").await.ok();
            })
        }),
        ("a proof", |world, token| {
            Box::pin(async move {
                world.confirm(token).await.ok();
            })
        }),
    ];
    for (what, act) in acts {
        let data = Data::new();
        let (behind, ahead) = two(&data).await;
        behind.made("ann", Some("ann@example.com")).await;
        let (_, token) = behind.sign_up("ben", "ben@example.com").await.by_mail();
        let pass = ahead.sso.begin_rekey().await.unwrap();
        rewrite(&ahead).await;
        act(&behind, &token).await;
        assert!(!ahead.sso.end_rekey(&pass).await.unwrap(), "{what}");
        assert!(!data.starts_with(&[NEW]).await, "{what}");
        ahead.is_sound().await;

        let done = ahead.sso.rekey(|_| {}).await.unwrap();
        assert!(done.is_complete && done.rewritten > 0, "{what}");
        let new = data.host(&[NEW]).await;
        new.is_sound().await;
        // Afterwards too: data written under a key needs it.
        behind.made("dora", Some("dora@example.com")).await;
        assert!(!data.starts_with(&[NEW]).await, "{what}");
        data.host(&[NEW, OLD]).await.is_sound().await;
    }
}

#[tokio::test]
async fn documents_without_a_key_do_not_stop_a_pass() {
    let data = Data::new();
    let (behind, ahead) = two(&data).await;
    let ann = behind.made("ann", Some("ann@example.com")).await;
    let ben = behind.confirmed("ben").await;
    let pass = ahead.sso.begin_rekey().await.unwrap();
    rewrite(&ahead).await;
    let ust = behind.ust("ann").await;
    behind.sso.renew(&caller(), &ust).await.unwrap();
    behind.made("carl", None).await;
    behind.reject(&ben).await;
    let message = behind.keys("outbox/").await.len();
    assert_eq!(message, 2, "the mail about the rejection is sealed");
    assert!(!ahead.sso.end_rekey(&pass).await.unwrap());
    let pass = ahead.sso.begin_rekey().await.unwrap();
    rewrite(&ahead).await;
    behind.sso.logout(&caller(), &ust).await.unwrap();
    behind.made("dora", None).await;
    assert!(ahead.sso.end_rekey(&pass).await.unwrap());
    let new = data.host(&[NEW]).await;
    assert!(new.account(&ann).await.email.is_some());
}

/// A message moves to a place where the pass has been.
#[tokio::test]
async fn a_rescheduled_message_is_rewritten_too() {
    for is_behind in [false, true] {
        let data = Data::new();
        let (behind, ahead) = two(&data).await;
        behind.signup("ann").await.ok();
        let claimed = behind.sso.claim_messages(1, 3_600).await.unwrap().remove(0);
        let pass = ahead.sso.begin_rekey().await.unwrap();
        // The pass stands before the message, which then moves behind it.
        let users = ahead.sso.rekey_page(None).await.unwrap();
        assert_eq!(users.rewritten, 1);
        let mut next = users.next;
        while next.as_deref() != Some("outbox/") {
            next = ahead.sso.rekey_page(next.as_deref()).await.unwrap().next;
            assert!(next.is_some(), "messages come last");
        }
        let mover = if is_behind { &behind } else { &ahead };
        let failed = mover.sso.message_failed(&claimed.id, &claimed.claim);
        failed.await.unwrap();
        assert_eq!(ahead.sso.end_rekey(&pass).await.unwrap(), !is_behind);
        if is_behind {
            assert!(!data.starts_with(&[NEW]).await);
            assert!(ahead.sso.rekey(|_| {}).await.unwrap().is_complete);
        }
        let new = data.host(&[NEW]).await;
        new.is_sound().await;
        new.advance(Duration::from_secs(60));
        assert_eq!(new.mails().await.len(), 1);
    }
}

/// One host rewrites under one key and another one under the other.
#[tokio::test]
async fn rewriting_the_other_way_round_notes_its_key_too() {
    for after in [None, Some("outbox/")] {
        let data = Data::new();
        let (behind, ahead) = two(&data).await;
        behind.signup("ann").await.ok();
        ahead.sso.begin_rekey().await.unwrap();
        let pass = behind.sso.begin_rekey().await.unwrap();
        rewrite(&behind).await;
        let page = ahead.sso.rekey_page(after).await.unwrap();
        assert_eq!(page.rewritten, 1);
        assert!(!behind.sso.end_rekey(&pass).await.unwrap(), "{after:?}");
        assert!(!data.starts_with(&[OLD]).await);
        behind.is_sound().await;
        assert!(behind.sso.rekey(|_| {}).await.unwrap().is_complete);
        data.host(&[OLD]).await.is_sound().await;
    }
}

/// A later pass does not know what an earlier one has missed.
#[tokio::test]
async fn a_pass_ends_only_its_own_retirement() {
    let data = Data::new();
    let (behind, ahead) = two(&data).await;
    let pass = ahead.sso.begin_rekey().await.unwrap();
    rewrite(&ahead).await;
    behind.made("ann", Some("ann@example.com")).await;
    let later = ahead.sso.begin_rekey().await.unwrap();
    assert_ne!(pass, later);
    assert!(!ahead.sso.end_rekey(&pass).await.unwrap());
    assert!(!data.starts_with(&[NEW]).await);
    rewrite(&ahead).await;
    assert!(ahead.sso.end_rekey(&later).await.unwrap());
    data.host(&[NEW]).await.is_sound().await;
}

/// Two at once are as good as one.
#[tokio::test]
async fn two_can_rewrite_at_the_same_time() {
    let data = Data::new();
    let (behind, ahead) = two(&data).await;
    for name in ["ann", "ben", "carl"] {
        behind
            .made(name, Some(&format!("{name}@example.com")))
            .await;
    }
    let second = data.host(&[NEW, OLD]).await;
    let (one, two) = (ahead.sso.rekey(|_| {}), second.sso.rekey(|_| {}));
    let (one, two) = tokio::join!(one, two);
    assert!(one.unwrap().is_complete && two.unwrap().is_complete);
    let new = data.host(&[NEW]).await;
    new.is_sound().await;
    assert_eq!(new.document("key-check").await["retiring"], json!([]));
}
