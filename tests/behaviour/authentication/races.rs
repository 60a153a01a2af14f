//! Something overtakes a login.

use std::sync::Arc;

use serde_json::json;

use crate::kit::{Faulty, Gate, World, edit_user, login_input};

/// One who is flagged while a login with an outdated hash commits has to change all the same.
#[tokio::test]
async fn an_outdated_hash_is_no_way_around_a_change() {
    let gate = Arc::new(Gate::new());
    let old = World::builder(|builder| builder.storage = gate.clone());
    let old = old.build().await;
    let user_id = old.approved("ann").await;
    let new = World::builder(|builder| {
        builder.storage = gate.clone();
        builder.settings.password.argon2_iterations = Some(2);
        builder.seed = 2;
    });
    let new = Arc::new(new.build().await);
    let (slow, shared) = (new.clone(), gate.clone());
    let login = async move {
        let mut input = login_input("ann");
        input["new_password"] = json!("quite another long text");
        slow.post("/user/login", input).await
    };
    let flag = async {
        let faulty = Faulty::over(shared.clone());
        edit_user(&faulty, &user_id, [("password_must_change", json!(true))]).await;
    };
    gate.overtake(login, "session/", flag).await.ok();
    new.login("ann").await.refused("E005001");
    let mut input = login_input("ann");
    input["password"] = json!("quite another long text");
    new.post("/user/login", input).await.ok();
}

/// What leads to an account and the account are read one after the other.
#[tokio::test]
async fn a_login_that_a_renaming_overtakes_finds_nobody() {
    for has_read_all in [false, true] {
        let gate = Arc::new(Gate::new());
        let world = World::builder(|builder| builder.storage = gate.clone());
        let world = Arc::new(world.build().await);
        let boss = world.super_user().await;
        let user_id = world.approved("ann").await;
        let slow = world.clone();
        let login = async move { slow.login("ann").await };
        let renaming = async {
            let input = json!({"ust": boss, "current_app": "CRM", "user_id": user_id,
                               "username": "anna"});
            world.call("PATCH", "/user", input).await.ok();
        };
        let reply = match has_read_all {
            true => gate.overtake(login, "session/", renaming).await,
            false => gate.overtake_reading(login, "user/", renaming).await,
        };
        reply.refused("E005001");
        let event = world.events.last();
        assert_eq!(event.operation, "user.login");
        assert_eq!(event.target, None, "it is nobody's name");
        assert!(event.typed_username.is_some());
        let below = format!("session/{user_id}/");
        assert!(world.keys(&below).await.is_empty(), "{has_read_all}");
        world.login("anna").await.ok();
    }
}
