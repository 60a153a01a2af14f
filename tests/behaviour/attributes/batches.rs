//! Many at once: all or none.

use serde_json::{Value, json};
use vestibule::types::Outcome;

use super::{SIDES, Side, nothing_else, scene};
use crate::kit::{State, set_state};

fn elements(names: &[&str]) -> Value {
    let element = |name: &&str| json!({"name": name, "value": format!("of {name}")});
    names.iter().map(element).collect()
}

#[tokio::test]
async fn many_are_made_changed_set_and_removed() {
    for side in SIDES {
        let scene = scene().await;
        let reply = scene.create(side, json!({"data": elements(&["a", "b", "c"])}));
        nothing_else(&reply.await.ok());
        assert_eq!(scene.event(), ("attr.create_many".to_owned(), vec![]));
        assert_eq!(scene.names(side).await, ["a", "b", "c"]);
        assert_eq!(scene.value(side, "b").await, Some(json!("of b")));

        let update = json!({"data": [{"name": "a", "value": 1}, {"name": "x", "value": 2}]});
        nothing_else(&scene.update(side, update).await.ok());
        let missing = vec!["E009002".to_owned()];
        assert_eq!(
            scene.event(),
            ("attr.update_many".to_owned(), missing.clone())
        );
        assert_eq!(scene.value(side, "a").await, Some(json!(1)));
        assert_eq!(scene.value(side, "x").await, None);

        let set = json!({"data": [{"name": "a", "value": 3}, {"name": "x", "value": 4}]});
        nothing_else(&scene.set(side, set).await.ok());
        assert_eq!(scene.event(), ("attr.set_many".to_owned(), vec![]));
        assert_eq!(scene.value(side, "a").await, Some(json!(3)));
        assert_eq!(scene.value(side, "x").await, Some(json!(4)));

        let removal = json!({"data": ["a", {"name": "b", "value": 0}, "nothing", "a"]});
        nothing_else(&scene.delete(side, removal).await.ok());
        assert_eq!(scene.event(), ("attr.delete_many".to_owned(), missing));
        assert_eq!(scene.names(side).await, ["c", "x"]);
        scene.removed(side, json!({"data": ["c", "x"]})).await;
        assert_eq!(scene.world.events.last().outcome, Outcome::Ok);
        assert!(scene.world.keys(side.prefix()).await.is_empty());
    }
}

#[tokio::test]
async fn one_taken_name_stops_the_whole_batch() {
    for side in SIDES {
        let scene = scene().await;
        scene.made(side, json!({"name": "b", "value": "old"})).await;
        let before = scene.world.stored().await;
        let reply = scene.create(side, json!({"data": elements(&["a", "b", "c"])}));
        reply.await.refused("E009001");
        assert_eq!(scene.world.stored().await, before);
        assert_eq!(scene.names(side).await, ["b"]);
    }
}

#[tokio::test]
async fn a_batch_with_a_duplicate_is_refused() {
    for side in SIDES {
        let scene = scene().await;
        scene.made(side, json!({"name": "b", "value": "old"})).await;
        let before = scene.world.stored().await;
        let twice = json!({"data": elements(&["a", "b", "a"])});
        for (method, code) in [
            ("POST", "E009001"),
            ("PATCH", "E008002"),
            ("PUT", "E008002"),
        ] {
            let reply = scene.call(side, method, "", twice.clone()).await;
            reply.refused(code);
        }
        assert_eq!(scene.world.stored().await, before);
    }
}

#[tokio::test]
async fn the_name_takes_precedence_over_data_and_one_is_required() {
    for side in SIDES {
        let scene = scene().await;
        let both = json!({"name": "one", "value": 1, "data": elements(&["a", "b"])});
        scene.made(side, both.clone()).await;
        assert_eq!(scene.event().0, "attr.create");
        assert_eq!(scene.names(side).await, ["one"]);
        let reply = scene.call(side, "GET", "", both.clone()).await.ok();
        assert_eq!(reply.json["value"], json!(1));
        let reply = scene.call(side, "GET", "/exists", both.clone()).await.ok();
        assert_eq!(reply.json["result"], json!(true));
        scene.removed(side, both).await;
        assert!(scene.names(side).await.is_empty());
        for neither in [
            json!({}),
            json!({"name": ""}),
            json!({"name": null, "data": null}),
            json!({"data": []}),
        ] {
            for method in ["POST", "PATCH", "PUT", "DELETE", "GET"] {
                let reply = scene.call(side, method, "", neither.clone()).await;
                reply.refused("E008002");
            }
            let reply = scene.call(side, "GET", "/exists", neither).await;
            reply.refused("E008002");
        }
    }
}

#[tokio::test]
async fn members_beside_data_are_defaults_of_its_elements() {
    for side in SIDES {
        let scene = scene().await;
        let data = json!([
            {"name": "a", "value": 1},
            {"name": "b", "value": 1, "expiration": 7, "encrypt": "no"},
        ]);
        let all = json!({"expiration": "60", "encrypt": true, "data": data});
        scene.made(side, all).await;
        let end = |reply: crate::kit::Reply| reply.text("expiration_time");
        let a = scene.get(side, "a").await;
        assert_eq!(a.json["is_encrypted"], json!(true));
        assert_eq!(end(a), "2026-01-01T00:01:00");
        let b = scene.get(side, "b").await;
        assert_eq!(b.json["is_encrypted"], json!(false));
        assert_eq!(end(b), "2026-01-01T00:00:07");
    }
}

#[tokio::test]
async fn malformed_data_is_a_bad_request_or_refused() {
    for side in SIDES {
        let scene = scene().await;
        let before = scene.world.stored().await;
        for data in [
            json!("a"),
            json!({"name": "a"}),
            json!(7),
            json!(["a"]),
            json!([["a"]]),
            json!([null]),
            json!([{"name": ["a"]}]),
            json!([{"name": "a", "expiration": "soon"}]),
            json!([{"name": "a", "expiration": 1.5}]),
            json!([{"name": "a", "encrypt": "perhaps"}]),
            json!([{"name": "a", "user_id": {}}]),
        ] {
            let reply = scene.create(side, json!({"data": data})).await;
            reply.bad_request();
        }
        for data in [
            json!([{}]),
            json!([{"name": "a"}, {"value": 1}]),
            json!([{"name": null}]),
        ] {
            let reply = scene.create(side, json!({"data": data})).await;
            reply.refused("E008002");
        }
        for data in [
            json!([["a"]]),
            json!([{"value": 1}]),
            json!([{"name": {}}]),
            json!({"x": 1}),
        ] {
            let reply = scene.delete(side, json!({"data": data})).await;
            reply.bad_request();
        }
        for more in [
            json!({"name": "a", "expiration": "soon"}),
            json!({"name": "a", "encrypt": "perhaps"}),
            json!({"name": ["a"]}),
        ] {
            scene.create(side, more).await.bad_request();
        }
        assert_eq!(scene.world.stored().await, before);
    }
}

#[tokio::test]
async fn attributes_of_several_users_at_once() {
    let scene = scene().await;
    let data = json!([
        {"name": "a", "value": 1, "user_id": scene.ann_id},
        {"name": "a", "value": 2, "user_id": scene.ben_id, "encrypt": true},
        {"name": "a", "value": 3},
        {"name": "b", "value": 4, "user_id": scene.ben_id},
    ]);
    let by_boss = json!({"ust": scene.boss, "current_app": "CRM", "data": data});
    let before = scene.world.keys("audit/").await.len();
    scene.world.post("/user/attr", by_boss.clone()).await.ok();
    assert_eq!(scene.world.events.last().target, None);
    let recorded = scene.world.keys("audit/").await.len() - before;
    assert_eq!(recorded, 3, "one for each user");
    let stored = scene.world.stored().await;
    for user_id in [&scene.ann_id, &scene.ben_id] {
        let is_told = stored
            .iter()
            .any(|(_, event)| event.contains("attr.create") && event.contains(&**user_id));
        assert!(is_told, "{user_id}");
    }
    assert_eq!(scene.value(Side::User, "a").await, Some(json!(1)));
    let bens = scene
        .world
        .ask(&scene.ben, "GET", "/user/attr", json!({"data": ["a", "b"]}))
        .await
        .ok();
    assert_eq!(bens.json["result"]["a"]["value"], json!(2));
    assert_eq!(bens.json["result"]["b"]["value"], json!(4));

    // One taken name, of any user, stops the whole batch.
    let before = scene.world.stored().await;
    scene
        .world
        .post("/user/attr", by_boss.clone())
        .await
        .refused("E009001");
    let mut unknown = by_boss.clone();
    unknown["data"] = json!([{"name": "x"}, {"name": "x", "user_id": "zusr0"}]);
    scene
        .world
        .post("/user/attr", unknown)
        .await
        .refused("E001100");
    let mut twice = by_boss;
    twice["user_id"] = json!(scene.ann_id);
    twice["data"] = json!([{"name": "x"}, {"name": "x", "user_id": scene.ann_id}]);
    scene
        .world
        .post("/user/attr", twice)
        .await
        .refused("E009001");
    assert_eq!(scene.world.stored().await, before);
}

#[tokio::test]
async fn an_element_about_another_user_needs_a_super_user() {
    let scene = scene().await;
    let before = scene.world.stored().await;
    let others = json!({"data": [{"name": "x"}, {"name": "y", "user_id": scene.ben_id}]});
    for method in ["POST", "PATCH", "PUT"] {
        let reply = scene.call(Side::User, method, "", others.clone()).await;
        reply.refused("E005001");
        let reply = scene.call(Side::Session, method, "", others.clone()).await;
        reply.refused("E008002");
    }
    assert_eq!(scene.world.stored().await, before);
    let own = json!({"data": [{"name": "x", "value": 1, "user_id": scene.ann_id}]});
    scene.made(Side::User, own).await;
    assert_eq!(scene.value(Side::User, "x").await, Some(json!(1)));
    set_state(&scene.storage, &scene.ben_id, State::Locked).await;
    scene
        .world
        .ask(
            &scene.boss,
            "POST",
            "/user/attr",
            json!({"data": [
        {"name": "x", "user_id": scene.ben_id}]}),
        )
        .await
        .ok();
}
