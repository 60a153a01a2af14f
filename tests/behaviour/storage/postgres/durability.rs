//! An acknowledged change is on the database server's disk, independent of the server's settings.

use vestibule::storage::{Document, Storage, Write};

use crate::kit::postgres::{self, PostgresServer};

const COMMITS: u32 = 50;

/// How often the server has waited for its disk since it was asked to count. A connection hands in
/// its counts when it ends.
fn syncs(url: &str) -> u32 {
    postgres::hosts_are_gone(url);
    let counted = postgres::psql(url, "SELECT wal_sync FROM pg_stat_wal");
    counted.parse().unwrap()
}

async fn commit_one_after_the_other(url: &str) {
    let store = postgres::open(url, 1).await.unwrap();
    for number in 0..COMMITS {
        let document = Document {
            key: number.to_string(),
            value: "{}".to_owned(),
            expires_at: None,
        };
        let done = store.commit(vec![], vec![Write::Put(document)]).await;
        done.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_commit_is_flushed_even_if_the_server_has_synchronous_commit_off() {
    let server = PostgresServer::start("-c synchronous_commit=off -c wal_writer_delay=10s");
    let url = server.database();
    postgres::open(&url, 1).await.unwrap();
    let before = syncs(&url);
    commit_one_after_the_other(&url).await;
    assert!(syncs(&url) >= before + COMMITS);
}

#[tokio::test]
async fn a_database_server_with_fsync_off_causes_a_warning() {
    let directory = crate::kit::binary::data_directory();
    let migrate = crate::kit::binary::command(directory.path(), &["storage", "migrate"]);
    // The server that tests share is such a one.
    let migrated = super::on(migrate, &postgres::database(), crate::kit::KEY)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&migrated.stderr);
    assert!(said.contains("fsync is off"), "{said}");
}
