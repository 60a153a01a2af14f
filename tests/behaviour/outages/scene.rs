//! What there is when storage fails.

use std::time::Duration;

use serde_json::json;
use vestibule::types::{Authority, Content, CreateRequest};

use super::operations::{asking, link, reset};
use crate::kit::{Faulty, PASSWORD, State, World, caller, define, observed, set_state};

/// Of [`PROGRAM_PASSWORD`](crate::kit::PROGRAM_PASSWORD), for it takes a while.
const HASH: &str = "$argon2id$v=19$m=64,t=1,p=1$mjdEUEVgY57GcLehfUkrJw$\
    3puA2lm5zqlxAfd5Tb1fJCQIV4ITSNN06I9Xu0h0tP4";

/// A company on a working day; the same in every run.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) storage: Faulty,
    pub(super) boss: String,
    pub(super) ann: String,
    pub(super) ann_id: String,
    /// The ID of her session.
    pub(super) ann_session: String,
    /// A program is linked to her.
    pub(super) jane_id: String,
    /// Locked.
    pub(super) luke_id: String,
    /// Waits for a decision.
    pub(super) ben_id: String,
    /// The tokens of a sign-up that waits for its confirmation.
    pub(super) returned: String,
    pub(super) mailed: String,
    /// A password reset token.
    pub(super) token: String,
    /// Another one, and its reset key.
    pub(super) exchanged: (String, String),
}

pub(crate) async fn scene() -> Scene {
    let (world, storage) = observed(|builder| {
        builder.settings.is_delivery_configured = true;
        let urls = vec!["http://127.0.0.1:9/".to_owned()];
        builder.settings.signup.callback_url_list = Some(urls);
        builder.callback_secret = Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        define(&mut builder.settings, &["pubapi", "batch"], HASH);
    })
    .await;
    let boss = world.super_user().await;
    let jane_id = made(&world, "jane").await;
    let link = link(&boss, &jane_id, "batch");
    world.post("/user/linked", link).await.ok();
    let luke_id = made(&world, "luke").await;
    let lock = json!({"ust": boss, "user_id": luke_id, "current_app": "CRM"});
    world.post("/user/lock", lock).await.ok();
    let ann_id = world.approved("ann").await;
    let must_change = world.approved("dora").await;
    set_state(&storage, &must_change, State::MustChangePassword).await;
    let ann = world.ust("ann").await;
    let data = json!([{"name": "a", "value": 0}, {"name": "b", "value": 0, "encrypt": true}]);
    let own = json!({"ust": ann, "current_ust": ann, "target_ust": ann, "data": data,
                     "current_app": "CRM"});
    world.post("/user/attr", own.clone()).await.ok();
    world.post("/session/attr", own).await.ok();
    let ann_session = world.sso.verify(&caller(), &ann).await.unwrap();
    let ben_id = world.confirmed("ben").await;
    let token = reset_token(&world, "emma").await;
    let other = reset_token(&world, "fred").await;
    let key = world
        .call("PATCH", "/password/reset", reset(&other, ""))
        .await;
    let exchanged = (other, key.ok().text("reset_key"));
    let returned = world.signup("carl").await.ok().text("confirm_token");
    let messages = world.sso.claim_messages(100, 60).await.unwrap();
    let mailed = messages
        .into_iter()
        .find_map(|message| match message.content {
            Content::SignupConfirm(confirm) if message.username == "carl" => {
                Some(confirm.confirm_token)
            }
            _ => None,
        });
    // A renewal has something to change.
    world.advance(Duration::from_secs(60));
    Scene {
        world,
        storage,
        boss,
        ann,
        ann_id,
        jane_id,
        luke_id,
        ann_session: ann_session.unwrap().session_id,
        ben_id,
        returned,
        mailed: mailed.unwrap(),
        token,
        exchanged,
    }
}

/// Somebody with a proven address; returns the user ID.
async fn made(world: &World, name: &str) -> String {
    let request = CreateRequest {
        username: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        email: Some(format!("{name}@example.com")),
        ..CreateRequest::default()
    };
    let (caller, operator) = (caller(), Authority::Operator);
    let made = world.sso.create_user(&caller, &operator, &request);
    made.await.unwrap()
}

/// The token of somebody new, who has a proven address.
async fn reset_token(world: &World, name: &str) -> String {
    made(world, name).await;
    world.post("/password/reset", asking(name)).await.ok();
    let mails = world.mails().await;
    let token = mails.into_iter().find_map(|mail| match mail.content {
        Content::PasswordReset(reset) => Some(reset.token),
        _ => None,
    });
    token.expect("a mail")
}
