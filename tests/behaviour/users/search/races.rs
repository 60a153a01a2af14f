//! Searches with concurrent changes.

use super::*;
use crate::kit::{caller, gated};

/// Of a confirmation and a rejection at the same time, whichever wins, one state is filed.
#[tokio::test]
async fn a_late_confirmation_creates_no_search_document_of_an_erased_account() {
    let (gate, world) = gated(|_| {}).await;
    let token = world.signup("ann").await.ok().text("confirm_token");
    let ann = world.last_target();
    let caller = caller();
    let slow = world.sso.confirm(&caller, &token);
    let confirmed = gate
        .overtake(slow, "user-by-name/", world.reject(&ann))
        .await;
    assert!(confirmed.is_err());
    assert_eq!(search_keys(&world).await, Vec::<String>::new());
    assert_eq!(search(&world, SearchRequest::default()).await.total, 0);
}

/// The users that the operator finds if one is rejected before one of the reads.
async fn found_while_rejecting(reads: usize, request: SearchRequest) -> (u64, usize) {
    let (gate, world) = gated(|_| {}).await;
    let ann = world.confirmed("ann").await;
    let searching = search(&world, request);
    let found = gate.overtake_after(reads, searching, world.reject(&ann));
    let found = found.await.expect("somebody was rejected");
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
