//! Something overtakes a login.

use serde_json::json;

use crate::kit::{NEW_PASSWORD, State, gated, set_state};

/// One who is flagged while a login with an outdated hash commits has to change all the same.
#[tokio::test]
async fn rehashing_does_not_undo_a_concurrent_password_change() {
    let (gate, old) = gated(|_| {}).await;
    let user_id = old.approved("ann").await;
    let new = old.host(|builder| builder.settings.set("password.argon2_iterations", 2));
    let new = new.build().await;
    let login = new.log_in("ann", json!({"new_password": NEW_PASSWORD}));
    let flag = set_state(&*gate, &user_id, State::MustChangePassword);
    gate.overtake(login, "session/", flag).await.ok();
    new.login("ann").await.refused("E005001");
    let changed = new.log_in("ann", json!({"password": NEW_PASSWORD}));
    changed.await.ok();
}

/// The index document and the account are read one after the other.
#[tokio::test]
async fn a_login_that_a_renaming_overtakes_is_refused() {
    for has_read_all in [false, true] {
        let (gate, world) = gated(|_| {}).await;
        let boss = world.super_user().await;
        let user_id = world.approved("ann").await;
        let login = world.login("ann");
        let renaming = async {
            world
                .ask(
                    &boss,
                    "PATCH",
                    "/user",
                    json!({"user_id": user_id,
                               "username": "anna"}),
                )
                .await
                .ok();
        };
        let reply = match has_read_all {
            true => gate.overtake(login, "session/", renaming).await,
            false => gate.overtake_reading(login, "user/", renaming).await,
        };
        reply.refused("E005001");
        let event = world.events.last();
        assert_eq!(event.operation, "user.login");
        assert_eq!(event.target, None, "it is nobody's name");
        assert!(event.detail("typed_username").is_some());
        let below = format!("session/{user_id}/");
        assert!(world.keys(&below).await.is_empty(), "{has_read_all}");
        world.login("anna").await.ok();
    }
}
