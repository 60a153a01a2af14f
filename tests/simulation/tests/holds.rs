//! Every invariant holds.

use vestibule_simulation::{Figures, Plan, run};

/// Seeds that once failed, and what they found.
const REGRESSIONS: &[u64] = &[
    // A confirmation overtaken by a rejection was told that its token was used.
    55, // A sign-up did not notice that its address got an owner before the commit.
    270,
];

fn holds(seed: u64) -> Figures {
    let plan = Plan {
        seed,
        steps: 200,
        is_traced: false,
        sabotage: None,
    };
    let report = run(&plan);
    if let Some((step, violation)) = report.violation {
        panic!(
            "seed {seed}, step {step}: {violation:?}\n\
             see: cargo xtask simulate --seeds 1 --first {seed} --trace"
        );
    }
    report.figures
}

#[test]
fn every_invariant_holds_whatever_goes_wrong() {
    let mut total = Figures::default();
    for seed in 10_000..10_150 {
        total += holds(seed);
    }
    println!("{total}");
    for (what, count) in [
        ("acknowledged operations", total.acknowledged),
        ("refused operations", total.refused),
        ("uncertain operations", total.uncertain),
        ("overtakings", total.overtakings),
        ("outages", total.unavailable),
        ("lost replies before the commit", total.unknown_not_done),
        ("lost replies after the commit", total.unknown_done),
        ("injected conflicts", total.conflicts_injected),
        ("real conflicts", total.conflicts_real),
        ("swept documents", total.swept),
        ("clock jumps", total.clock_jumps),
    ] {
        assert!(count > 100, "only {count} {what}");
    }
}

#[test]
fn what_failed_once_holds() {
    for seed in REGRESSIONS {
        holds(*seed);
    }
}
