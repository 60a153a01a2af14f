//! Rewriting can end at any moment: everything stays readable, and the next run completes it.

use std::sync::Arc;

use vestibule::storage::{Memory, Storage};

use super::{Data, NEW, OLD};
use crate::kit::{Fault, Faulty};

#[tokio::test]
async fn at_any_moment_and_in_any_way() {
    for fault in [
        Fault::Unavailable,
        Fault::Conflict,
        Fault::UnknownBefore,
        Fault::UnknownAfter,
    ] {
        for skip in 0.. {
            let storage = Faulty::over(Arc::new(Memory::new()));
            let data = Data::over(Arc::new(storage.clone()) as Arc<dyn Storage>);
            let old = data.host(&[OLD]).await;
            let ann = old.made("ann", Some("ann@example.com")).await;
            let (_, token) = old.sign_up("ben", "ben@example.com").await.by_mail();
            old.signup("carl").await.ok();
            let both = data.host(&[NEW, OLD]).await;
            storage.fail_from(skip, fault);
            let done = both.sso.rekey(|_| {}).await;
            let is_past_the_end = storage.calls() <= skip;
            storage.heal();

            let is_complete = done.is_ok_and(|done| done.is_complete);
            assert!(is_complete || !is_past_the_end, "{fault:?} after {skip}");
            let is_dropped = data.starts_with(&[NEW]).await;
            assert!(is_dropped || !is_complete);
            let both = data.host(&[NEW, OLD]).await;
            both.is_sound().await;
            let address = both.account(&ann).await.email;
            assert_eq!(address.as_deref(), Some("ann@example.com"));
            let done = both.sso.rekey(|_| {}).await.unwrap();
            assert!(done.is_complete && done.left == 0);
            assert!(is_dropped == (done.rewritten == 0) || !is_dropped);
            let new = data.host(&[NEW]).await;
            new.is_sound().await;
            new.sso
                .confirm(&crate::kit::caller(), &token)
                .await
                .unwrap();
            assert_eq!(new.keys("email/").await.len(), 2);
            if is_past_the_end {
                assert!(skip > 10);
                break;
            }
        }
    }
}
