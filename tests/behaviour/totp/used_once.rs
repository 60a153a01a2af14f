//! A code works once, even if another person has seen it.

use serde_json::json;

use super::{STEP, ann, code, code_at, key_of, log_in};
use crate::kit::{OPERATOR, START, World, caller, gated, user_document};

#[tokio::test]
async fn a_code_works_once() {
    let world = World::new().await;
    let (user_id, key) = ann(&world).await;
    let first = code(&world, &key);
    log_in(&world, &first, json!({})).await.ok();
    log_in(&world, &first, json!({})).await.refused("E005001");
    world.advance(STEP);
    log_in(&world, &first, json!({})).await.refused("E005001");
    let second = code(&world, &key);
    log_in(&world, &second, json!({})).await.ok();
    let document = user_document(&*world.storage, &user_id).await;
    assert_eq!(document["totp_last_step"], START / 30 + 1);
}

#[tokio::test]
async fn a_step_uses_up_earlier_ones() {
    let world = World::new().await;
    let (_, key) = ann(&world).await;
    let (earlier, now) = (code_at(&world, &key, -30), code(&world, &key));
    let next = code_at(&world, &key, 30);
    log_in(&world, &now, json!({})).await.ok();
    log_in(&world, &earlier, json!({})).await.refused("E005001");
    log_in(&world, &next, json!({})).await.ok();
    world.advance(STEP);
    log_in(&world, &next, json!({})).await.refused("E005001");
}

#[tokio::test]
async fn one_of_two_concurrent_logins_with_one_code_wins() {
    let (gate, world) = gated(|_| {}).await;
    let (_, key) = ann(&world).await;
    let right = code(&world, &key);
    let login = || log_in(&world, &right, json!({}));
    let fast = async { drop(login().await.ok()) };
    gate.overtake(login(), "session/", fast)
        .await
        .refused("E005001");
    assert_eq!(world.keys("session/").await.len(), 1);
    // It was a guess like any other.
    assert_eq!(world.keys("attempt/account/").await.len(), 1);
}

#[tokio::test]
async fn a_refused_login_does_not_use_a_code_up() {
    let world = World::new().await;
    let (_, key) = ann(&world).await;
    let right = code(&world, &key);
    let erp = json!({"current_app": "ERP"});
    log_in(&world, &right, erp).await.refused("E004001");
    log_in(&world, &right, json!({})).await.ok();
}

#[tokio::test]
async fn a_new_key_begins_anew() {
    let world = World::new().await;
    let (user_id, old) = ann(&world).await;
    let first = code(&world, &old);
    log_in(&world, &first, json!({})).await.ok();
    let new = key_of(&world, &user_id).await;
    world.advance(STEP);
    let of_old = code(&world, &old);
    log_in(&world, &of_old, json!({})).await.refused("E005001");
    // A step that the old key used up is as good as any.
    let of_new = code_at(&world, &new, -30);
    log_in(&world, &of_new, json!({})).await.ok();
}

#[tokio::test]
async fn setting_the_same_key_again_does_not_reset_used_codes() {
    let world = World::new().await;
    let (user_id, key) = ann(&world).await;
    let used = code(&world, &key);
    log_in(&world, &used, json!({})).await.ok();
    let (caller, user_id) = (caller(), Some(&*user_id));
    let again = world
        .sso
        .reset_totp(&caller, &OPERATOR, user_id, Some(&key), None);
    assert_eq!(again.await.unwrap().totp_key, key);
    log_in(&world, &used, json!({})).await.refused("E005001");
    world.advance(STEP);
    let next = code(&world, &key);
    log_in(&world, &next, json!({})).await.ok();
}
