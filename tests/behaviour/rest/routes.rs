//! REST: which paths and methods there are, and what the others are told.

use std::collections::BTreeSet;

use crate::kit::{Reply, World};
use serde_json::json;

/// Every path with its methods.
pub(crate) const ROUTES: [(&str, &[&str]); 24] = [
    ("/user", &["GET", "POST", "PATCH", "DELETE"]),
    ("/user/lock", &["POST", "DELETE"]),
    ("/user/password", &["PATCH"]),
    ("/user/totp", &["PATCH"]),
    ("/user/linked", &["GET", "POST", "DELETE"]),
    ("/user/signup", &["GET", "POST", "PATCH"]),
    ("/user/signup/confirm", &["POST"]),
    ("/user/signup/disown", &["POST"]),
    ("/user/signup/approve", &["POST"]),
    ("/user/signup/reject", &["POST"]),
    ("/user/approve", &["POST"]),
    ("/user/reject", &["POST"]),
    ("/user/search", &["GET", "POST"]),
    ("/user/login", &["POST"]),
    ("/user/logout", &["POST"]),
    ("/user/session", &["POST", "PATCH", "GET", "DELETE"]),
    ("/user/session/list", &["GET"]),
    ("/password/reset", &["POST", "PATCH", "DELETE"]),
    ("/user/attr", &["GET", "POST", "PATCH", "PUT", "DELETE"]),
    ("/user/attr/exists", &["GET"]),
    ("/user/attr/names", &["GET"]),
    ("/session/attr", &["GET", "POST", "PATCH", "PUT", "DELETE"]),
    ("/session/attr/exists", &["GET"]),
    ("/session/attr/names", &["GET"]),
];

/// Every operation, as `POST /user/login`.
pub(crate) fn all() -> BTreeSet<String> {
    let named = |(path, methods): &(&str, &[&str])| {
        let path = (*path).to_owned();
        methods
            .iter()
            .map(move |method| format!("{method} {path}"))
            .collect::<Vec<_>>()
    };
    ROUTES.iter().flat_map(named).collect()
}

/// So that whoever adds an operation hears of every test that has to have it.
#[test]
fn these_are_the_components_routes() {
    let source = include_str!("../../../guest/src/rest/routes.rs");
    let source = source.replace("SIGNUP,", "\"/zato/sso/user/signup\",");
    let table = source.split("const ROUTES").nth(1).unwrap();
    let table = table.split("];").next().unwrap();
    let mut routes = BTreeSet::new();
    let mut path = "";
    for text in table.split('"').skip(1).step_by(2) {
        match text.strip_prefix("/zato/sso") {
            Some(new) => path = new,
            None => assert!(routes.insert(format!("{text} {path}"))),
        }
    }
    assert_eq!(routes, all());
}

pub(crate) fn is_cid(text: &str) -> bool {
    text.len() == 24
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// `{result: "Error", cid, details}`, not to be kept.
#[track_caller]
pub(crate) fn plain(reply: &Reply, status: u16, details: &str) {
    let cid = reply.text("cid");
    assert!(is_cid(&cid), "{cid}");
    assert_eq!(reply.status, status, "{reply:?}");
    assert_eq!(
        reply.json,
        json!({"result": "Error", "cid": cid, "details": details})
    );
    assert_eq!(reply.headers["content-type"], "application/json");
    assert_eq!(reply.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let world = World::new().await;
    for path in [
        "/",
        "/zato/sso",
        "/zato/sso/",
        "/zato/sso/nothing",
        "/zato/sso/user/",
        "/zato/sso//user",
        "/zato/sso/USER",
        "/zato/sso/user/create",
        "/zato/sso/%75ser",
        "/zato/sso/user/../user",
        "/user/login",
        "/metrics",
    ] {
        for method in ["GET", "POST", "DELETE", "PURGE"] {
            plain(&world.raw(method, path, "{}").await, 404, "Not found");
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let world = World::new().await;
    let others = [
        "GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "TRACE", "PURGE", "get",
    ];
    for (path, methods) in ROUTES {
        for method in others.iter().filter(|method| !methods.contains(method)) {
            for body in ["{}", "", "["] {
                let reply = world.raw(method, &format!("/zato/sso{path}"), body).await;
                plain(&reply, 405, "Method not allowed");
                assert_eq!(reply.headers["allow"], methods.join(", "), "{path}");
            }
        }
    }
}

/// Which has no body, whatever the answer.
#[tokio::test]
async fn head_is_a_wrong_method_like_any_other() {
    let world = World::new().await;
    let reply = world.raw("HEAD", "/zato/sso/user", "").await;
    assert_eq!((reply.status, reply.bytes.len()), (405, 0));
    assert_eq!(reply.headers["allow"], "GET, POST, PATCH, DELETE");
}
