//! The examples of Zato's documentation, in the order in which a company meets them.

use serde_json::json;

use crate::kit::World;

/// Each call as documented, with the UST where the examples leave it out.
#[tokio::test]
async fn sign_up_confirm_approve_log_in() {
    let world = World::new().await;
    let ust = world.super_user().await;

    let input = json!({
        "username": "user1",
        "password": "8CpzwqsiaQO.U.pOKOjsxhoGHAlJ8KaX6wq0CH6NKUvTYuPQP5Tw",
        "email": "user1@example.com",
        "current_app": "CRM",
        "app_list": ["CRM", "ERP"],
    });
    let reply = world.post("/user/signup", input).await.ok();
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "confirm_token", "status"]);
    let token = reply.text("confirm_token");
    assert_eq!(token.len(), 32);
    assert_eq!(reply.text("cid").len(), 24);

    let reply = world
        .post("/user/signup/confirm", json!({"confirm_token": token}))
        .await;
    reply.ok();

    let pending = json!({"status": "to-confirm", "ust": ust});
    let reply = world.call("GET", "/user/signup", pending).await;
    assert_eq!(reply.status, 200);
    let list = reply.json.as_array().unwrap();
    let user_id = list[0]["user_id"].as_str().unwrap();
    assert!(user_id.starts_with("zusr"));
    assert_eq!(
        list,
        &[json!({
            "user_id": user_id,
            "username": "user1",
            "email": "user1@example.com",
            "display_name": null,
            "sign_up_time": "2026-01-01T00:00:00",
            "remote_ip": "192.0.2.10",
            "remote_addr": "192.0.2.10",
        })]
    );

    let approve = json!({"user_id": user_id, "ust": ust});
    let reply = world.post("/user/signup/approve", approve).await;
    assert_eq!((reply.status, reply.bytes.len()), (200, 0));

    let login = json!({
        "username": "user1",
        "password": "8CpzwqsiaQO.U.pOKOjsxhoGHAlJ8KaX6wq0CH6NKUvTYuPQP5Tw",
        "current_app": "CRM",
    });
    let reply = world.post("/user/login", login).await.ok();
    assert_eq!(reply.text("username"), "user1");
    assert_eq!(reply.text("user_id"), user_id);
    assert_eq!(reply.text("creation_time"), "2026-01-01T00:00:00");
    assert_eq!(reply.text("expiration_time"), "2026-01-01T01:00:00");
    assert!(!reply.text("ust").is_empty());
}
