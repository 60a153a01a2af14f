//! Who may.

use serde_json::{Value, json};
use vestibule::types::{AttributeOwner, Authority, Caller, SubStatus};

use super::{SIDES, Scene, Side, input, scene};
use crate::kit::{OPERATOR, Reply, State, caller, merged, rejected, set_state};

/// Method, the rest of the path, and what makes it complete.
fn operations() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("POST", "", json!({"name": "new", "value": 1})),
        ("PATCH", "", json!({"name": "old", "value": 1})),
        ("PUT", "", json!({"name": "old", "value": 1})),
        ("GET", "", json!({"name": "old"})),
        ("GET", "/exists", json!({"name": "old"})),
        ("GET", "/names", json!({})),
        ("DELETE", "", json!({"name": "old"})),
    ]
}

impl Scene {
    /// Every operation, each with its result; nothing may change if `refused`.
    async fn every(&self, side: Side, who: &Value) -> Vec<Reply> {
        let mut replies = Vec::new();
        for (method, rest, more) in operations() {
            let path = format!("{}{rest}", side.path());
            replies.push(
                self.world
                    .call(method, &path, merged(who.clone(), more))
                    .await,
            );
        }
        replies
    }

    async fn all_refused(&self, side: Side, who: Value, code: &str) {
        let before = self.world.stored().await;
        for reply in self.every(side, &who).await {
            reply.refused(code);
        }
        assert_eq!(self.world.stored().await, before);
    }

    async fn all_ok(&self, side: Side, who: Value) {
        for reply in self.every(side, &who).await {
            reply.ok();
        }
        let path = side.path();
        for (method, more) in [
            ("DELETE", json!({"name": "new"})),
            ("POST", json!({"name": "old", "value": 0})),
        ] {
            let input = merged(who.clone(), more);
            self.world.call(method, path, input).await.ok();
        }
    }

    async fn old(&self) {
        for side in SIDES {
            self.made(side, json!({"name": "old", "value": 0})).await;
        }
    }
}

#[tokio::test]
async fn users_have_their_own() {
    let scene = scene().await;
    scene.old().await;
    scene.all_ok(Side::User, Side::User.own(&scene.ann)).await;
    for user_id in [json!(scene.ann_id), json!(""), Value::Null] {
        let own = merged(Side::User.own(&scene.ann), json!({"user_id": user_id}));
        scene.all_ok(Side::User, own).await;
    }
    let named_as_before = json!({"current_ust": scene.ann, "current_app": "CRM"});
    scene.all_ok(Side::User, named_as_before).await;
    let both = json!({"ust": "garbage", "current_ust": scene.ann, "current_app": "CRM"});
    scene.all_refused(Side::User, both, "E007001").await;
}

#[tokio::test]
async fn users_have_all_their_sessions() {
    let scene = scene().await;
    scene.old().await;
    let second = scene.world.ust("ann").await;
    let own = json!({"current_ust": second, "target_ust": scene.ann, "current_app": "CRM"});
    scene.all_ok(Side::Session, own).await;
    let names = Side::Session.own(&second);
    let names = scene.world.call("GET", "/session/attr/names", names).await;
    assert_eq!(names.ok().json["result"], json!([]), "each has its own");
}

#[tokio::test]
async fn super_users_access_attributes_of_any_user() {
    let scene = scene().await;
    scene.old().await;
    let anns = json!({"ust": scene.boss, "user_id": scene.ann_id, "current_app": "CRM"});
    scene.all_ok(Side::User, anns).await;
    assert_eq!(
        scene.world.events.last().target.as_ref(),
        Some(&scene.ann_id)
    );
    let anns = json!({"current_ust": scene.boss, "target_ust": scene.ann, "current_app": "CRM"});
    scene.all_ok(Side::Session, anns).await;
    assert_eq!(
        scene.world.events.last().target.as_ref(),
        Some(&scene.ann_id)
    );
    // No ID is the super-user.
    let names = Side::User.own(&scene.boss);
    let names = scene
        .world
        .call("GET", "/user/attr/names", names)
        .await
        .ok();
    assert_eq!(names.json["result"], json!([]));
}

/// Whether it is the caller's session or the one it is about that is missing.
#[tokio::test]
async fn a_session_that_does_not_exist_has_nothing() {
    let scene = scene().await;
    scene.old().await;
    let both = |current: &str, target: &str| json!({"current_ust": current, "target_ust": target, "current_app": "CRM"});
    for who in [
        both(&scene.ann, "garbage"),
        both(&scene.boss, "garbage"),
        both("operator", &scene.ann),
        json!({"current_ust": scene.ann, "current_app": "CRM"}),
    ] {
        scene.all_refused(Side::Session, who, "E007001").await;
    }
    scene
        .all_refused(Side::User, Side::User.own("operator"), "E007001")
        .await;
    for side in SIDES {
        let no_app = json!({"ust": scene.ann, "current_ust": scene.ann, "target_ust": scene.ann});
        for reply in scene.every(side, &no_app).await {
            reply.bad_request();
        }
        let strange = merged(side.own(&scene.ann), json!({"current_app": "Sales"}));
        for reply in scene.every(side, &strange).await {
            assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
        }
    }
}

#[tokio::test]
async fn super_users_can_use_the_attributes_of_a_locked_user() {
    let scene = scene().await;
    scene.old().await;
    set_state(&scene.storage, &scene.ann_id, State::Locked).await;
    let by_boss = json!({"ust": scene.boss, "user_id": scene.ann_id, "current_app": "CRM"});
    scene.all_ok(Side::User, by_boss).await;
}

#[tokio::test]
async fn the_operator_accesses_attributes_of_any_user_by_id_or_ust() {
    let scene = scene().await;
    let (caller, operator) = (caller(), OPERATOR.clone());
    let sso = &scene.world.sso;
    let nobody = AttributeOwner::User(None);
    let refused = sso.attribute_names(&caller, &operator, &nobody).await;
    assert_eq!(rejected(refused), [SubStatus::CommonMissingInput]);
    for (side, owner) in [
        (Side::User, AttributeOwner::User(Some(scene.ann_id.clone()))),
        (Side::Session, AttributeOwner::Session(scene.ann.clone())),
    ] {
        let inputs = [input("a", "1")];
        let made = sso.create_attributes(&caller, &operator, &owner, &inputs);
        made.await.unwrap();
        assert_eq!(
            scene.world.events.last().actor.as_deref(),
            Some("test:operator")
        );
        let names = sso.attribute_names(&caller, &operator, &owner).await;
        assert_eq!(names.unwrap(), ["a"]);
        assert_eq!(scene.names(side).await, ["a"]);
    }
    let gone = AttributeOwner::Session("garbage".to_owned());
    let refused = sso.attribute_names(&caller, &operator, &gone).await;
    assert_eq!(rejected(refused), [SubStatus::SessionNoSuchSession]);
}

#[tokio::test]
async fn the_typed_api_has_the_same_rules() {
    let scene = scene().await;
    let sso = &scene.world.sso;
    let strange = Caller {
        current_app: Some("Sales".to_owned()),
        ..caller()
    };
    for side in SIDES {
        let owner = side.owner(&scene.ann);
        let ann = scene.authority();
        let names = sso.attribute_names(&strange, &ann, &owner).await;
        assert_eq!(rejected(names), [SubStatus::AppListInvalid]);
        let ben = Authority::Session(scene.ben.clone());
        let others = match side {
            Side::User => AttributeOwner::User(Some(scene.ann_id.clone())),
            Side::Session => owner,
        };
        let names = sso.attribute_names(&caller(), &ben, &others).await;
        assert_eq!(rejected(names), [SubStatus::AuthNotAllowed]);
    }
}

/// No account that may expire, is not confirmed, or was erased.
#[tokio::test]
async fn only_a_final_account_that_is_not_rejected_gets_attributes() {
    let scene = scene().await;
    scene.world.signup("unconfirmed").await.ok();
    let unconfirmed = scene.world.last_target();
    let waiting = scene.world.confirmed("waiting").await;
    let rejected = scene.world.confirmed("rejected").await;
    let decision = json!({"ust": scene.boss, "user_id": rejected, "current_app": "CRM"});
    scene.world.post("/user/reject", decision).await.ok();
    let undone = scene.world.confirmed("undone").await;
    let change = json!({"ust": scene.boss, "user_id": undone, "current_app": "CRM",
        "sign_up_status": "before_confirmation"});
    scene.world.call("PATCH", "/user", change).await.ok();
    let nobody = "E008001";
    for (user_id, code) in [
        (&unconfirmed, nobody),
        (&undone, nobody),
        (&rejected, nobody),
    ] {
        let new = json!({"ust": scene.boss, "user_id": user_id, "current_app": "CRM",
            "name": "a", "value": 1});
        scene
            .world
            .post("/user/attr", new.clone())
            .await
            .refused(code);
        scene
            .world
            .call("PUT", "/user/attr", new.clone())
            .await
            .refused(code);
        scene
            .world
            .call("PATCH", "/user/attr", new.clone())
            .await
            .ok();
        scene.world.call("GET", "/user/attr", new).await.ok();
    }
    let new = json!({"ust": scene.boss, "user_id": waiting, "current_app": "CRM", "name": "a"});
    scene.world.post("/user/attr", new).await.ok();
}
