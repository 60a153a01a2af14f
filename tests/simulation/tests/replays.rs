//! A failing seed replays exactly.

use vestibule_simulation::{Plan, Report, Sabotage, run};

fn traced(seed: u64, sabotage: Option<Sabotage>) -> Report {
    run(&Plan {
        seed,
        steps: 100,
        is_traced: true,
        sabotage,
    })
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in 1..=5 {
        let (first, second) = (traced(seed, None), traced(seed, None));
        assert!(first.trace.len() > 100);
        assert_eq!(first.trace, second.trace);
        assert_eq!(first.figures, second.figures);
    }
    assert_ne!(traced(1, None).trace, traced(2, None).trace);
}

#[test]
fn tracing_changes_nothing() {
    let plan = Plan {
        seed: 7,
        steps: 100,
        is_traced: false,
        sabotage: None,
    };
    assert_eq!(run(&plan).figures, traced(7, None).figures);
}

#[test]
fn a_failure_replays() {
    for seed in 1..=5 {
        let broken = Some(Sabotage::LosesCommits);
        let (first, second) = (traced(seed, broken), traced(seed, broken));
        assert!(first.violation.is_some());
        assert_eq!(first.violation, second.violation);
        assert_eq!(first.trace, second.trace);
    }
}
