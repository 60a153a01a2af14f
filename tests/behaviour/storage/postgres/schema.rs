//! Setting a database up, and refusing one that cannot be used.

use vestibule::storage::{
    Check, Clause, Condition, Document, KeyRange, Migration, Page, Postgres, Storage, Test, Write,
};

use super::on;
use crate::kit::{
    KEY,
    binary::{command, data_directory},
    postgres::{self, database, psql},
};

async fn refusal(url: &str) -> String {
    let opened = postgres::open(url, 1).await;
    format!("{:#}", opened.map(drop).unwrap_err())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_hosts_may_set_a_database_up_at_once() {
    let url = database();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { Postgres::migrate(&url).await.unwrap() })
        })
        .collect();
    let mut set_up = 0;
    for task in tasks {
        let Migration { before, after } = task.await.unwrap();
        assert_eq!(after, 1);
        set_up += 1 - before;
    }
    assert_eq!(set_up, 1);
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let url = database();
    Postgres::migrate(&url).await.unwrap();
    psql(&url, "UPDATE sso_schema SET steps = 1000");
    assert!(refusal(&url).await.contains("newer Vestibule"));
}

#[tokio::test]
async fn a_database_that_cannot_hold_every_text_is_refused() {
    let url = database();
    let name = format!("{}_ascii", url.rsplit('/').next().unwrap());
    psql(
        &url,
        &format!("CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0"),
    );
    let ascii = url.replace(url.rsplit('/').next().unwrap(), &name);
    assert!(refusal(&ascii).await.contains("SQL_ASCII"));
}

/// An administrator migrates; the server may only read and write.
#[tokio::test]
async fn a_server_needs_no_right_to_change_tables() {
    let url = database();
    let directory = data_directory();
    for expected in [
        "was brought from schema version 0 to 1",
        "has schema version 1 already",
    ] {
        let migrate = command(directory.path(), &["storage", "migrate"]);
        let migrated = on(migrate, &url, KEY).output().unwrap();
        let said = String::from_utf8(migrated.stdout).unwrap();
        assert!(said.contains(expected), "{said}");
    }
    let role = url.rsplit('/').next().unwrap().replace("sso_", "server_");
    psql(
        &url,
        &format!(
            "CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
             GRANT SELECT, INSERT, UPDATE, DELETE ON sso_document, sso_commit TO {role};
             GRANT SELECT ON sso_schema TO {role}; GRANT USAGE ON sso_version TO {role}"
        ),
    );
    let store = postgres::open(&url.replace("sso@", &format!("{role}@")), 2)
        .await
        .unwrap();
    let document = Document {
        key: "a".to_owned(),
        value: "{}".to_owned(),
        expires_at: Some(7),
    };
    store
        .commit(vec![], vec![Write::Put(document)])
        .await
        .unwrap();
    assert_eq!(store.sweep(7).await, Ok(1));
}

/// The connections end on threads of their own while the test waits for that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_for_equal_text_uses_an_index() {
    let url = database();
    let store = postgres::open(&url, 2).await.unwrap();
    let document = |number: u32| {
        Write::Put(Document {
            key: format!("user-by-name/{number:06}"),
            value: format!(r#"{{"first":"{number}","last":"x"}}"#),
            expires_at: None,
        })
    };
    for batch in 0..10 {
        let some = (batch * 500..(batch + 1) * 500).map(document).collect();
        store.commit(Vec::<Check>::new(), some).await.unwrap();
    }
    drop(store);
    let before = index_scans(&url);
    psql(&url, "ANALYZE sso_document");
    let store = postgres::open(&url, 2).await.unwrap();
    let range = KeyRange {
        start: "user-by-name/".to_owned(),
        end: "user-by-name0".to_owned(),
    };
    let filter = Clause {
        any_of: vec![Condition {
            field: "first".to_owned(),
            test: Test::Equals,
            text: "4321".to_owned(),
        }],
    };
    let page = Page {
        limit: 50,
        offset: 0,
        reverse: false,
        live_at: Some(7),
    };
    let found = store
        .scan(range.clone(), vec![filter.clone()], page)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(store.count(range, vec![filter], Some(7)).await, Ok(1));
    drop(store);
    assert_eq!(index_scans(&url), before + 2);
}

/// The server's own statistics, which it updates when a connection ends.
fn index_scans(url: &str) -> u32 {
    postgres::hosts_are_gone(url);
    psql(
        url,
        "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'sso_document_members'",
    )
    .parse()
    .unwrap()
}
