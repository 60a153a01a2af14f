//! REST: required and optional inputs, and the answers to invalid ones.

use serde_json::{Value, json};

use crate::kit::{PASSWORD, Reply, World, login_input};

/// Operations of every kind with the keys that the parser requires.
const REQUIRED: [(&str, &str, &[&str]); 16] = [
    ("GET", "/user", &["ust", "current_app"]),
    ("GET", "/user/signup", &["ust"]),
    ("PATCH", "/user/signup", &["confirm_token"]),
    ("POST", "/user/signup/confirm", &["confirm_token"]),
    ("POST", "/user/signup/disown", &["confirm_token"]),
    ("POST", "/user/signup/approve", &["ust", "user_id"]),
    ("POST", "/user/signup/reject", &["ust", "user_id"]),
    ("POST", "/user/approve", &["ust", "current_app", "user_id"]),
    ("POST", "/user/reject", &["ust", "current_app", "user_id"]),
    (
        "POST",
        "/user/login",
        &["username", "password", "current_app"],
    ),
    ("POST", "/user/logout", &["ust", "current_app"]),
    ("GET", "/user/linked", &["ust", "current_app"]),
    ("POST", "/user/linked", &["ust", "current_app"]),
    ("DELETE", "/user/linked", &["ust", "current_app"]),
    ("POST", "/user/session", &["current_app"]),
    ("PATCH", "/user/session", &["current_app"]),
];

fn input(keys: &[&str], value: &Value) -> Value {
    let pairs = keys.iter().map(|key| ((*key).to_owned(), value.clone()));
    Value::Object(pairs.collect())
}

/// Exactly this, whichever key it is, and no operation is begun.
#[tokio::test]
async fn a_missing_required_key_is_a_bad_request_without_details() {
    let world = World::new().await;
    for (method, path, keys) in REQUIRED {
        for missing in keys {
            let mut input = input(keys, &json!("CRM"));
            input.as_object_mut().unwrap().remove(*missing);
            let reply = world.call(method, path, input).await.bad_request();
            assert!(!String::from_utf8(reply.bytes).unwrap().contains(missing));
        }
        world.call(method, path, json!({})).await.bad_request();
    }
    assert!(world.events.all().is_empty());
}

/// They are refused by the rules.
#[tokio::test]
async fn null_and_the_empty_text_count_as_present() {
    let world = World::new().await;
    for (method, path, keys) in REQUIRED {
        for nothing in [json!(""), Value::Null] {
            let mut input = input(keys, &nothing);
            if keys.contains(&"current_app") {
                let reply = world.call(method, path, input.clone()).await;
                let expected = match path {
                    "/user/login" | "/user/logout" => (200, "E004001"),
                    // The session is looked at first.
                    _ => (403, "E007001"),
                };
                assert_eq!((reply.status, &*reply.codes()), expected, "{path}");
                input["current_app"] = json!("CRM");
            }
            let reply = world.call(method, path, input).await;
            assert_ne!(reply.status, 400, "{method} {path} {nothing}");
        }
    }
}

/// 3.3 answered these with 500, or with a text in Python's notation.
#[tokio::test]
async fn a_malformed_value_is_a_bad_request() {
    let world = World::new().await;
    let boss = world.super_user().await;
    for (method, path, keys) in REQUIRED {
        for key in keys.iter().filter(|key| **key != "current_app") {
            for wrong in [json!(["a"]), json!({"a": 1}), json!([])] {
                let mut input = input(keys, &json!("CRM"));
                input[*key] = wrong;
                world.call(method, path, input).await.bad_request();
            }
        }
    }
    let with = |key: &str, value: Value| json!({"ust": boss, "current_app": "CRM", "user_id": "x", key: value});
    for page in [
        json!("many"),
        json!("1.5"),
        json!(1.5),
        json!([1]),
        json!(true),
    ] {
        for key in ["cur_page", "page_size"] {
            let input = with(key, page.clone());
            world.call("GET", "/user/signup", input).await.bad_request();
        }
    }
    for flag in [json!("maybe"), json!("2"), json!("truth")] {
        let input = with("is_active", flag);
        world.post("/user/linked", input).await.bad_request();
    }
    for page in [
        json!("2"),
        json!(" 2 "),
        json!(2),
        json!(null),
        json!(""),
        json!(-2),
    ] {
        let input = with("cur_page", page);
        let reply = world.call("GET", "/user/signup", input).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
}

#[tokio::test]
async fn numbers_and_booleans_are_accepted_as_texts() {
    let world = World::new().await;
    let number = json!({"username": 5, "password": true, "current_app": "CRM"});
    world.post("/user/login", number).await.refused("E005001");
    for strange in [json!(5), json!(["CRM"]), json!({"CRM": 1}), json!(false)] {
        let reply = world.log_in("ann", json!({"current_app": strange})).await;
        assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    }
}

#[tokio::test]
async fn a_repeated_parameter_is_a_list_and_overrides_the_body() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let body = json!({"ust": boss, "current_app": "CRM"});
    for query in ["ust=a&ust=b", "ust=a&x=1&ust=a", "user_id=a&user_id=b"] {
        let path = format!("/user?{query}");
        world.call("GET", &path, body.clone()).await.bad_request();
    }
    let unknown = "/user?nothing=1&nothing=2&else=3";
    world.call("GET", unknown, body.clone()).await.ok();
    let twice = "/user?current_app=CRM&current_app=CRM";
    let reply = world.call("GET", twice, body).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
}

#[tokio::test]
async fn any_verb_takes_its_input_from_the_query_string_too() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let path = format!("/zato/sso/user/linked?ust={boss}&current_app=CRM&user_id=zusr0");
    world.raw("GET", &path, "").await.refused("E001100");
    for method in ["POST", "DELETE"] {
        let reply = world.raw(method, &path, "").await;
        reply.bad_request();
        assert_eq!(world.events.last().actor.unwrap().get(..4), Some("zusr"));
    }
    let renewal = format!("/zato/sso/user/session?ust={boss}&current_app=CRM");
    world.raw("PATCH", &renewal, "").await.ok();
    world
        .raw("PATCH", &renewal, "{\"ust\": \"other\"}")
        .await
        .ok();
}

/// A token of Zato's own, as its database has it, or one that Zato encrypted.
const ZATOS: [&str; 4] = [
    "zust4cf0qxean8vm8ardc5ezp5dyz",
    "zust",
    "gAAAAABl",
    "gAAAAABlZ3VhcmFudGVlZC1ub3QtdG8tYmUtYS10b2tlbi1vZi1vdXJzLWF0LWFsbC1idXQtbG9uZw==",
];

#[tokio::test]
async fn a_token_in_an_old_format_is_refused() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let digest = world.keys("session/").await.remove(0);
    let digest = digest.rsplit('/').next().unwrap().to_owned();
    let mut tokens: Vec<String> = ZATOS.map(ToOwned::to_owned).to_vec();
    tokens.extend([format!("zust{digest}"), digest, boss.to_uppercase()]);
    let refuses = |reply: Reply| drop(reply.refused("E007001"));
    for token in &tokens {
        let own = json!({"ust": token, "current_app": "CRM", "user_id": "zusr0"});
        for (method, path) in [
            ("GET", "/user"),
            ("GET", "/user/signup"),
            ("POST", "/user/approve"),
            ("POST", "/user/reject"),
            ("GET", "/user/linked"),
            ("POST", "/user/linked"),
            ("DELETE", "/user/linked"),
            ("PATCH", "/user/session"),
        ] {
            refuses(world.call(method, path, own.clone()).await);
        }
        let check = json!({"current_ust": token, "target_ust": boss, "current_app": "CRM"});
        refuses(world.post("/user/session", check).await);
        let check = json!({"current_ust": boss, "target_ust": token, "current_app": "CRM"});
        let reply = world.post("/user/session", check).await.ok();
        assert_eq!(reply.json["is_valid"], json!(false));
        world.post("/user/logout", own).await.ok();
    }
    world.ask(&boss, "GET", "/user", json!({})).await.ok();
}

/// Zato 3.3 accepts every method there; here only the documented ones are.
#[tokio::test]
async fn login_and_logout_are_posts() {
    let world = World::new().await;
    world.approved("ann").await;
    let query = format!(
        "/zato/sso/user/login?username=ann&current_app=CRM&password={}",
        PASSWORD.replace(' ', "+")
    );
    for method in ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        for path in [&*query, "/zato/sso/user/logout"] {
            let reply = world
                .raw(method, path, login_input("ann").to_string())
                .await;
            assert_eq!(reply.status, 405);
            assert_eq!(reply.headers["allow"], "POST");
        }
    }
    assert!(world.keys("session/").await.is_empty());
}
