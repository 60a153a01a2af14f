//! The same calls to the same SSO over each store: every answer, every audit event and every document
//! is the same.
//!
//! Time is stepped and randomness is seeded, so that nothing but the store can make a difference.
//! `cargo xtask differential` runs the long form.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    kit::{Dice, PROGRAM_PASSWORD, effort, hash},
    operations,
};

use self::{client::Client, three::Three};

mod client;
mod three;

/// Number of calls after which a new world, with other settings, begins.
const CALLS_PER_SEED: usize = 1_000;
/// From this number of calls on, every operation has to have been accepted.
const LONG: usize = 5_000;
/// Number of calls after which the stored data is compared.
const COMPARED_EVERY: usize = 250;

#[tokio::test]
async fn every_store_gives_the_same_answers() {
    let mut calls = effort::differential_calls();
    let mut answers = BTreeMap::new();
    let mut done = BTreeSet::new();
    let hash = hash(PROGRAM_PASSWORD).await;
    for seed in 1.. {
        let mut dice = Dice::new(seed);
        let three = Three::new(seed, &mut dice, &hash).await;
        let mut client = Client::new(&three, dice).await;
        let of_seed = calls.min(CALLS_PER_SEED);
        for call in 1..=of_seed {
            client.call().await;
            if call % COMPARED_EVERY == 0 || call == of_seed {
                three.compare_documents().await;
            }
        }
        for (kind, count) in client.answers {
            *answers.entry(kind).or_insert(0) += count;
        }
        done.extend(client.done);
        calls -= of_seed;
        if calls == 0 {
            println!(
                "{} calls, with {seed} seeds: {answers:?}",
                effort::differential_calls()
            );
            break;
        }
    }
    // Calls that all fail alike would show little.
    let accepted: usize = answers.get("200").copied().unwrap_or_default();
    assert!(accepted * 3 > effort::differential_calls(), "{answers:?}");
    let all = operations::all();
    let never: Vec<_> = all.difference(&done).collect();
    // The few calls of the short form may miss operations that are rarely permitted.
    let allowed = if effort::differential_calls() < LONG {
        4
    } else {
        0
    };
    assert!(never.len() <= allowed, "never accepted: {never:?}");
}
