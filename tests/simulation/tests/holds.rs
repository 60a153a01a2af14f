//! Every invariant holds.

use vestibule_simulation::{Figures, Plan, run};

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
fn every_invariant_holds_under_faults() {
    let mut total = Figures::default();
    for seed in 1..=150 {
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
