//! The views for an operator's reports.

use std::sync::Arc;

use serde_json::Value;

use crate::kit::{PASSWORD, World, postgres};

#[tokio::test]
async fn the_views_show_users_and_sessions_without_secrets() {
    let url = postgres::database();
    let storage = postgres::open(&url, 4).await.unwrap();
    let world = World::builder(|builder| {
        builder.storage = Arc::new(storage);
        // The views omit expired documents, by the clock of the database.
        builder.clock = crate::kit::SteppedClock::at_real_time();
    })
    .build()
    .await;
    world.super_user().await;
    let ann = world.approved("ann").await;
    world.signup("bob").await;
    let ust = world.ust("ann").await;

    let rows = |view: &str, order: &str| -> Vec<Value> {
        let sql = format!("SELECT to_json({view}) FROM {view} ORDER BY {order}");
        let printed = postgres::psql(&url, &sql);
        printed
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let users = rows("sso_user", "username");
    let names: Vec<_> = users
        .iter()
        .map(|user| user["username"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["ann", "bob", "boss"]);
    assert_eq!(users[0]["user_id"], ann.as_str());
    assert_eq!(users[0]["approval_status"], "approved");
    assert_eq!(users[1]["sign_up_status"], "before_confirmation");
    assert_eq!(users[2]["is_super_user"], true);
    assert!(
        users[0]["password_expiry"]
            .as_str()
            .unwrap()
            .starts_with("20")
    );

    let sessions = rows("sso_session", "user_id");
    assert_eq!(sessions.len(), 2);
    let own: Vec<_> = sessions
        .iter()
        .filter(|session| session["user_id"] == ann.as_str())
        .collect();
    assert_eq!(own[0]["remote_addr"], "192.0.2.10");

    let shown = format!("{users:?} {sessions:?}");
    let documents = postgres::psql(
        &url,
        "SELECT value FROM sso_document WHERE key LIKE 'user/%'",
    );
    for document in documents.lines() {
        let document: Value = serde_json::from_str(document).unwrap();
        for secret in ["password", "email", "email_index"] {
            if let Some(secret) = document[secret].as_str() {
                assert!(!shown.contains(secret));
            }
        }
    }
    let keys = postgres::psql(
        &url,
        "SELECT key FROM sso_document WHERE key LIKE 'session/%'",
    );
    for key in keys.lines() {
        assert!(!shown.contains(key.rsplit('/').next().unwrap()));
    }
    assert!(!shown.contains(&ust) && !shown.contains(PASSWORD) && !shown.contains("$argon2"));
}
