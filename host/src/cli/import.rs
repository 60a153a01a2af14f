//! `vestibule import …`: brings accounts from other systems.

mod lines;
mod names;
mod report;
mod user;
mod users;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Import {
    /// Import users from a file of JSON Lines, with their password hashes
    ///
    /// Only reports what it would do, unless --apply is given. docs/importing-users.md describes the
    /// file. It may run beside a server, and again after an interruption: accounts that are there
    /// already are not changed.
    ///
    /// Exit code: 0 if every account is there now (or would be), 20 if some are not and for each of
    /// them only because the username is taken, 21 if some are not for another reason.
    Users(users::Users),
}

impl Import {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Users(users) => users.run().await,
        }
    }
}
