//! Searches with concurrent changes.

use std::sync::Mutex;

use super::*;
use crate::{
    kit::{Gate, KEY, SteppedClock, caller},
    maintenance::races::{Meanwhile, Meddled},
};

/// Of a confirmation and a rejection at the same time, whichever wins, one state is filed.
#[tokio::test]
async fn a_late_confirmation_creates_no_search_document_of_an_erased_account() {
    let gate = Arc::new(Gate::new());
    let storage: Arc<dyn Storage> = Arc::clone(&gate) as _;
    let clock = SteppedClock::default();
    let world = Arc::new(host(&storage, &clock, &[KEY]).await);
    let token = world.signup("ann").await.ok().text("confirm_token");
    let ann = world.last_target();
    let slow = {
        let world = Arc::clone(&world);
        async move { world.sso.confirm(&caller(), &token).await }
    };
    let fast = async { world.reject(&ann).await };
    let confirmed = gate.overtake(slow, "user-by-name/", fast).await;
    assert!(confirmed.is_err());
    assert_eq!(search_keys(&world).await, Vec::<String>::new());
    assert_eq!(search(&world, SearchRequest::default()).await.total, 0);
}

/// The users that the operator finds if one is rejected before one of the reads.
async fn found_while_rejecting(reads: usize, request: SearchRequest) -> (u64, usize) {
    let inner: Arc<dyn Storage> = Arc::new(Memory::new());
    let meddled = Arc::new(Meddled {
        inner: Arc::clone(&inner),
        next: Mutex::new(None),
    });
    let clock = SteppedClock::default();
    let storage: Arc<dyn Storage> = Arc::clone(&meddled) as _;
    let searching = host(&storage, &clock, &[KEY]).await;
    let rejecting = host(&inner, &clock, &[KEY]).await;
    let ann = rejecting.confirmed("ann").await;
    let meanwhile: Meanwhile = Box::pin(async move { rejecting.reject(&ann).await });
    *meddled.next.lock().unwrap() = Some((reads, meanwhile));
    let found = search(&searching, request).await;
    assert!(
        meddled.next.lock().unwrap().is_none(),
        "no user was rejected"
    );
    (found.total, found.users.len())
}

/// A user who was counted and is deleted before the page is read is not shown.
#[tokio::test]
async fn a_search_does_not_show_an_account_that_was_rejected_meanwhile() {
    assert_eq!(
        found_while_rejecting(0, SearchRequest::default()).await,
        (1, 0)
    );
    let by_name = || SearchRequest {
        username: Some("ann".to_owned()),
        ..SearchRequest::default()
    };
    assert_eq!(found_while_rejecting(0, by_name()).await, (0, 0));
    assert_eq!(found_while_rejecting(1, by_name()).await, (0, 0));
}
