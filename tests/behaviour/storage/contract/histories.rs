//! Histories: concurrent requests of several clients to a store, and its answers. There has to be an order,
//! one operation after another, that explains every answer; an operation that ended before another began
//! has to come first.
//!
//! A history is small, so all orders are tried (`order`). The operations of the clients come from a seed
//! (`clients`); their timing depends on the scheduler. Wrong stores show that the search detects errors
//! (`wrong_stores`).

use super::*;
use crate::kit::effort;

use self::clients::History;

mod clients;
mod order;
mod record;
mod wrong_stores;

pub(super) async fn some_order_explains_every_answer(store: Store) {
    let histories = effort::histories();
    let (mut fruitful, mut overlaps, mut commits, mut conflicts) = (0, 0, 0, 0);
    for number in 0..histories {
        let history = History::of(&store, number).await;
        assert!(
            order::exists(&history.records),
            "no order explains\n{history}"
        );
        assert!(history.is_framed(), "nothing was in the way\n{history}");
        let (done, lost) = history.commits();
        overlaps += history.overlaps();
        // Besides the first and the last.
        fruitful += usize::from(done > 2);
        commits += done;
        conflicts += lost;
    }
    println!(
        "{histories} histories, {fruitful} with commits: {commits} commits, {conflicts} conflicts, {overlaps} overlaps"
    );
    assert!(
        overlaps > histories,
        "hardly anything happened at the same time"
    );
    // A store that always answers "conflict" would pass.
    assert!(
        fruitful * 4 >= histories * 3,
        "{fruitful} of {histories} histories had a commit"
    );
}

/// Each writes the key that the other requires to be absent. In any order the second is refused.
pub(super) async fn at_most_one_of_two_exclusive_commits_succeeds(store: Store) {
    let mut won = 0;
    for round in 0..50 {
        let keys = [format!("{round:02}/a"), format!("{round:02}/b")];
        let commit = |own: usize| {
            let (store, keys) = (Arc::clone(&store), keys.clone());
            tokio::spawn(async move {
                let check = absent(&keys[1 - own]);
                store.commit(vec![check], vec![put(&keys[own], "{}")]).await
            })
        };
        let (one, other) = (commit(0), commit(1));
        let (one, other) = (one.await.unwrap(), other.await.unwrap());
        for each in [&one, &other] {
            assert!(each.is_ok() || is_conflict(each), "{each:?}");
        }
        let winners = usize::from(one.is_ok()) + usize::from(other.is_ok());
        assert!(winners <= 1, "round {round}");
        won += winners;
        let there = store.count(range(&keys[0], &format!("{round:02}0")), vec![], None);
        assert_eq!(there.await, Ok(winners as u64));
    }
    assert!(won >= 25, "{won} of 50 rounds had a winner");
}
