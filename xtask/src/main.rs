//! `cargo xtask`: everything a newcomer, or CI, has to type.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Set up, build, serve, test and measure Vestibule")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the component at target/component/vestibule.wasm
    Component,
    /// Run the server; what follows `--` goes to `vestibule serve`
    Serve {
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Run every test; what follows `--` goes to `cargo test`
    Test {
        #[arg(last = true)]
        arguments: Vec<String>,
    },
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Component => component(),
        Task::Serve { arguments } => {
            component()?;
            cargo(
                &["run", "--package", "vestibule", "--", "serve"],
                &arguments,
            )
        }
        Task::Test { arguments } => {
            component()?;
            cargo(&["test", "--workspace"], &arguments)
        }
    }
}

fn component() -> Result<ExitCode> {
    let toolchain = vestibule_component::obtain()?;
    eprintln!("Building the component: {toolchain}");
    let path = vestibule_component::build(&toolchain)?;
    let size = std::fs::metadata(&path)?.len();
    println!("{}: {size} bytes", path.display());
    Ok(ExitCode::SUCCESS)
}

fn cargo(arguments: &[&str], more: &[String]) -> Result<ExitCode> {
    let status = Command::new("cargo")
        .current_dir(vestibule_component::workspace())
        .args(arguments)
        .args(more)
        .status()
        .context("cannot run cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
