//! Another operation and a commit of the rewriting overtake each other.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::storage::Storage;

use super::{Data, NEW, caller, rekey_hosts::two};
use crate::kit::Gate;

/// A proof overtakes the commit that moves the account, or the other way round.
#[tokio::test]
async fn a_proof_and_the_move_of_an_account_do_not_pass_each_other() {
    for is_proof_first in [false, true] {
        let gate = Arc::new(Gate::new());
        let data = Data::over(Arc::clone(&gate) as Arc<dyn Storage>);
        let (behind, ahead) = two(&data).await;
        let (ann, token) = behind.sign_up("ann", "ann@example.com").await.by_mail();
        let (sso, other) = (ahead.sso.clone(), behind.sso.clone());
        ahead.sso.begin_rekey().await.unwrap();
        let proof = async move { other.confirm(&caller(), &token).await.unwrap() };
        let rekey = async move {
            sso.rekey_page(None).await.unwrap();
        };
        if is_proof_first {
            gate.overtake(rekey, "user/", proof).await;
        } else {
            gate.overtake(proof, "user/", rekey).await;
        }
        ahead.is_sound().await;
        assert_eq!(ahead.keys("email/").await.len(), 1);
        assert!(ahead.account(&ann).await.email_verified);
        assert!(ahead.sso.rekey(|_| {}).await.unwrap().is_complete);
        let new = data.host(&[NEW]).await;
        new.is_sound().await;
        assert_eq!(new.keys("email/").await.len(), 1);
    }
}

/// Another user proves the same address while its owner's account is rewritten.
#[tokio::test]
async fn an_address_never_looks_free() {
    for has_old_first in [false, true] {
        let gate = Arc::new(Gate::new());
        let data = Data::over(Arc::clone(&gate) as Arc<dyn Storage>);
        let (behind, ahead) = two(&data).await;
        let ann = behind.made("ann", Some("ann@example.com")).await;
        let (ben, token) = behind.sign_up("ben", "ann@example.com").await.by_mail();
        let prover = if has_old_first { &behind } else { &ahead };
        let (sso, other) = (ahead.sso.clone(), prover.sso.clone());
        ahead.sso.begin_rekey().await.unwrap();
        let proof = async move { other.confirm(&caller(), &token).await.unwrap() };
        let rekey = async move {
            sso.rekey_page(None).await.unwrap();
        };
        gate.overtake(proof, "user/", rekey).await;
        assert!(ahead.account(&ann).await.email_verified);
        assert!(!ahead.account(&ben).await.email_verified);
        ahead.is_sound().await;
    }
}

/// A host has looked which keys are noted, and writes when all the rewriting is over.
#[tokio::test]
async fn a_late_write_under_the_old_key_notes_the_key_again() {
    for what in ["account", "sign-up", "proof", "welcome", "claim", "failure"] {
        let gate = Arc::new(Gate::new());
        let data = Data::over(Arc::clone(&gate) as Arc<dyn Storage>);
        let (behind, ahead) = two(&data).await;
        let (ben, token) = behind.sign_up("ben", "ben@example.com").await.by_mail();
        ahead.advance(Duration::from_secs(60));
        let claimed = behind.sso.claim_messages(1, 60).await.unwrap().remove(0);
        if what == "claim" {
            ahead.advance(Duration::from_secs(60));
        }
        let slow = async move {
            match what {
                "account" => {
                    behind.made("carl", Some("carl@example.com")).await;
                }
                "sign-up" => {
                    behind.signup("carl").await.ok();
                }
                "proof" => behind.sso.confirm(&caller(), &token).await.unwrap(),
                "welcome" => behind.approve(&ben).await,
                "claim" => assert_eq!(behind.mails().await.len(), 1),
                _ => {
                    let failed = behind.sso.message_failed(&claimed.id, &claimed.claim);
                    failed.await.unwrap();
                }
            }
        };
        let prefix = match what {
            "claim" | "failure" => "outbox/",
            _ => "user/",
        };
        let rekey = async {
            assert!(ahead.sso.rekey(|_| {}).await.unwrap().is_complete);
        };
        gate.overtake(slow, prefix, rekey).await;
        ahead.is_sound().await;
        assert!(!data.starts_with(&[NEW]).await, "{what}");
        assert!(ahead.sso.rekey(|_| {}).await.unwrap().is_complete);
        data.host(&[NEW]).await.is_sound().await;
    }
}

/// A user is rejected, or disowned, just before the rewritten account is committed.
#[tokio::test]
async fn an_account_erased_during_a_pass_stays_erased() {
    for is_rejected in [false, true] {
        let gate = Arc::new(Gate::new());
        let data = Data::over(Arc::clone(&gate) as Arc<dyn Storage>);
        let (behind, ahead) = two(&data).await;
        let (ben, token) = behind.sign_up("ben", "ben@example.com").await.by_mail();
        let sso = ahead.sso.clone();
        sso.begin_rekey().await.unwrap();
        let rekey = async move { sso.rekey_page(None).await.unwrap() };
        let leave = async {
            match is_rejected {
                true => behind.reject(&ben).await,
                false => behind.sso.disown(&caller(), &token).await.unwrap(),
            }
        };
        let page = gate.overtake(rekey, "user/", leave).await;
        assert_eq!((page.rewritten, page.left), (0, 0));
        ahead.is_sound().await;
        assert!(ahead.keys("email").await.is_empty());
    }
}

/// A message is sent just before its new form is written.
#[tokio::test]
async fn a_sent_message_is_not_sent_again() {
    let gate = Arc::new(Gate::new());
    let data = Data::over(Arc::clone(&gate) as Arc<dyn Storage>);
    let (behind, ahead) = two(&data).await;
    behind.signup("ann").await.ok();
    let mail = behind.mails().await.remove(0);
    let sso = ahead.sso.clone();
    sso.begin_rekey().await.unwrap();
    let rekey = async move { sso.rekey_page(Some("outbox/")).await.unwrap() };
    let done = async {
        let done = behind.sso.message_done(&mail.id, &mail.claim);
        done.await.unwrap();
    };
    gate.overtake(rekey, "outbox/", done).await;
    assert!(ahead.keys("outbox/").await.is_empty());
}

/// An account whose ownership was lost does not take it back from who proves the address.
#[tokio::test]
async fn the_first_proof_wins_while_an_account_moves() {
    let gate = Arc::new(Gate::new());
    let data = Data::over(Arc::clone(&gate) as Arc<dyn Storage>);
    let (behind, ahead) = two(&data).await;
    behind.made("ann", Some("ann@example.com")).await;
    let (ben, token) = ahead.sign_up("ben", "ann@example.com").await.by_mail();
    behind.remove(&behind.key_below("email/").await).await;
    let sso = ahead.sso.clone();
    sso.begin_rekey().await.unwrap();
    let rekey = async move { sso.rekey_page(None).await.unwrap() };
    let proof = async { ahead.sso.confirm(&caller(), &token).await.unwrap() };
    let page = gate.overtake(rekey, "user/", proof).await;
    assert_eq!(page.left, 1, "ann's stays as it is");
    let owned = ahead.key_below("email/").await;
    assert_eq!(ahead.document(&owned).await["user_id"], json!(ben));
}
