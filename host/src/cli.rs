//! The command line: parses the arguments and runs the command.

mod import;
mod operator;
mod password_hash;
mod place;
mod serve;
mod storage;
mod user;

use std::{
    io::{IsTerminal, stderr},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(
    name = "vestibule",
    about = "Single sign-on for a company's own applications"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the REST API
    Serve(serve::Serve),
    /// Create accounts, also while a server runs on the same data
    #[command(subcommand)]
    User(user::User),
    /// Hash a password for [[linked_auth.definition]]
    ///
    /// Prints an Argon2id hash (a PHC string) to put into the settings as password_hash. Reads the
    /// password from the terminal or from standard input, and no data.
    PasswordHash(password_hash::PasswordHash),
    /// Import accounts of other systems
    #[command(subcommand)]
    Import(import::Import),
    /// Copy, back up, migrate, check or re-encrypt the stored data
    #[command(subcommand)]
    Storage(storage::Storage),
}

pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(async {
            match arguments.command {
                Command::Serve(serve) => serve.run().await,
                Command::User(user) => user.run().await,
                Command::PasswordHash(hash) => hash.run().await,
                Command::Import(import) => import.run().await,
                Command::Storage(storage) => storage.run().await,
            }
        }),
        Err(error) => Err(error.into()),
    };
    result.unwrap_or_else(|error| {
        eprintln!("vestibule: {error:#}");
        ExitCode::FAILURE
    })
}
