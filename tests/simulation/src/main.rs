//! `simulate`: runs seeds until all are done, time is up, or one fails.
//!
//! Seeds run on as many threads as there are processors, each seed on one.

use std::{
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use vestibule_simulation::{Figures, Plan, run};

#[derive(Parser)]
#[command(about = "Random clients and a failing store, against a model of the account life cycle")]
struct Arguments {
    /// How many seeds
    #[arg(long, default_value_t = u64::MAX)]
    seeds: u64,
    /// Stop after so many seconds, if that is sooner; 60 if neither is given
    #[arg(long)]
    seconds: Option<u64>,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    first: u64,
    /// Steps of each seed
    #[arg(long, default_value_t = 200)]
    steps: u64,
    /// Write down everything that happens; only sensible with one seed
    #[arg(long)]
    trace: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let seconds = match arguments.seeds {
        u64::MAX => arguments.seconds.or(Some(60)),
        _ => arguments.seconds,
    };
    let started = Instant::now();
    let is_time_up =
        || seconds.is_some_and(|limit| started.elapsed() >= Duration::from_secs(limit));
    let plan = |seed: u64, is_traced: bool| Plan {
        seed,
        steps: arguments.steps,
        is_traced,
        sabotage: None,
    };

    let next = AtomicU64::new(0);
    let total = Mutex::new(Figures::default());
    let failed = Mutex::new(Vec::new());
    let work = || {
        let mut figures = Figures::default();
        let has_failed = || failed.lock().map_or(true, |failed| !failed.is_empty());
        while !is_time_up() && !has_failed() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= arguments.seeds {
                break;
            }
            let seed = arguments.first.wrapping_add(number);
            let report = run(&plan(seed, arguments.trace));
            figures += report.figures;
            report.trace.iter().for_each(|line| println!("{line}"));
            if let (Some(_), Ok(mut failed)) = (report.violation, failed.lock()) {
                failed.push(seed);
            }
        }
        if let Ok(mut total) = total.lock() {
            *total += figures;
        }
    };
    let threads = match arguments.trace {
        true => 1,
        false => thread::available_parallelism().map_or(1, usize::from),
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });

    let first_failed = failed
        .lock()
        .ok()
        .and_then(|failed| failed.iter().min().copied());
    let figures = total
        .lock()
        .map_or_else(|_| Figures::default(), |total| *total);
    if let Some(seed) = first_failed {
        let again = run(&plan(seed, true));
        if !arguments.trace {
            again.trace.iter().for_each(|line| println!("{line}"));
        }
        if let Some((step, violation)) = again.violation {
            println!(
                "seed {seed}, step {step}: {:?} does not hold: {}",
                violation.invariant, violation.detail
            );
        }
    }
    println!("{}", figures.summary(started.elapsed()));
    match first_failed {
        Some(_) => ExitCode::FAILURE,
        None => ExitCode::SUCCESS,
    }
}
