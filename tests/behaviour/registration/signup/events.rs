//! The audit events of a sign-up.

use serde_json::json;
use vestibule::types::Outcome;

use super::{but, sign_up, tell_nothing, typed};
use crate::kit::{PASSWORD, World, caller};

#[tokio::test]
async fn a_sign_up_is_one_event_and_one_stored_event() {
    let world = World::new().await;
    let events = world.events.all().len();
    let stored = world.keys("audit/").await.len();
    let reply = world.signup("adam").await.ok();
    let user_id = world.waiting().await[0].user_id.clone();
    assert_eq!(world.keys("audit/").await.len(), stored + 1);

    let event = world.events.all()[events].clone();
    assert_eq!(event.operation, "user.signup");
    assert_eq!(event.outcome, Outcome::Ok);
    assert_eq!(event.cid, reply.text("cid"));
    assert_eq!(event.target, Some(user_id));
    assert_eq!(event.actor, None);
    assert_eq!(event.current_app.as_deref(), Some("CRM"));
    assert_eq!(event.remote_addr.as_deref(), Some("192.0.2.10"));
    assert!(event.sub_status.is_empty());
}

#[tokio::test]
async fn a_refusal_is_an_event_with_the_exact_codes() {
    let world = World::with(tell_nothing).await;
    world.signup("adam").await.ok();
    let mut several = but("username", "the admin");
    several["password"] = json!("short");
    let cases = [
        (but("username", "ADAM"), vec!["E001002"]),
        (several, vec!["E001004", "E001001", "E003002"]),
        (but("current_app", "ERP"), vec!["E004002"]),
        (but("app_list", "Chess"), vec!["E004001"]),
    ];
    for (input, exact) in cases {
        let stored = world.keys("audit/").await.len();
        sign_up(&world, &input).await.refused("E005001");
        let event = world.events.last();
        assert_eq!(event.outcome, Outcome::Refused);
        assert_eq!(event.sub_status, exact);
        assert_eq!(event.target, None);
        assert_eq!(world.keys("audit/").await.len(), stored, "nothing changed");
    }
}

#[tokio::test]
async fn no_event_names_a_person_or_a_secret() {
    let world = World::with(|settings| settings.is_delivery_configured = true).await;
    let token = world.signup("adam").await.ok().text("confirm_token");
    sign_up(&world, &but("username", "adam"))
        .await
        .refused("E005001");
    sign_up(&world, &but("username", "adam "))
        .await
        .refused("E005001");
    sign_up(&world, &but("email", "adam@"))
        .await
        .refused("E005001");
    sign_up(&world, &but("password", "adam"))
        .await
        .refused("E003002");
    sign_up(&world, &but("current_app", "adam")).await;
    sign_up(&world, &but("app_list", "adam"))
        .await
        .refused("E004001");
    sign_up(&world, &but("email", json!(["adam"])))
        .await
        .bad_request();
    world
        .sso
        .signup(&caller(), &typed("adam"))
        .await
        .unwrap_err();
    let confirm = json!({"confirm_token": token});
    for _ in 0..2 {
        world.post("/user/signup/confirm", confirm.clone()).await;
        world.post("/user/signup/disown", confirm.clone()).await;
    }
    let stored = world.stored().await;
    let audit = stored.iter().filter(|(key, _)| key.starts_with("audit/"));
    let audit: Vec<_> = audit.map(|(_, value)| value).collect();
    assert!(!audit.is_empty());
    let told = format!("{:?} {audit:?}", world.events.all());
    for secret in ["adam", "example.com", PASSWORD, &token] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}
