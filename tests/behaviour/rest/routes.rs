//! REST: the paths and methods, and the answers to all others.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    kit::{Reply, World},
    operations::routes,
};

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
async fn a_wrong_method_is_answered_with_the_allowed_ones() {
    let world = World::new().await;
    let others = [
        "GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "TRACE", "PURGE", "get",
    ];
    for (path, methods) in routes() {
        for method in others.iter().filter(|method| !methods.contains(**method)) {
            for body in ["{}", "", "["] {
                let reply = world.raw(method, &format!("/zato/sso{path}"), body).await;
                plain(&reply, 405, "Method not allowed");
                let allowed = reply.headers["allow"].to_str().unwrap().split(", ");
                let allowed: BTreeSet<String> = allowed.map(ToOwned::to_owned).collect();
                assert_eq!(allowed, methods, "{path}");
            }
        }
    }
}

/// An answer to HEAD never has a body.
#[tokio::test]
async fn head_is_a_wrong_method_like_any_other() {
    let world = World::new().await;
    let reply = world.raw("HEAD", "/zato/sso/user", "").await;
    assert_eq!((reply.status, reply.bytes.len()), (405, 0));
    assert_eq!(reply.headers["allow"], "GET, POST, PATCH, DELETE");
}
