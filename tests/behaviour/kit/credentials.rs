//! Programs with a credential of their own, and headers that say who is calling.

use axum::extract::Request;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use vestibule::settings::{SecretText, Settings};

use super::{Reply, World};

/// Every program's password.
pub(crate) const PROGRAM_PASSWORD: &str = "what only a program would type";

/// `Authorization: Basic`.
pub(crate) fn basic(username: &str, password: &str) -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("{username}:{password}"))
    )
}

/// A hash that the settings may have.
pub(crate) async fn hash(password: &str) -> String {
    let world = World::new().await;
    world.sso.hash_password(password).await.unwrap()
}

/// Settings with definitions of these names.
pub(crate) fn define(settings: &mut Settings, names: &[&str], hash: &str) {
    settings.set("linked_auth.definition", None::<u8>);
    for name in names {
        settings.add_basic_auth(name, SecretText(hash.to_owned()));
    }
}

impl World {
    /// A request below `/zato/sso` with headers.
    pub(crate) async fn call_with(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: Value,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/zato/sso{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_string().into());
        self.send(request.unwrap()).await
    }
}
