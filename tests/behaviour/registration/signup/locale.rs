//! The language of a sign-up: that of the input, else the one the client prefers.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::extract::Request;
use serde_json::{Value, json};
use vestibule::{
    SignupValidator,
    types::{SignupRequest, SubStatus},
};

use super::{but, sign_up, typed};
use crate::kit::{World, caller, merged, rejected, signup_input};

/// Signs Adam up with headers `Accept-Language`.
async fn signed_up(world: &World, input: Value, preferred: &[&str]) -> Option<String> {
    let mut request = Request::builder()
        .method("POST")
        .uri("/zato/sso/user/signup");
    for value in preferred {
        request = request.header("Accept-Language", *value);
    }
    let request = request.body(input.to_string().into()).unwrap();
    world.send(request).await.ok();
    world.account(&world.last_target()).await.locale
}

fn adam(members: Value) -> Value {
    merged(signup_input("adam"), members)
}

#[tokio::test]
async fn the_input_comes_before_the_header() {
    for (members, preferred, expected) in [
        (json!({"locale": " DE-at "}), &["fr"][..], Some("de-AT")),
        (json!({}), &["fr-ch, en;q=0.5"], Some("fr-CH")),
        (json!({"locale": ""}), &["fr"], Some("fr")),
        (json!({"locale": null}), &["fr"], Some("fr")),
        (json!({}), &["en;q=0.5", "it;q=0.6"], Some("it")),
        (
            json!({}),
            &["*, en;q=0, nonsense;q=2, da;q=0.1"],
            Some("da"),
        ),
        (json!({}), &["*"], None),
        (json!({}), &[";;;q=,"], None),
        (json!({}), &[], None),
    ] {
        let world = World::new().await;
        let locale = signed_up(&world, adam(members.clone()), preferred).await;
        assert_eq!(locale.as_deref(), expected, "{members} {preferred:?}");
        world.is_sound().await;
    }
}

#[tokio::test]
async fn a_malformed_locale_is_refused_and_nothing_is_stored() {
    let world = World::new().await;
    for malformed in ["german language", "de_AT", "*", "x-pirate"] {
        sign_up(&world, &but("locale", malformed))
            .await
            .refused("E008002");
        let request = SignupRequest {
            locale: Some(malformed.to_owned()),
            ..typed("adam")
        };
        let refused = world.sso.signup(&caller(), &request).await;
        assert_eq!(rejected(refused), [SubStatus::CommonInvalidInput]);
    }
    sign_up(&world, &but("locale", json!({"en": 1})))
        .await
        .bad_request();
    assert!(world.keys("user/").await.is_empty());
    assert!(world.keys("rate/").await.is_empty(), "nothing was counted");
}

#[tokio::test]
async fn a_typed_locale_is_stored() {
    let world = World::new().await;
    let request = SignupRequest {
        locale: Some("SR-cyrl".to_owned()),
        ..typed("adam")
    };
    world.sso.signup(&caller(), &request).await.unwrap();
    let locale = world.account(&world.last_target()).await.locale;
    assert_eq!(locale.as_deref(), Some("sr-Cyrl"));
}

/// Remembers the languages it saw.
#[derive(Clone, Default)]
struct Languages(Arc<Mutex<Vec<Option<String>>>>);

#[async_trait]
impl SignupValidator for Languages {
    async fn validate(&self, _: &str, signup: &SignupRequest) -> Vec<SubStatus> {
        self.0.lock().unwrap().push(signup.locale.clone());
        Vec::new()
    }
}

#[tokio::test]
async fn a_validator_sees_the_canonical_locale() {
    let seen = Languages::default();
    let world = World::builder(|builder| builder.validator = Some(Arc::new(seen.clone())));
    let world = world.build().await;
    signed_up(&world, adam(json!({})), &["fr"]).await;
    assert_eq!(*seen.0.lock().unwrap(), [Some("fr".to_owned())]);
}
