//! `cargo xtask`: all commands for newcomers and CI.

mod crates;
mod everywhere;
mod fuzz;
mod packages;
mod programs;
mod schemathesis;

use std::{
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Set up, build, serve, test and measure Vestibule")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the components vestibule.wasm and letters.wasm in target/component/
    Component,
    /// Make everything that hosts load, in dist/; arguments after `--` are those of `dist --help`
    Dist {
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Run the server; arguments after `--` go to `vestibule serve`
    Serve {
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Run every test; arguments after `--` go to `cargo test`
    Test {
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Kill the server repeatedly while clients send requests; arguments after `--` go to the tests
    Crash {
        /// How often
        #[arg(long, value_name = "N", default_value_t = 200)]
        kills: u32,
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Make random calls to an SSO over each store, and compare; arguments after `--` go to the tests
    Differential {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 100_000)]
        calls: u32,
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Send a server requests that Schemathesis generates from its description; arguments after `--`
    /// go to `schemathesis run`
    Schemathesis {
        /// For how long
        #[arg(long, value_name = "N", default_value_t = 60)]
        seconds: u32,
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Generate requests guided by coverage, against the guest alone; arguments after `--` go to
    /// libFuzzer
    Fuzz {
        /// For how long
        #[arg(long, value_name = "N", default_value_t = 60)]
        seconds: u32,
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Run the component in Node
    Node,
    /// Pack the server as a Debian package, as a container image and as crates, and the component as an artefact of a
    /// registry; install each in an empty place, and run the suite on the server
    Packages {
        /// The short form: pack the server of the tests instead of a release build, and do not build wkg and a program
        /// that uses the crates
        #[arg(long)]
        debug: bool,
    },
    /// Pack the library and the server as crates, with the component inside, and use them in an empty place
    Crates,
    /// Run one suite over HTTP on every host: ours, JavaScript's, a browser's, Python's, wasi:http's; and the tests of
    /// the npm package, of the Python package and of the examples
    Everywhere {
        /// Only on this host; may be given several times
        #[arg(long, value_name = "NAME")]
        host: Vec<String>,
        /// Measure the hosts instead, and write the figures into README.md if all were measured
        #[arg(long)]
        figures: bool,
    },
    /// Run random clients against a failing store; options are those of `simulate --help`
    Simulate {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measure speed and memory; the table is also written to target/bench.md. Arguments after `--`
    /// select groups of rows (server, storage-rates, storage-commits, storage-round-trips,
    /// storage-sessions, users) by a part of their names
    Bench {
        #[arg(last = true)]
        groups: Vec<String>,
    },
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Component => component(),
        // A program of its own, so that the other tasks need not compile what it takes.
        Task::Dist { arguments } => become_binary("dist", &arguments),
        Task::Serve { arguments } => {
            component()?;
            become_binary("vestibule", &[vec!["serve".to_owned()], arguments].concat())
        }
        Task::Test { arguments } => {
            programs::obtain()?;
            component()?;
            cargo(&["test"], &arguments)
        }
        Task::Crash { kills, arguments } => {
            long_form("VESTIBULE_TEST_KILLS", kills, "crash::", &arguments)
        }
        Task::Differential { calls, arguments } => {
            long_form("VESTIBULE_TEST_CALLS", calls, "differential::", &arguments)
        }
        Task::Schemathesis { seconds, arguments } => {
            component()?;
            schemathesis::run(seconds, &arguments)
        }
        Task::Fuzz { seconds, arguments } => fuzz::run(seconds, &arguments),
        Task::Node => {
            component()?;
            require(&mut npm("tests/node", &["ci", "--no-audit", "--no-fund"]))?;
            run(&mut npm("tests/node", &["test"]))
        }
        Task::Packages { debug } => packages::run_all(debug),
        Task::Crates => crates::run_all(),
        Task::Everywhere { host, figures } => everywhere::run_on(&host, figures),
        Task::Simulate { arguments } => become_binary("simulate", &arguments),
        Task::Bench { groups } => {
            programs::obtain()?;
            component()?;
            cargo(
                &["bench", "--package", "vestibule", "--bench", "costs", "--"],
                &groups,
            )
        }
    }
}

fn component() -> Result<ExitCode> {
    let toolchain = vestibule_component::obtain()?;
    eprintln!("Building the components: {toolchain}");
    for build in [
        vestibule_component::build,
        vestibule_component::build_letters,
    ] {
        let path = build(&toolchain)?;
        let size = std::fs::metadata(&path)?.len();
        println!("{}: {size} bytes", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Executes a program of the workspace.
fn become_binary(name: &str, arguments: &[String]) -> Result<ExitCode> {
    let mut program = Command::new(build_binary(name)?);
    Err(program.args(arguments).exec()).with_context(|| format!("cannot run {name}"))
}

/// Builds the same packages as `cargo test`, so that dependencies are compiled once; returns the program.
/// (`cargo run` would compile them again, because it ignores the other packages' features.)
fn build_binary(name: &str) -> Result<PathBuf> {
    let built = cargo(&["build", "--bin", name], &[])?;
    ensure!(built == ExitCode::SUCCESS, "{name} does not build");
    Ok(target().join("debug").join(name))
}

/// The directory of cargo's output.
fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| vestibule_component::workspace().join("target"))
}

/// Some of the tests in their long form, with the figures they print.
fn long_form(variable: &str, amount: u32, tests: &str, arguments: &[String]) -> Result<ExitCode> {
    programs::obtain()?;
    component()?;
    let mut command = Command::new("cargo");
    command
        .current_dir(vestibule_component::workspace())
        .env(variable, amount.to_string())
        .args(["test", "--package", "vestibule", "--test", "behaviour"])
        .args(["--", tests, "--nocapture"])
        .args(arguments);
    run(&mut command)
}

fn cargo(arguments: &[&str], more: &[String]) -> Result<ExitCode> {
    let mut command = Command::new("cargo");
    command
        .current_dir(vestibule_component::workspace())
        .args(arguments)
        .args(more);
    run(&mut command)
}

/// npm, in a directory of the workspace.
fn npm(directory: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command
        .current_dir(vestibule_component::workspace().join(directory))
        .args(arguments);
    command
}

/// Runs a command that has to succeed.
fn require(command: &mut Command) -> Result<()> {
    let done = run(command)?;
    ensure!(done == ExitCode::SUCCESS, "{command:?} failed");
    Ok(())
}

fn run(command: &mut Command) -> Result<ExitCode> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("cannot run {program}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
