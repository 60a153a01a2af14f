//! The costs of Vestibule, as ratios within one run: `cargo xtask bench`.
//!
//! Servers are processes of their own, as in production; they, the database and the load generator
//! share the machine. Every figure is the median of interleaved rounds, with the lowest and highest.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a benchmark may fail"
)]

mod commits;
mod crowd;
mod data;
mod load;
mod native;
mod place;
mod population;
#[path = "../behaviour/kit/postgres/server.rs"]
mod postgres;
mod process;
#[path = "../behaviour/kit/proxy/relay.rs"]
mod proxy;
mod rates;
mod round_trips;
mod server;
mod sessions;
mod table;
mod users;

use std::time::Duration;

use table::Table;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const CONNECTIONS: usize = 32;
const LOGINS_AT_ONCE: usize = 8;
const CONSTANT_SERVER: &str = "constant-server";

/// The measurements, in this order. An argument selects those with it in their name.
const GROUPS: [&str; 6] = [
    "server",
    "storage-rates",
    "storage-commits",
    "storage-round-trips",
    "storage-sessions",
    "users",
];

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if std::env::args().any(|argument| argument == CONSTANT_SERVER) {
        return runtime.block_on(native::serve_constant());
    }
    // `cargo test` runs benchmarks, too, to see that they still compile.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    runtime.block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let picked = pick()?;
    let mut table = Table::default();
    for group in picked {
        eprintln!("Measuring: {group}");
        match group {
            "server" => server::measure(&mut table).await?,
            "storage-rates" => rates::measure(&mut table).await?,
            "storage-commits" => commits::measure(&mut table).await?,
            "storage-round-trips" => round_trips::count(&mut table).await?,
            "storage-sessions" => sessions::measure(&mut table).await?,
            _ => users::measure(&mut table).await?,
        }
    }
    table.print_and_write()
}

fn pick() -> anyhow::Result<Vec<&'static str>> {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let is_asked = |group: &&str| asked.is_empty() || asked.iter().any(|part| group.contains(part));
    let picked: Vec<_> = GROUPS.into_iter().filter(is_asked).collect();
    anyhow::ensure!(!picked.is_empty(), "there are only: {}", GROUPS.join(", "));
    Ok(picked)
}
