//! The processes that a crash kills: a server, and its storage.

use std::{path::Path, process::Command, sync::Arc};

use rusqlite::Connection;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use vestibule::storage::{Sqlite, Storage};

use crate::kit::{
    Dice, KEY,
    binary::{Server, command, data_directory},
    postgres::{self, PostgresServer},
};

/// A server's data, wherever they are. The tests of crashes are the same for each.
pub(super) trait Deployment {
    /// The binary, set up to use the data.
    fn command(&self, arguments: &[&str]) -> Command;

    /// Kills the server, or its database, or both. The remaining processes are killed afterwards.
    fn crash(&mut self, server: &mut Server, _dice: &mut Dice) {
        server.kill();
    }

    /// Restarts the database, if there is one.
    fn recover(&mut self) {}

    /// The data, for a check while no server runs.
    fn open(&self, runtime: &Runtime) -> Arc<dyn Storage>;

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

    fn open(&self, _: &Runtime) -> Arc<dyn Storage> {
        Arc::new(Sqlite::open(self.0.path()).unwrap())
    }

    fn check(&self) {
        check_file(self.0.path());
    }
}

/// A PostgreSQL server on a real disk. It is killed as well, alone or along with the host.
pub(super) struct OnPostgres {
    directory: TempDir,
    postgres: PostgresServer,
    url: String,
    is_down: bool,
}

impl OnPostgres {
    pub(super) fn new() -> Self {
        let postgres = PostgresServer::start("");
        Self {
            directory: data_directory(),
            url: postgres.database(),
            postgres,
            is_down: false,
        }
    }
}

impl Deployment for OnPostgres {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(self.directory.path(), arguments);
        command
            .env("VESTIBULE_STORAGE", &self.url)
            .env("VESTIBULE_MAIN_KEYS", format!("[\"{KEY}\"]"));
        command
    }

    fn crash(&mut self, server: &mut Server, dice: &mut Dice) {
        match dice.below(3) {
            0 => {}
            1 => {
                self.postgres.kill();
                self.is_down = true;
            }
            // The host lives on, and asks the database what became of its commits.
            _ => {
                for _ in 0..=dice.below(2) {
                    self.postgres.kill();
                    self.postgres.run();
                }
            }
        }
        server.kill();
    }

    fn recover(&mut self) {
        if std::mem::take(&mut self.is_down) {
            self.postgres.run();
        }
        // A commit that a dead host has begun must not come while the living compare.
        postgres::hosts_are_gone(&self.url);
    }

    fn open(&self, runtime: &Runtime) -> Arc<dyn Storage> {
        Arc::new(runtime.block_on(postgres::open(&self.url, 1)).unwrap())
    }

    fn check(&self) {
        postgres::check(&self.url);
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
