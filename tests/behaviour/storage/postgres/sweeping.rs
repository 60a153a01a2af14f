//! Further effects of a sweep in the database.

use vestibule::storage::{Document, Storage, Write};

use crate::kit::postgres::{self, database, psql};

fn put(key: &str, expires_at: u64) -> Write {
    Write::Put(Document {
        key: key.to_owned(),
        value: "{}".to_owned(),
        expires_at: Some(expires_at),
    })
}

#[tokio::test]
async fn old_commits_are_forgotten_and_new_ones_are_not() {
    let url = database();
    let store = postgres::open(&url, 1).await.unwrap();
    psql(
        &url,
        "INSERT INTO sso_commit (id, has_happened, at)
             SELECT gen_random_uuid(), true, now() - interval '2 hours'
             FROM generate_series(1, 25000)",
    );
    store.commit(vec![], vec![put("a", 1)]).await.unwrap();
    assert_eq!(store.sweep(1).await, Ok(1));
    assert_eq!(psql(&url, "SELECT count(*) FROM sso_commit"), "1");
}

#[tokio::test]
async fn a_failed_sweep_does_not_affect_other_operations() {
    let url = database();
    let store = postgres::open(&url, 1).await.unwrap();
    psql(
        &url,
        "INSERT INTO sso_commit (id, has_happened, at)
             VALUES (gen_random_uuid(), true, now() - interval '2 hours');
         CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
             AS $$BEGIN RAISE disk_full; END$$;
         CREATE TRIGGER refuse BEFORE DELETE ON sso_commit FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    store.commit(vec![], vec![put("a", 1)]).await.unwrap();
    assert_eq!(store.sweep(1).await, Ok(1));
    psql(
        &url,
        "CREATE TRIGGER refuse BEFORE DELETE ON sso_document FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    store.commit(vec![], vec![put("a", 1)]).await.unwrap();
    assert!(store.sweep(1).await.is_err());
    assert!(store.get(vec!["a".to_owned()]).await.unwrap()[0].is_some());
    store.commit(vec![], vec![put("b", 1)]).await.unwrap();
}

/// After an error of the database its connection is closed, so that no other call inherits its state.
#[tokio::test]
async fn a_refused_commit_does_not_affect_later_ones() {
    let url = database();
    let store = postgres::open(&url, 1).await.unwrap();
    psql(
        &url,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
             AS $$BEGIN RAISE disk_full; END$$;
         CREATE TRIGGER refuse BEFORE INSERT ON sso_document FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    let refused = store.commit(vec![], vec![put("a", 1)]).await;
    assert!(
        matches!(&refused, Err(vestibule::storage::StoreError::Unavailable(text))
            if text.contains("53100")),
        "{refused:?}"
    );
    psql(&url, "DROP TRIGGER refuse ON sso_document");
    store.commit(vec![], vec![put("a", 1)]).await.unwrap();
}
