//! `simulate`: runs seeds until all are done, time is up, or one fails.
//!
//! Each seed runs on one thread, as many at a time as there are processors. A seed that fails is
//! repeated with a trace.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use vestibule_simulation::{Figures, Plan, Report, run};

/// Seconds, if no option limits the run.
const DEFAULT_SECONDS: u64 = 60;

#[derive(Parser)]
#[command(about = "Random clients and a failing store, against a model of the account life cycle")]
struct Arguments {
    /// Number of seeds
    #[arg(long)]
    seeds: Option<u64>,
    /// Stop after this number of seconds, if that is sooner; 60 if neither is given
    #[arg(long)]
    seconds: Option<u64>,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    first: u64,
    /// Steps of each seed
    #[arg(long, default_value_t = 200)]
    steps: u64,
    /// Write down everything that happens
    #[arg(long)]
    trace: bool,
}

/// The results of all threads together.
#[derive(Default)]
struct Done {
    figures: Figures,
    failed: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let started = Instant::now();
    let done = Mutex::new(Done::default());
    let next = AtomicU64::new(0);
    let threads = match arguments.trace {
        true => 1,
        false => thread::available_parallelism().map_or(1, usize::from),
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(seed) = arguments.seed(started, &next, &done) {
                    let report = arguments.run(seed, arguments.trace);
                    say(&report.trace);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.figures += report.figures;
                    if report.violation.is_some() {
                        let first = done.failed.map_or(seed, |first| first.min(seed));
                        done.failed = Some(first);
                    }
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(seed) = done.failed {
        arguments.explain(seed);
    }
    say(&[done.figures.summary(started.elapsed())]);
    match done.failed {
        Some(_) => ExitCode::FAILURE,
        None => ExitCode::SUCCESS,
    }
}

impl Arguments {
    /// The next seed, unless the run is complete.
    fn seed(&self, started: Instant, next: &AtomicU64, done: &Mutex<Done>) -> Option<u64> {
        let default = self.seeds.is_none().then_some(DEFAULT_SECONDS);
        let limit = self.seconds.or(default).map(Duration::from_secs);
        let is_time_up = limit.is_some_and(|limit| started.elapsed() >= limit);
        let done = done.lock().unwrap_or_else(PoisonError::into_inner);
        if is_time_up || done.failed.is_some() {
            return None;
        }
        let number = next.fetch_add(1, Ordering::Relaxed);
        let is_enough = self.seeds.is_some_and(|seeds| number >= seeds);
        (!is_enough).then(|| self.first.wrapping_add(number))
    }

    fn run(&self, seed: u64, is_traced: bool) -> Report {
        run(&Plan {
            seed,
            steps: self.steps,
            is_traced,
            sabotage: None,
        })
    }

    /// The trace of a run that failed, the failure last.
    fn explain(&self, seed: u64) {
        let report = self.run(seed, true);
        if !self.trace {
            say(&report.trace);
        }
        if let Some((step, violation)) = report.violation {
            let (invariant, detail) = (violation.invariant, violation.detail);
            say(&[format!(
                "seed {seed}, step {step}: {invariant:?} does not hold: {detail}"
            )]);
        }
    }
}

/// Writes lines; a closed output is not an error.
fn say(lines: &[String]) {
    let mut output = io::stdout().lock();
    for line in lines {
        if writeln!(output, "{line}").is_err() {
            return;
        }
    }
}
