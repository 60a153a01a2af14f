//! A database for a test, and the store in it.

use std::sync::OnceLock;

use vestibule::storage::{Postgres, PostgresOptions};

use self::server::program;
use super::until;

mod crash;
mod server;

pub(crate) use self::server::{NOBODY, PostgresServer, is_root, psql};

/// A separate database on the server that all tests of this process share. The server's data need not
/// survive, so it does not wait for the disk.
pub(crate) fn database() -> String {
    static SHARED: OnceLock<PostgresServer> = OnceLock::new();
    SHARED
        .get_or_init(|| PostgresServer::start("-c fsync=off -c full_page_writes=off"))
        .database()
}

/// The store in a database, with this number of connections.
pub(crate) async fn open(url: &str, connections: usize) -> anyhow::Result<Postgres> {
    let options = PostgresOptions {
        connections,
        ..PostgresOptions::default()
    };
    Postgres::open(url, options).await
}

/// PostgreSQL's own opinion of a database: every index agrees with its table.
pub(crate) fn check(url: &str) {
    let checked = program("pg_amcheck")
        .args(["--install-missing", "--heapallindexed", "--parent-check"])
        .arg(url)
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

/// Waits until the server has finished what hosts that are gone by now have begun.
pub(crate) fn hosts_are_gone(url: &str) {
    let left = "SELECT count(*) FROM pg_stat_activity
        WHERE application_name = 'vestibule' AND datname = current_database()";
    until(|| psql(url, left) == "0");
}
