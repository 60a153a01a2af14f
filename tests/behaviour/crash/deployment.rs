//! What a crash takes down: a server, and what it keeps its data in.

use std::{path::Path, process::Command, sync::Arc};

use rusqlite::Connection;
use tempfile::TempDir;
use vestibule::storage::{Sqlite, Storage};

use crate::kit::{
    Dice,
    binary::{Server, command, data_directory},
};

/// A server's data, wherever they are. The tests of crashes are the same for each.
pub(super) trait Deployment {
    /// The binary, set up to use the data.
    fn command(&self, arguments: &[&str]) -> Command;

    /// Kills the server, or what it depends on, or both. What is left is killed afterwards.
    fn crash(&mut self, server: &mut Server, _dice: &mut Dice) {
        server.kill();
    }

    /// Brings back what the server depends on.
    fn recover(&mut self) {}

    /// The data themselves, for a look while no server runs.
    fn open(&self) -> Arc<dyn Storage>;

    /// Has the database check itself.
    fn check(&self);
}

/// A directory on a real disk.
pub(super) struct OnSqlite(TempDir);

impl OnSqlite {
    pub(super) fn new() -> Self {
        Self(data_directory())
    }
}

impl Deployment for OnSqlite {
    fn command(&self, arguments: &[&str]) -> Command {
        command(self.0.path(), arguments)
    }

    fn open(&self) -> Arc<dyn Storage> {
        Arc::new(Sqlite::open(self.0.path()).unwrap())
    }

    fn check(&self) {
        check_file(self.0.path());
    }
}

/// SQLite's own opinion of a database file.
pub(super) fn check_file(data: &Path) {
    let file = Connection::open(data.join("vestibule.db")).unwrap();
    let verdict: String = file
        .query_row("PRAGMA integrity_check", (), |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
}
