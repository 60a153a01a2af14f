//! A company on a working day, in which all samples can be asked. It is the same in every run.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use vestibule::types::{Content, CreateRequest};

use super::{fill, split};
use crate::kit::{
    Faulty, OPERATOR, PASSWORD, Reply, State, World, caller, define, observed, set_state,
};

/// Of [`PROGRAM_PASSWORD`](crate::kit::PROGRAM_PASSWORD); to make one takes a while.
const HASH: &str = "$argon2id$v=19$m=64,t=1,p=1$mjdEUEVgY57GcLehfUkrJw$\
    3puA2lm5zqlxAfd5Tb1fJCQIV4ITSNN06I9Xu0h0tP4";

const A_MINUTE: Duration = Duration::from_secs(60);
const AN_HOUR: Duration = Duration::from_secs(3_600);

/// The caller of a request. Most requests are about the user Bob, unless the input names another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Caller {
    /// No caller: there is no UST in the input.
    Anonymous,
    /// A caller with a text that is not a UST.
    Garbage,
    /// A super-user whose session has expired.
    Expired,
    /// A super-user who has logged out.
    Ended,
    /// Ann, a regular user, about her own account or session.
    Oneself,
    /// Ann, about Bob's.
    Another,
    /// A super-user.
    SuperUser,
    /// A super-user with an open session whose account is locked.
    Locked,
    /// A super-user with an open session whose account is not approved any more.
    Unapproved,
    /// A super-user with an open session whose password has expired.
    PasswordExpired,
}

/// In the order of the answers of a sample.
pub(crate) const CALLERS: [Caller; 10] = [
    Caller::Anonymous,
    Caller::Garbage,
    Caller::Expired,
    Caller::Ended,
    Caller::Oneself,
    Caller::Another,
    Caller::SuperUser,
    Caller::Locked,
    Caller::Unapproved,
    Caller::PasswordExpired,
];

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) storage: Faulty,
    /// The values of names in braces.
    known: BTreeMap<&'static str, String>,
}

struct Person {
    name: &'static str,
    user_id: String,
    ust: String,
}

impl Scene {
    /// With everything that samples ask for.
    pub(crate) async fn new(caller: Caller) -> Self {
        let (world, storage) = observed(|builder| {
            builder.settings.is_delivery_configured = true;
            builder
                .settings
                .set("signup.returned_token_verifies_email", true);
            let urls = vec!["http://127.0.0.1:9/".to_owned()];
            builder.settings.set("signup.callback_url_list", urls);
            builder.callback_secret = Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            define(&mut builder.settings, &["pubapi", "batch"], HASH);
        })
        .await;
        let boss = world.super_user().await;
        let boss_id = world.last_target();
        let ann = Person::approved(&world, "ann").await;
        let bob = Person::approved(&world, "bob").await;
        let ust = match caller {
            Caller::Anonymous => None,
            Caller::Garbage => Some("gAAAAABaktuYYlg00".to_owned()),
            Caller::Oneself | Caller::Another => Some(ann.ust.clone()),
            _ => Some(boss.clone()),
        };
        let mut known: BTreeMap<_, _> = ust.map(|ust| ("ust", ust)).into_iter().collect();
        known.insert("own_ust", ann.ust.clone());
        known.insert("own_session_id", session_id(&world, &ann.ust).await);
        let subject = if caller == Caller::Oneself { ann } else { bob };
        subject.furnish(&world, &boss).await;
        known.insert("username", subject.name.to_owned());
        known.insert("user_id", subject.user_id);
        known.insert("target_ust", subject.ust);
        known.insert("locked", locked(&world, &boss).await);
        known.insert("pending", world.confirmed("ben").await);
        let must_change = world.approved("dora").await;
        set_state(&storage, &must_change, State::MustChangePassword).await;
        let exchanged = reset_token(&world, "fred").await;
        known.insert("reset_key", exchange(&world, &exchanged).await);
        known.insert("exchanged_token", exchanged);
        known.insert("reset_token", reset_token(&world, "emma").await);
        known.insert("newcomer", "newcomer".to_owned());
        known.insert("newcomer_email", "newcomer@example.com".to_owned());
        known.insert("free_credential", "pubapi".to_owned());
        known.insert("linked_credential", "batch".to_owned());
        let signup = world.signup("carl").await.ok();
        known.insert("confirm_token", signup.text("confirm_token"));
        known.insert("mailed_token", mailed_token(&world, "carl").await);
        // A renewal has something to change.
        world.advance(A_MINUTE);
        disable(&world, &boss, &boss_id, caller).await;
        Self {
            world,
            storage,
            known,
        }
    }

    /// Makes a request with an input as samples have it.
    pub(crate) async fn ask(&self, route: &str, input: &Value) -> Reply {
        let (method, path) = split(route);
        self.world.call(method, path, self.filled(input)).await
    }

    /// An input with the values of its names in braces.
    pub(crate) fn filled(&self, input: &Value) -> Value {
        fill(input, |name| {
            let known = self.known.get(name).cloned();
            assert!(known.is_some() || name == "ust", "{name} is not known");
            known
        })
    }

    /// Tokens and keys that permit something to their holder.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let is_secret = |name: &str| name.ends_with("ust") || name.ends_with("token");
        let known = self.known.iter();
        let secrets = known.filter(move |(name, _)| is_secret(name) || **name == "reset_key");
        secrets.map(|(_, text)| &**text)
    }

    /// The caller's UST.
    pub(crate) fn ust(&self) -> &str {
        &self.known["ust"]
    }
}

impl Person {
    async fn approved(world: &World, name: &'static str) -> Self {
        let user_id = world.approved(name).await;
        let ust = world.ust(name).await;
        Self { name, user_id, ust }
    }

    /// Gives a user attributes, session attributes and a link.
    async fn furnish(&self, world: &World, boss: &str) {
        let data = json!([{"name": "a", "value": 0}, {"name": "b", "value": 0, "encrypt": true}]);
        let attributes = json!({
            "ust": boss, "user_id": self.user_id, "current_app": "CRM", "data": data,
        });
        world.post("/user/attr", attributes).await.ok();
        let attributes = json!({
            "current_ust": boss, "target_ust": self.ust, "current_app": "CRM", "data": data,
        });
        world.post("/session/attr", attributes).await.ok();
        let link = json!({
            "ust": boss, "user_id": self.user_id, "current_app": "CRM",
            "auth_type": "basic_auth", "auth_username": "batch",
        });
        world.post("/user/linked", link).await.ok();
    }
}

async fn session_id(world: &World, ust: &str) -> String {
    let session = world.sso.verify(&caller(), ust).await.unwrap();
    session.unwrap().session_id
}

/// The user ID of a locked user.
async fn locked(world: &World, boss: &str) -> String {
    let user_id = made(world, "luke").await;
    let lock = json!({"ust": boss, "user_id": user_id, "current_app": "CRM"});
    world.post("/user/lock", lock).await.ok();
    user_id
}

/// A user with a proven address; returns the user ID.
async fn made(world: &World, name: &str) -> String {
    let request = CreateRequest {
        username: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        email: Some(format!("{name}@example.com")),
        ..CreateRequest::default()
    };
    let (caller, operator) = (caller(), OPERATOR.clone());
    let made = world.sso.create_user(&caller, &operator, &request);
    made.await.unwrap()
}

/// The password reset token of a new user with a proven address.
async fn reset_token(world: &World, name: &str) -> String {
    made(world, name).await;
    let input = json!({"credential": name, "current_app": "CRM"});
    world.post("/password/reset", input).await.ok();
    let mails = world.mails().await;
    let token = mails.into_iter().find_map(|mail| match mail.content {
        Content::PasswordReset(reset) => Some(reset.token),
        _ => None,
    });
    token.expect("a mail with a token")
}

/// The reset key for a password reset token.
async fn exchange(world: &World, token: &str) -> String {
    let input = json!({"token": token, "current_app": "CRM"});
    let reply = world.call("PATCH", "/password/reset", input).await;
    reply.ok().text("reset_key")
}

/// The token of a sign-up that was mailed.
async fn mailed_token(world: &World, name: &str) -> String {
    let mails = world.mails().await;
    let token = mails.into_iter().find_map(|mail| match mail.content {
        Content::SignupConfirm(confirm) if mail.username == name => Some(confirm.confirm_token),
        _ => None,
    });
    token.expect("a mail with a token")
}

/// Changes the super-user, or the session, so that the session is refused.
async fn disable(world: &World, ust: &str, user_id: &str, caller: Caller) {
    let state = match caller {
        Caller::Ended => {
            let session = json!({"ust": ust, "current_app": "CRM"});
            world.post("/user/logout", session).await.ok();
            return;
        }
        Caller::Locked => State::Locked,
        Caller::Unapproved => State::Rejected,
        Caller::PasswordExpired => State::PasswordExpired,
        Caller::Expired => return world.advance(AN_HOUR),
        _ => return,
    };
    set_state(&*world.storage, user_id, state).await;
}
