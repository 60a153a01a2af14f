//! Links: creating, listing and removing them.

use serde_json::{Value, json};
use vestibule::types::{Definition, Outcome, SubStatus};

use super::{Scene, builder, present, scene};
use crate::kit::{OPERATOR, PROGRAM_PASSWORD, Reply, State, caller, hash, rejected, set_state};

impl Scene {
    async fn list(&self, ust: &str, user_id: Option<&str>) -> Reply {
        let mut input = json!({"ust": ust, "current_app": "CRM"});
        if let Some(user_id) = user_id {
            input["user_id"] = json!(user_id);
        }
        self.world.call("GET", "/user/linked", input).await
    }

    async fn names(&self, ust: &str, user_id: Option<&str>) -> Vec<String> {
        let reply = self.list(ust, user_id).await.ok();
        let links = reply.json["result"].as_array().unwrap().clone();
        let name = |link: &Value| link["auth_username"].as_str().unwrap().to_owned();
        links.iter().map(name).collect()
    }
}

#[tokio::test]
async fn a_link_is_made_listed_and_removed() {
    let scene = scene().await;
    let made = scene.link(&scene.ann_id, "pubapi").await.ok();
    assert_eq!(made.json.as_object().unwrap().len(), 2, "status and cid");
    let event = scene.world.events.last();
    assert_eq!(event.operation, "user.create_linked_auth");
    assert_eq!(event.target.as_deref(), Some(&*scene.ann_id));

    let listed = scene.list(&scene.boss, Some(&scene.ann_id)).await.ok();
    let link = json!([{
        "auth_type": "basic_auth",
        "auth_username": "pubapi",
        "creation_time": "2026-01-01T00:00:00",
        "is_active": true,
    }]);
    assert_eq!(listed.json["result"], link);
    let event = scene.world.events.last();
    assert_eq!(event.operation, "user.get_linked_auth_list");

    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    let event = scene.world.events.last();
    assert_eq!(event.operation, "user.delete_linked_auth");
    assert!(
        scene
            .names(&scene.boss, Some(&scene.ann_id))
            .await
            .is_empty()
    );
    for prefix in ["link/", "linked-to/"] {
        assert!(scene.world.keys(prefix).await.is_empty());
    }
    let stored = scene.world.stored().await;
    for operation in ["create_linked_auth", "delete_linked_auth"] {
        let is_of = |(key, value): &(String, String)| {
            key.starts_with("audit/") && value.contains(operation)
        };
        assert!(stored.iter().any(is_of), "{operation}");
    }
}

/// Zato 3.3 shows a regular user the links of all users.
#[tokio::test]
async fn users_see_their_own_links_and_super_users_those_of_all() {
    let scene = scene().await;
    let boss_id = scene.world.events.all()[0].target.clone().unwrap();
    let ann = scene.world.ust("ann").await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    scene.link(&boss_id, "batch").await.ok();

    assert_eq!(scene.names(&ann, None).await, ["pubapi"]);
    assert_eq!(scene.names(&ann, Some("")).await, ["pubapi"]);
    let own = Some(&*scene.ann_id);
    assert_eq!(scene.names(&ann, own).await, ["pubapi"]);
    scene.list(&ann, Some(&boss_id)).await.refused("E005001");
    scene.list(&ann, Some("zusr0")).await.refused("E005001");

    assert_eq!(scene.names(&scene.boss, None).await, ["batch"]);
    assert_eq!(scene.names(&scene.boss, own).await, ["pubapi"]);
    scene.link(&scene.ann_id, "batch").await.refused("E008002");
    scene.list("garbage", None).await.refused("E007001");

    let (caller, operator) = (caller(), OPERATOR.clone());
    let sso = &scene.world.sso;
    let links = sso.links(&caller, &operator, own).await.unwrap();
    assert_eq!(links[0].auth_username, "pubapi");
    let nobodys = sso.links(&caller, &operator, None).await;
    assert_eq!(rejected(nobodys), [SubStatus::CommonMissingInput]);
}

/// Zato 3.3 answers any caller with 400 or 403, which reveals the definitions.
#[tokio::test]
async fn regular_users_cannot_probe_definitions() {
    let scene = scene().await;
    let ann = scene.world.ust("ann").await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    for name in ["pubapi", "batch", "nobody", ""] {
        for method in ["POST", "DELETE"] {
            let mut input = scene.link_input(&scene.ann_id, name);
            input["ust"] = json!(ann);
            let reply = scene
                .world
                .call(method, "/user/linked", input.clone())
                .await;
            reply.refused("E005001");
            assert_eq!(scene.world.events.last().sub_status, ["E005005"]);
            input["ust"] = json!("garbage");
            let reply = scene.world.call(method, "/user/linked", input).await;
            reply.refused("E007001");
        }
    }
    assert_eq!(scene.names(&ann, None).await, ["pubapi"]);
}

#[tokio::test]
async fn an_unknown_definition_is_a_bad_request() {
    let scene = scene().await;
    let long = "x".repeat(2_000);
    for (auth_type, name) in [
        ("basic_auth", "nobody"),
        ("basic_auth", "PUBAPI"),
        ("basic_auth", ""),
        ("basic_auth", &*long),
        ("jwt", "pubapi"),
        ("BASIC_AUTH", "pubapi"),
        ("", "pubapi"),
    ] {
        for method in ["POST", "DELETE"] {
            let mut input = scene.link_input(&scene.ann_id, name);
            input["auth_type"] = json!(auth_type);
            let reply = scene.world.call(method, "/user/linked", input).await;
            reply.bad_request();
            assert_eq!(scene.world.events.last().outcome, Outcome::Failed);
        }
    }
    for missing in ["auth_type", "auth_username"] {
        let mut input = scene.link_input(&scene.ann_id, "pubapi");
        input.as_object_mut().unwrap().remove(missing);
        scene.world.post("/user/linked", input).await.bad_request();
    }
    assert!(scene.world.keys("link/").await.is_empty());
}

#[tokio::test]
async fn a_definition_is_linked_to_one_user() {
    let scene = scene().await;
    let ben_id = scene.world.approved("ben").await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    scene.link(&scene.ann_id, "pubapi").await.refused("E008002");
    scene.link(&ben_id, "pubapi").await.refused("E008002");
    scene.unlink(&ben_id, "pubapi").await.refused("E008002");
    scene
        .unlink(&scene.ann_id, "batch")
        .await
        .refused("E008002");
    assert_eq!(
        scene.present("pubapi").await.ok().text("user_id"),
        scene.ann_id
    );
    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    scene
        .unlink(&scene.ann_id, "pubapi")
        .await
        .refused("E008002");
    scene.link(&ben_id, "pubapi").await.ok();
    assert_eq!(scene.present("pubapi").await.ok().text("user_id"), ben_id);
}

#[tokio::test]
async fn a_link_is_active_by_default() {
    let scene = scene().await;
    for (given, is_active) in [
        (None, true),
        (Some(json!("yes")), true),
        (Some(json!(1)), true),
        (Some(json!(false)), false),
        (Some(json!("off")), false),
        (Some(json!("")), false),
        (Some(Value::Null), false),
    ] {
        let mut input = scene.link_input(&scene.ann_id, "pubapi");
        match &given {
            None => drop(input.as_object_mut().unwrap().remove("is_active")),
            Some(given) => input["is_active"] = given.clone(),
        }
        scene.world.post("/user/linked", input).await.ok();
        let listed = scene.list(&scene.boss, Some(&scene.ann_id)).await.ok();
        let found = &listed.json["result"][0]["is_active"];
        assert_eq!(found, &json!(is_active), "{given:?}");
        match is_active {
            true => drop(scene.present("pubapi").await.ok()),
            false => drop(scene.present("pubapi").await.bad_request()),
        }
        scene.unlink(&scene.ann_id, "pubapi").await.ok();
    }
    let mut input = scene.link_input(&scene.ann_id, "pubapi");
    input["is_active"] = json!("maybe");
    scene.world.post("/user/linked", input).await.bad_request();
}

#[tokio::test]
async fn only_a_final_account_that_is_not_rejected_can_be_linked() {
    let scene = scene().await;
    scene.world.signup("carl").await.ok();
    let unconfirmed = scene.world.last_target();
    scene.link(&unconfirmed, "pubapi").await.refused("E008001");
    let waiting = scene.world.confirmed("dora").await;
    scene.link(&waiting, "pubapi").await.ok();
    let rejected_ = scene.world.confirmed("emil").await;
    scene.world.reject(&rejected_).await;
    scene.link(&rejected_, "batch").await.refused("E008001");
    assert_eq!(scene.world.keys("link/").await.len(), 1);
}

#[tokio::test]
async fn an_account_has_at_most_100_links() {
    let names: Vec<String> = (0..101).map(|number| format!("program{number}")).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let hash = hash(PROGRAM_PASSWORD).await;
    let scene = scene().await;
    let world = builder(
        scene.world.storage.clone(),
        scene.world.clock.clone(),
        &names,
        &hash,
    );
    let world = world.build().await;
    let scene = Scene { world, ..scene };
    for name in &names[..100] {
        scene.link(&scene.ann_id, name).await.ok();
    }
    scene
        .link(&scene.ann_id, names[100])
        .await
        .refused("E008002");
    let listed = scene.names(&scene.boss, Some(&scene.ann_id)).await;
    assert_eq!(listed.len(), 100);
    scene.unlink(&scene.ann_id, names[50]).await.ok();
    scene.link(&scene.ann_id, names[100]).await.ok();
}

/// Otherwise no other account could ever be linked to the definition.
#[tokio::test]
async fn a_link_without_a_definition_can_be_removed() {
    let scene = scene().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    let hash = hash(PROGRAM_PASSWORD).await;
    let world = builder(
        scene.world.storage.clone(),
        scene.world.clock.clone(),
        &["batch"],
        &hash,
    );
    let world = world.build().await;
    let scene = Scene { world, ..scene };
    scene.link(&scene.ann_id, "pubapi").await.bad_request();
    let listed = scene.names(&scene.boss, Some(&scene.ann_id)).await;
    assert_eq!(listed, ["pubapi"]);
    scene.unlink(&scene.ann_id, "pubapi").await.ok();
    scene.unlink(&scene.ann_id, "pubapi").await.bad_request();
}

#[tokio::test]
async fn an_embedder_links_as_well() {
    let scene = scene().await;
    let (caller, operator) = (caller(), OPERATOR.clone());
    let sso = &scene.world.sso;
    let pubapi = Definition {
        auth_type: "basic_auth".to_owned(),
        auth_username: "pubapi".to_owned(),
    };
    let made = sso.create_link(&caller, &operator, &scene.ann_id, &pubapi, true);
    made.await.unwrap();
    let ust = sso.log_in_linked(&caller, "pubapi", PROGRAM_PASSWORD).await;
    let session = sso.verify(&caller, &ust.unwrap().unwrap()).await.unwrap();
    assert_eq!(session.unwrap().user_id, scene.ann_id);
    let removed = sso.delete_link(&caller, &operator, &scene.ann_id, &pubapi);
    removed.await.unwrap();
    let ust = sso.log_in_linked(&caller, "pubapi", PROGRAM_PASSWORD).await;
    assert_eq!(ust.unwrap(), None);
}

/// A caller who is no longer a super-user at the commit creates no link.
#[tokio::test]
async fn a_former_super_user_cannot_create_links() {
    let scene = scene().await;
    let boss_id = scene.world.events.all()[0].target.clone().unwrap();
    let storage = &*scene.world.storage;
    set_state(storage, &boss_id, State::NoSuperUser).await;
    scene.link(&scene.ann_id, "pubapi").await.refused("E005001");
    present(&scene.world, "pubapi").await.bad_request();
}
