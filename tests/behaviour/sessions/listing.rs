//! Which sessions a user has, and who may know.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::types::{Authority, ListPage, SessionPage, SubStatus};

use super::{HOUR, Scene, scene};
use crate::kit::{OPERATOR, State, caller, everything, rejected};

mod large;

fn page(cur_page: u32, page_size: u32) -> ListPage {
    ListPage {
        cur_page,
        page_size,
    }
}

impl Scene {
    async fn listed(&self, cur_page: u32, page_size: u32) -> SessionPage {
        let (caller, operator) = (caller(), OPERATOR.clone());
        let page = page(cur_page, page_size);
        let sso = &self.world.sso;
        let list = sso.sessions(&caller, &operator, Some(&self.ann_id), page);
        list.await.unwrap()
    }
}

#[tokio::test]
async fn users_see_their_sessions_newest_first() {
    let scene = scene().await;
    scene.world.advance(Duration::from_secs(60));
    let second = scene.world.ust("ann").await;
    let reply = scene.list(json!({"ust": scene.ann})).await.ok();
    let event = scene.world.events.last();
    assert_eq!(event.operation, "session.get_list");
    assert_eq!(event.target.as_deref(), Some(&*scene.ann_id));
    let keys: Vec<_> = reply.json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["cid", "result", "status", "total"]);
    assert_eq!(reply.json["total"], json!(2));
    let list = reply.json["result"].as_array().unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(list[0]["session_id"], json!(scene.id(&second).await));
    assert_eq!(
        list[1],
        json!({
            "session_id": scene.id(&scene.ann).await,
            "is_current": true,
            "auth_type": "default",
            "auth_principal": "ann",
            "ext_session_id": null,
            "creation_time": "2026-01-01T00:00:00",
            "expiration_time": "2026-01-01T01:00:00",
            "remote_addr": "192.0.2.10",
            "user_agent": null,
            "session_state_change_list": [{
                "idx": 1,
                "ctx_source": "login",
                "timestamp_utc": "2026-01-01T00:00:00",
                "remote_addr": "192.0.2.10",
                "user_agent": null,
            }],
        })
    );
    assert_eq!(list[0]["is_current"], json!(false));
}

/// Nothing in a list is a token, or valid as one.
#[tokio::test]
async fn no_list_has_a_token() {
    let scene = scene().await;
    let mut usts = vec![scene.boss.clone(), scene.ann.clone()];
    for _ in 0..10 {
        usts.push(scene.world.ust("ann").await);
    }
    scene.renew(&usts[5]).await.ok();
    let before = everything(&scene.storage).await;
    for input in [
        json!({"ust": scene.ann}),
        json!({"ust": scene.boss}),
        json!({"ust": scene.boss, "user_id": scene.ann_id}),
        json!({"current_ust": scene.boss, "target_ust": scene.ann}),
    ] {
        let reply = scene.list(input).await.ok();
        let text = String::from_utf8(reply.bytes.clone()).unwrap();
        for ust in &usts {
            assert!(!text.contains(ust.as_str()));
        }
        let mut seen = Vec::new();
        texts(&reply.json, &mut seen);
        assert!(seen.len() > 5);
        assert!(!seen.iter().any(|text| text == "ust"), "no such key");
        for text in &seen {
            let found = scene.world.sso.verify(&caller(), text).await.unwrap();
            assert!(found.is_none(), "{text} opens a session");
        }
    }
    assert_eq!(everything(&scene.storage).await, before, "nor renews it");
}

/// Every text and every name of a member.
fn texts(value: &Value, seen: &mut Vec<String>) {
    match value {
        Value::String(text) => seen.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| texts(value, seen)),
        Value::Object(map) => map.iter().for_each(|(name, value)| {
            seen.push(name.clone());
            texts(value, seen);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[tokio::test]
async fn an_ambiguous_request_for_a_list_is_refused() {
    let scene = scene().await;
    let (boss, ann, id) = (&scene.boss, &scene.ann, &scene.ann_id);
    for unclear in [
        json!({}),
        json!({"ust": null}),
        json!({"ust": ""}),
        json!({"user_id": id}),
        json!({"current_ust": boss}),
        json!({"target_ust": ann}),
        json!({"current_ust": boss, "target_ust": ""}),
        json!({"ust": boss, "target_ust": ann}),
        json!({"ust": boss, "current_ust": boss}),
        json!({"ust": boss, "current_ust": boss, "target_ust": ann}),
        json!({"current_ust": boss, "target_ust": ann, "user_id": id}),
    ] {
        scene.list(unclear.clone()).await.refused("E008002");
        assert_eq!(scene.world.events.last().operation, "session.get_list");
    }
    for (input, codes) in [
        (json!({"ust": "garbage"}), "E007001"),
        (json!({"ust": "garbage", "user_id": id}), "E007001"),
        (
            json!({"current_ust": "garbage", "target_ust": ann}),
            "E007001",
        ),
        (
            json!({"current_ust": boss, "target_ust": "garbage"}),
            "E007001",
        ),
        (json!({"current_ust": ann, "target_ust": boss}), "E005001"),
        (json!({"current_ust": ann, "target_ust": ann}), "E005001"),
        (
            json!({"current_ust": ann, "target_ust": "garbage"}),
            "E005001",
        ),
        (json!({"ust": ann, "user_id": "zusr0"}), "E005001"),
    ] {
        scene.list(input).await.refused(codes);
    }
    let no_app = json!({"ust": ann});
    let reply = scene.world.call("GET", "/user/session/list", no_app).await;
    reply.bad_request();
    let strange = json!({"ust": ann, "current_app": "Sales"});
    let reply = scene.world.call("GET", "/user/session/list", strange).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
}

#[tokio::test]
async fn a_super_user_lists_sessions_of_any_user_even_a_locked_one() {
    let scene = scene().await;
    let (boss, ann, id) = (&scene.boss, &scene.ann, &scene.ann_id);
    let own = scene.own(ann).await;
    scene.put_ann(State::Locked).await;
    let of = async |input: Value| {
        let mut reply = scene.list(input).await.ok();
        let list = reply.json["result"].as_array_mut().unwrap();
        for session in list.iter_mut() {
            assert_eq!(session["is_current"], json!(false));
            session["is_current"] = json!(true);
        }
        list.clone()
    };
    assert_eq!(of(json!({"ust": boss, "user_id": id})).await, own);
    let holder = json!({"current_ust": boss, "target_ust": ann});
    assert_eq!(of(holder).await, own);
    scene.list(json!({"ust": ann})).await.refused("E005002");
    let mine = scene
        .list(json!({"current_ust": boss, "target_ust": boss}))
        .await;
    assert_eq!(mine.ok().json["result"][0]["is_current"], json!(true));
}

#[tokio::test]
async fn an_embedder_sees_the_same() {
    let scene = scene().await;
    let (sso, caller) = (&scene.world.sso, caller());
    let ann = Authority::Session(scene.ann.clone());
    let own = sso.sessions(&caller, &ann, None, page(0, 0)).await.unwrap();
    let named = sso.sessions(&caller, &ann, Some(&scene.ann_id), page(0, 0));
    assert_eq!(named.await.unwrap(), own);
    let found = sso.verify(&caller, &scene.ann).await.unwrap().unwrap();
    assert_eq!(own.sessions[0].session, found);
    assert!(own.sessions[0].is_current && own.total == 1);
    let mut theirs = scene.listed(0, 0).await;
    assert!(!theirs.sessions[0].is_current);
    theirs.sessions[0].is_current = true;
    assert_eq!(theirs, own);

    let boss_id = sso.verify(&caller, &scene.boss).await.unwrap().unwrap();
    let foreign = sso.sessions(&caller, &ann, Some(&boss_id.user_id), page(0, 0));
    assert_eq!(rejected(foreign.await), [SubStatus::AuthNotAllowed]);
    let operator = OPERATOR.clone();
    let nobody = sso.sessions(&caller, &operator, None, page(0, 0)).await;
    assert_eq!(rejected(nobody), [SubStatus::CommonMissingInput]);
}

#[tokio::test]
async fn a_list_has_pages() {
    let scene = scene().await;
    let mut ids = vec![scene.id(&scene.ann).await];
    for _ in 0..119 {
        scene.world.advance(Duration::from_secs(1));
        let ust = scene.world.ust("ann").await;
        ids.insert(0, scene.id(&ust).await);
    }
    let on = async |cur_page, page_size| {
        let page = scene.listed(cur_page, page_size).await;
        assert_eq!(page.total, 120);
        let sessions = page.sessions.into_iter();
        Vec::from_iter(sessions.map(|listed| listed.session.session_id))
    };
    for whole in [0, 50, 51, u32::MAX] {
        assert_eq!(on(0, whole).await, ids[..50]);
        assert_eq!(on(1, whole).await, ids[..50]);
        assert_eq!(on(2, whole).await, ids[50..100]);
        assert_eq!(on(3, whole).await, ids[100..]);
        assert!(on(4, whole).await.is_empty());
        assert!(on(u32::MAX, whole).await.is_empty());
    }
    assert_eq!(on(7, 7).await, ids[42..49]);
    assert_eq!(on(120, 1).await, ids[119..]);

    let input = json!({"ust": scene.ann, "cur_page": "18", "page_size": 7});
    let reply = scene.list(input).await.ok();
    assert_eq!(reply.json["result"].as_array().unwrap().len(), 1);
    assert_eq!(reply.json["total"], json!(120));
    assert_eq!(reply.json["result"][0]["session_id"], json!(ids[119]));
    assert_eq!(reply.json["result"][0]["is_current"], json!(true));
}

#[tokio::test]
async fn ended_sessions_are_not_listed() {
    let scene = scene().await;
    scene.world.advance(HOUR / 2);
    let second = scene.world.ust("ann").await;
    assert_eq!(scene.own(&second).await.len(), 2);
    scene.world.advance(HOUR / 2);
    let list = scene.own(&second).await;
    assert_eq!(list.len(), 1, "whether or not it was swept");
    scene.world.sso.sweep().await.unwrap();
    assert_eq!(scene.own(&second).await, list);
    let third = scene.world.ust("ann").await;
    scene.logout(&second).await.ok();
    assert_eq!(scene.own(&third).await.len(), 1);
}
