//! One-time codes: at login, and the keys they come from.

use std::time::Duration;

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use vestibule::Clock;

use crate::kit::{OPERATOR, Reply, State, World, caller, login_input, set_state};

mod keys;
mod login;
mod maintenance;
mod used_once;

const STEP: Duration = Duration::from_secs(30);

/// The code of an authenticator after this number of seconds.
fn code_at(world: &World, key: &str, seconds: i64) -> String {
    let secret = Secret::try_from_base32(key).unwrap();
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    let now = world.clock.now().as_secs();
    totp.generate(now.checked_add_signed(seconds).unwrap())
        .to_string()
}

/// The current code.
pub(crate) fn code(world: &World, key: &str) -> String {
    code_at(world, key, 0)
}

/// Logs Ann in with a code, and perhaps more.
async fn log_in(world: &World, code: &str, more: Value) -> Reply {
    let mut input = login_input("ann");
    input["totp_code"] = json!(code);
    let more = more.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(more);
    world.post("/user/login", input).await
}

/// Makes Ann one who needs a code; returns her user ID and the key.
async fn ann(world: &World) -> (String, String) {
    let user_id = world.approved("ann").await;
    let key = key_of(world, &user_id).await;
    set_state(&*world.storage, &user_id, State::NeedsCodes).await;
    (user_id, key)
}

/// Sets a new key for a user, as the operator.
async fn key_of(world: &World, user_id: &str) -> String {
    let (caller, operator) = (caller(), OPERATOR.clone());
    let setup = world
        .sso
        .reset_totp(&caller, &operator, Some(user_id), None, None);
    setup.await.unwrap().totp_key
}
