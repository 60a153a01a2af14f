//! Behaviour of PostgreSQL alone: the set-up of the schema, hosts that share it, and the network in
//! between.

use std::{path::Path, process::Command};

use tempfile::TempDir;

use crate::kit::{
    KEY,
    binary::{self, Server, command, data_directory},
};

mod commands;
mod copying;
mod durability;
mod hosts;
mod losses;
mod outages;
mod round_trips;
mod schema;
mod sweeping;
mod tls;
mod views;

/// Another host's by mistake.
const OTHER_KEY: &str = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

/// A host: a process with a directory of its own, for compiled code alone.
struct Host {
    server: Server,
    _directory: TempDir,
}

impl Host {
    fn start(url: &str) -> Self {
        let directory = data_directory();
        let server = binary::start(serve(directory.path(), url, KEY));
        Self {
            server,
            _directory: directory,
        }
    }
}

fn serve(directory: &Path, url: &str, key: &str) -> Command {
    let mut command = command(directory, &["serve", "--listen", "127.0.0.1:0"]);
    binary::unthrottled(&mut command);
    on(command, url, key)
}

/// A command that uses a database and a key.
fn on(mut command: Command, url: &str, key: &str) -> Command {
    command
        .env("VESTIBULE_STORAGE", url)
        .env("VESTIBULE_MAIN_KEYS", format!("[\"{key}\"]"));
    command
}
