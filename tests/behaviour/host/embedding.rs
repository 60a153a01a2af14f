//! The router inside another server.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    routing::get,
};
use tower::ServiceExt;
use vestibule::http::{RouterOptions, router};

use crate::kit::World;

async fn status(app: &Router, path: &str) -> StatusCode {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    app.clone().oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn the_router_leaves_every_other_path_to_the_embedder() {
    let world = World::new().await;
    let app = Router::new()
        .route("/healthz", get(|| async { StatusCode::IM_A_TEAPOT }))
        .fallback(|| async { StatusCode::PAYMENT_REQUIRED })
        .merge(router(world.sso.clone(), RouterOptions::default()));
    assert_eq!(status(&app, "/healthz").await, StatusCode::IM_A_TEAPOT);
    assert_eq!(status(&app, "/nowhere").await, StatusCode::PAYMENT_REQUIRED);
    let ours = status(&app, "/zato/sso/nowhere").await;
    assert_eq!(ours, StatusCode::NOT_FOUND);
    let ours = status(&app, "/zato/sso/user/login").await;
    assert_eq!(ours, StatusCode::METHOD_NOT_ALLOWED);
}
