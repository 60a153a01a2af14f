//! The details of a session, for its user and for super-users.

use serde_json::json;
use vestibule::types::{AuthType, Authority, SubStatus};

use super::{HOUR, scene};
use crate::kit::{OPERATOR, State, caller, edit_user, everything, rejected};

#[tokio::test]
async fn a_super_user_sees_when_and_from_where() {
    let scene = scene().await;
    let before = everything(&scene.storage).await;
    let reply = scene.details(&scene.boss, &scene.ann).await.ok();
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "cid",
            "creation_time",
            "expiration_time",
            "remote_addr",
            "status",
            "user_agent"
        ]
    );
    assert_eq!(reply.text("creation_time"), "2026-01-01T00:00:00");
    assert_eq!(reply.text("expiration_time"), "2026-01-01T01:00:00");
    assert_eq!(reply.text("remote_addr"), "192.0.2.10");
    assert_eq!(reply.json["user_agent"], json!(null), "none was sent");
    let event = scene.world.events.last();
    assert_eq!(event.operation, "session.get");
    assert_eq!(event.target.as_deref(), Some(&*scene.ann_id));
    assert_eq!(everything(&scene.storage).await, before, "not renewed");
}

#[tokio::test]
async fn users_see_details_of_their_own_sessions_only() {
    let scene = scene().await;
    scene.details(&scene.ann, &scene.ann).await.ok();
    let other = scene.world.ust("ann").await;
    scene.details(&scene.ann, &other).await.ok();
    let expired = scene.world.ust("ann").await;
    scene.logout(&expired).await.ok();
    for target in [&*scene.boss, "garbage", "", &expired] {
        scene.details(&scene.ann, target).await.refused("E005001");
        assert_eq!(scene.world.events.last().sub_status, ["E005005"]);
    }
}

#[tokio::test]
async fn an_invalid_ust_has_no_details() {
    let scene = scene().await;
    for target in ["", "garbage"] {
        scene.details(&scene.boss, target).await.refused("E007001");
        scene.details(target, &scene.ann).await.refused("E007001");
    }
    scene.list(json!({})).await.refused("E008002");
    let nothing = json!({});
    let reply = scene.about_sessions("GET", "/user/session", nothing).await;
    reply.refused("E007001");
    let no_app = json!({"current_ust": scene.boss, "target_ust": scene.ann});
    let reply = scene.world.call("GET", "/user/session", no_app).await;
    reply.bad_request();
    scene.put_ann(State::Rejected).await;
    scene
        .details(&scene.boss, &scene.ann)
        .await
        .refused("E007001");
}

#[tokio::test]
async fn a_session_that_is_refused_now_is_still_there() {
    let scene = scene().await;
    scene.put_ann(State::Locked).await;
    scene.details(&scene.boss, &scene.ann).await.ok();
    scene
        .details(&scene.ann, &scene.ann)
        .await
        .refused("E005002");
    scene.world.advance(HOUR);
    let boss = scene.world.ust("boss").await;
    scene.details(&boss, &scene.ann).await.refused("E007001");
}

#[tokio::test]
async fn an_embedder_sees_the_same_and_more() {
    let scene = scene().await;
    let (sso, caller) = (&scene.world.sso, caller());
    let operator = OPERATOR.clone();
    let session = sso.session(&caller, &operator, &scene.ann).await.unwrap();
    assert_eq!(
        scene.world.events.last().actor.as_deref(),
        Some("test:operator")
    );
    let found = sso.verify(&caller, &scene.ann).await.unwrap();
    assert_eq!(found.as_ref(), Some(&session));
    assert_eq!(session.auth_type, AuthType::Default);
    assert_eq!(session.auth_principal, "ann");
    assert_eq!(session.ext_session_id, None);
    assert_eq!(session.session_id.len(), 43);
    let ann = Authority::Session(scene.ann.clone());
    let own = sso.session(&caller, &ann, &scene.ann).await.unwrap();
    assert_eq!(own, session);
    let foreign = sso.session(&caller, &ann, &scene.boss).await;
    assert_eq!(rejected(foreign), [SubStatus::AuthNotAllowed]);
    let nobody = sso.session(&caller, &operator, "garbage").await;
    assert_eq!(rejected(nobody), [SubStatus::SessionNoSuchSession]);
}

/// The principal is who logged in, as they were called then.
#[tokio::test]
async fn a_new_username_does_not_change_the_user_of_a_session() {
    let scene = scene().await;
    let new = [("username", json!("Annabel"))];
    edit_user(&scene.storage, &scene.ann_id, new).await;
    let found = scene.world.sso.verify(&caller(), &scene.ann).await;
    let session = found.unwrap().unwrap();
    assert_eq!(session.username, "Annabel");
    assert_eq!(session.auth_principal, "ann");
}
