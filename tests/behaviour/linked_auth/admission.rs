//! The conditions for a correct credential: an application, an account in good standing, a listed
//! address.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use serde_json::json;

use super::{UST, linked, log_in, scene_with};
use crate::kit::{PROGRAM_PASSWORD, Reply, State, basic, caller, define, set_state};

const APP: &str = "x-zato-sso-current-app";

#[tokio::test]
async fn the_application_is_that_of_its_header_or_the_default() {
    let scene = linked().await;
    let header = basic("pubapi", PROGRAM_PASSWORD);
    let crm = json!({"current_app": "CRM"});
    let opened_through = |reply: Reply| {
        reply.ok();
        let events = scene.world.events.take();
        let [.., opened, used] = &*events else {
            panic!("two events");
        };
        assert_eq!(used.current_app.as_deref(), Some("CRM"));
        opened.current_app.clone().unwrap()
    };
    let headers = [("authorization", &*header), (APP, "ERP")];
    let reply = scene.user(&headers, crm.clone()).await;
    assert_eq!(opened_through(reply), "ERP");
    let reply = scene.user(&headers[..1], crm.clone()).await;
    assert_eq!(opened_through(reply), "CRM");

    for strange in ["Sales", "", "crm"] {
        let headers = [("authorization", &*header), (APP, strange)];
        let reply = scene.user(&headers, crm.clone()).await;
        assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    }
    let headers = [("authorization", &*header), (APP, "ERP")];
    scene.user(&headers, json!({})).await.bad_request();

    // Only the session is for it, not the operation.
    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    let boss = scene.world.sso.verify(&caller(), &scene.boss).await;
    let boss_id = boss.unwrap().unwrap().user_id;
    scene.link(&boss_id, "pubapi").await.ok();
    scene.world.events.take();
    let headers = [("authorization", &*header), (APP, "ERP")];
    let path = "/user/signup";
    let pending = scene.world.call_with(&headers, "GET", path, json!({}));
    assert_eq!(pending.await.json, json!([]));
    let events = scene.world.events.take();
    let apps = events.iter().map(|event| event.current_app.as_deref());
    assert_eq!(apps.collect::<Vec<_>>(), [Some("ERP"), Some("CRM")]);

    let renamed = scene_with(|settings| {
        settings.set("apps.http_header", "X-App");
        settings.set("apps.inform_if_app_invalid", false);
    })
    .await;
    renamed.link(&renamed.ann_id, "pubapi").await.ok();
    let headers = [("authorization", &*header), ("X-App", "Sales")];
    let reply = renamed.user(&headers, crm.clone()).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E005001"));
    let headers = [("authorization", &*header), (APP, "Sales")];
    renamed.user(&headers, crm).await.ok();
}

#[tokio::test]
async fn a_credential_of_a_user_not_allowed_to_log_in_opens_no_session() {
    for (state, code) in [
        (State::Locked, "E005002"),
        (State::Undecided, "E005003"),
        (State::Unconfirmed, "E005003"),
        (State::PasswordExpired, "E005001"),
    ] {
        let scene = linked().await;
        set_state(&*scene.world.storage, &scene.ann_id, state).await;
        let reply = scene.present("pubapi").await.refused(code);
        assert!(!reply.headers.contains_key(UST));
        let event = scene.world.events.last();
        assert_eq!(event.operation, "session.on_external_auth_succeeded");
        assert_eq!(event.actor.as_deref(), Some(&*scene.ann_id));
        let below = format!("session/{}/", scene.ann_id);
        assert!(scene.world.keys(&below).await.is_empty(), "{state:?}");
    }
}

#[tokio::test]
async fn the_address_has_to_be_on_the_users_list() {
    let mut scene = scene_with(|settings| {
        settings.set_address_list("ann", ["192.0.2.0/24"]);
    })
    .await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    scene.present("pubapi").await.ok();
    scene.world.peer = "203.0.113.5:1".parse().unwrap();
    let reply = scene.present("pubapi").await.refused("E005001");
    assert!(!reply.headers.contains_key(UST));
    let event = scene.world.events.last();
    assert_eq!(event.operation, "session.on_external_auth_succeeded");
}

#[tokio::test]
async fn a_second_factor_is_not_asked_for() {
    let scene = linked().await;
    let storage = &*scene.world.storage;
    set_state(storage, &scene.ann_id, State::NeedsCodes).await;
    scene.present("pubapi").await.ok();
}

/// Even if there is a hash of it.
#[tokio::test]
async fn an_empty_password_is_never_right() {
    let salt = b"some random salt";
    let mut empty = [0; 32];
    let params = argon2::Params::new(64, 1, 1, None).unwrap();
    let argon2id = argon2::Algorithm::Argon2id;
    argon2::Argon2::new(argon2id, argon2::Version::V0x13, params)
        .hash_password_into(b"", salt, &mut empty)
        .unwrap();
    let encode = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes);
    let hash = format!(
        "$argon2id$v=19$m=64,t=1,p=1${}${}",
        encode(salt),
        encode(&empty)
    );
    let scene = scene_with(|settings| define(settings, &["pubapi"], &hash)).await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    assert_eq!(log_in(&scene.world, "pubapi", "").await, None);
    let event = scene.world.events.last();
    assert_eq!(event.operation, "session.on_external_auth_failed");
}

/// A failed attempt is counted, which is a write.
#[tokio::test]
async fn the_event_of_a_wrong_password_reports_a_change() {
    let scene = linked().await;
    assert_eq!(log_in(&scene.world, "pubapi", "wrong").await, None);
    let event = scene.world.events.last();
    assert_eq!(event.operation, "session.on_external_auth_failed");
    assert!(event.changed);
}
