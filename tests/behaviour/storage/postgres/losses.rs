//! The way to the database, cut at the worst moments.

use std::time::Duration;

use vestibule::storage::{
    Check, Document, Migration, Postgres, PostgresOptions, Storage, StoreError, Write,
};

use crate::kit::{
    Loss, Proxy,
    postgres::{self, database, psql},
};

/// Long enough for anything; only a failing test meets it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A key that the proxy recognises.
const MARK: &str = "the-marked-one";

fn put() -> Vec<Write> {
    vec![Write::Put(Document {
        key: MARK.to_owned(),
        value: "{}".to_owned(),
        expires_at: None,
    })]
}

fn must_not_exist() -> Vec<Check> {
    vec![Check {
        key: MARK.to_owned(),
        version: None,
    }]
}

async fn is_there(store: &Postgres) -> bool {
    store.get(vec![MARK.to_owned()]).await.unwrap()[0].is_some()
}

/// A store behind a proxy, with a connection that knows its statements already.
async fn store(url: &str) -> (Proxy, Postgres) {
    let (proxy, url) = Proxy::before(url);
    let store = postgres::open(&url, 2).await.unwrap();
    store.commit(vec![], vec![]).await.unwrap();
    assert!(!is_there(&store).await);
    (proxy, store)
}

#[tokio::test]
async fn a_commit_with_a_lost_reply_is_found_to_have_happened() {
    let (proxy, store) = store(&database()).await;
    proxy.lose(Loss::Reply, MARK.as_bytes());
    assert_eq!(store.commit(must_not_exist(), put()).await, Ok(()));
    assert!(!proxy.is_armed());
    assert!(is_there(&store).await);
}

#[tokio::test]
async fn a_commit_with_a_lost_request_never_happens() {
    let url = database();
    let (proxy, store) = store(&url).await;
    let noted = psql(&url, "SELECT count(*) FROM sso_commit");
    assert_eq!(noted, "1");
    proxy.lose(Loss::Request, MARK.as_bytes());
    let lost = store.commit(must_not_exist(), put()).await;
    assert!(matches!(lost, Err(StoreError::Unavailable(_))), "{lost:?}");
    assert!(!proxy.is_armed());
    assert!(!is_there(&store).await);
    // Its number is taken: should the request still arrive, the database refuses it.
    let taken = "SELECT count(*) FROM sso_commit WHERE NOT has_happened";
    assert_eq!(psql(&url, taken), "1");
}

/// The record that the question itself writes is not the commit.
#[tokio::test]
async fn asking_twice_for_the_outcome_of_a_commit_gives_the_same_answer() {
    // One parameter of sixteen bytes: the question with the number of the commit.
    let question = [0, 1, 0, 1, 0, 1, 0, 0, 0, 16];
    for (loss, happened) in [(Loss::Reply, true), (Loss::Request, false)] {
        let (proxy, store) = store(&database()).await;
        proxy.lose(loss, MARK.as_bytes());
        proxy.lose(Loss::Reply, &question);
        let outcome = store.commit(must_not_exist(), put()).await;
        assert!(!proxy.is_armed());
        assert_eq!(outcome.is_ok(), happened, "{outcome:?}");
        assert_eq!(is_there(&store).await, happened);
    }
}

#[tokio::test]
async fn the_outcome_is_unknown_if_the_database_cannot_be_asked() {
    for (loss, happened) in [(Loss::Reply, true), (Loss::Request, false)] {
        let url = database();
        let (proxy, through) = Proxy::before(&url);
        let options = PostgresOptions {
            connections: 1,
            patience: Duration::from_millis(200),
        };
        let store = Postgres::open(&through, options).await.unwrap();
        store.commit(vec![], vec![]).await.unwrap();
        proxy.refuse();
        proxy.lose(loss, MARK.as_bytes());
        assert_eq!(
            store.commit(must_not_exist(), put()).await,
            Err(StoreError::Unknown)
        );
        assert!(!proxy.is_armed());
        let fresh = postgres::open(&url, 1).await.unwrap();
        assert_eq!(is_there(&fresh).await, happened);
    }
}

#[tokio::test]
async fn a_read_is_repeated_on_another_connection() {
    let (proxy, store) = store(&database()).await;
    for loss in [Loss::Request, Loss::Reply] {
        proxy.lose(loss, MARK.as_bytes());
        assert!(!is_there(&store).await);
        assert!(!proxy.is_armed());
    }
}

#[tokio::test]
async fn an_unreachable_database_fails_calls_at_once_and_recovers() {
    let (proxy, store) = store(&database()).await;
    for _ in 0..3 {
        proxy.refuse();
        proxy.cut();
        let keys = || vec![MARK.to_owned()];
        let before = proxy.attempts();
        // The connection is lost; an attempt to open one fails; then there is no attempt for a while.
        for _ in 0..1_000 {
            let read = store.get(keys()).await;
            assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
        }
        let attempts = proxy.attempts() - before;
        assert!(attempts < 50, "{attempts}");
        proxy.admit();
        let found = async {
            while store.get(keys()).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.unwrap();
    }
}

/// Every statement of the set-up is lost, or its reply is.
#[tokio::test]
async fn the_set_up_may_be_interrupted_anywhere() {
    let statements = [
        "SHOW server_encoding",
        "to_regclass",
        "statement_timeout",
        "START TRANSACTION",
        "pg_advisory_xact_lock",
        "CREATE TABLE IF NOT EXISTS sso_schema",
        "CREATE TABLE sso_document",
        "UPDATE sso_schema",
        "COMMIT",
    ];
    let untouched = database();
    Postgres::migrate(&untouched).await.unwrap();
    let url = database();
    let (proxy, through) = Proxy::before(&url);
    for statement in statements {
        for loss in [Loss::Request, Loss::Reply] {
            psql(&url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            proxy.lose(loss, statement.as_bytes());
            assert!(Postgres::migrate(&through).await.is_err(), "{statement}");
            assert!(!proxy.is_armed(), "{statement}");
            let Migration { before, after } = Postgres::migrate(&url).await.unwrap();
            // It is unknown whether the last one arrived.
            assert!(before == 0 || statement == "COMMIT", "{statement}");
            assert_eq!(after, 1, "{statement}");
            assert_eq!(shape(&url), shape(&untouched), "{statement}");
        }
    }
}

/// All columns, indexes and views.
fn shape(url: &str) -> String {
    psql(
        url,
        "SELECT table_name, column_name, data_type FROM information_schema.columns
             WHERE table_name LIKE 'sso%' ORDER BY 1, 2;
         SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'sso%' ORDER BY 1;
         SELECT * FROM sso_schema",
    )
}

/// The server may have no room for more connections, or a part of the network be down.
#[tokio::test]
async fn open_connections_are_used_while_no_new_one_can_be_opened() {
    let (proxy, store) = store(&database()).await;
    proxy.refuse();
    let keys = || vec![MARK.to_owned()];
    // The second of two at once needs a connection of its own.
    let (one, other) = tokio::join!(store.get(keys()), store.get(keys()));
    assert!(one.is_ok() && other.is_err(), "{one:?} {other:?}");
    for _ in 0..100 {
        assert_eq!(store.get(keys()).await, Ok(vec![None]));
    }
}

/// A call that does not read its answer to the end does not leave a busy connection to other calls.
#[tokio::test]
async fn an_abandoned_read_does_not_delay_other_reads() {
    let (proxy, url) = Proxy::before(&database());
    let options = PostgresOptions {
        connections: 1,
        patience: Duration::from_millis(500),
    };
    let store = Postgres::open(&url, options).await.unwrap();
    let busy = "CREATE FUNCTION slow(text) RETURNS boolean LANGUAGE sql
            AS 'SELECT pg_sleep(60) IS NOT NULL';
        ALTER TABLE sso_document RENAME TO documents;
        CREATE VIEW sso_document AS SELECT * FROM documents WHERE slow(key)";
    store.commit(vec![], put()).await.unwrap();
    psql(&url, busy);
    let reading = store.get(vec![MARK.to_owned()]);
    let impatient = tokio::time::timeout(Duration::from_millis(50), reading).await;
    assert!(impatient.is_err());
    psql(
        &url,
        "DROP VIEW sso_document; ALTER TABLE documents RENAME TO sso_document",
    );
    let connections = proxy.attempts();
    assert!(is_there(&store).await);
    assert_eq!(proxy.attempts(), connections + 1);
}

/// A server that accepts and then is silent, as a frozen machine is.
#[tokio::test]
async fn a_silent_server_fails_calls_within_the_deadline() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let url = format!("postgres://sso@{address}/sso?connect_timeout=1");
    let opening = Postgres::open(&url, PostgresOptions::default());
    let refused = tokio::time::timeout(PATIENCE, opening).await.unwrap();
    let said = format!("{:#}", refused.map(drop).unwrap_err());
    assert!(said.contains("no response from the server"), "{said}");
}
