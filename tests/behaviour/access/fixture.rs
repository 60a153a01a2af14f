//! A company with somebody of every kind.

use serde_json::{Value, json};
use vestibule::{settings::Settings, types::Content};

use super::{Caller, disable, fill};
use crate::kit::{Reply, World, but_attempts, define};

/// The credentials that accounts may be linked to.
const CREDENTIALS: [&str; 2] = ["linked", "unlinked"];
/// Of a password that nobody types.
const HASH: &str = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$\
                    9t4kTrcWmZRYAUHkA4fL2Q9lRgsfH1dtUyRlJzgHLtM";

/// What an operation meets.
pub(super) struct Fixture {
    world: World,
    /// The caller's.
    ust: Option<String>,
    /// Whom the operation is about.
    subject: Person,
    confirm_token: String,
    /// User ID of somebody who waits for a decision.
    pending: String,
    reset_token: Option<String>,
    reset_key: Option<String>,
}

#[derive(Clone)]
struct Person {
    name: &'static str,
    user_id: String,
    ust: String,
}

impl Fixture {
    /// For this caller, with what the input asks for.
    pub(super) async fn new(caller: Caller, input: &str) -> Self {
        let world = World::with(configure).await;
        let boss = world.super_user().await;
        let boss_id = world.last_target();
        let ann = person(&world, "ann").await;
        let bob = person(&world, "bob").await;
        let pending = world.confirmed("cyd").await;
        let confirm_token = world.signup("dan").await.ok().text("confirm_token");
        let subject = match caller {
            Caller::Oneself => ann.clone(),
            _ => bob,
        };
        furnish(&world, &boss, &subject).await;
        let mut fixture = Self {
            ust: match caller {
                Caller::Anonymous => None,
                Caller::Garbage => Some("gAAAAABaktuYYlg00".to_owned()),
                Caller::Oneself | Caller::Another => Some(ann.ust.clone()),
                _ => Some(boss),
            },
            world,
            subject,
            confirm_token,
            pending,
            reset_token: None,
            reset_key: None,
        };
        if input.contains("{reset_") {
            fixture.begin_reset().await;
        }
        if input.contains("{reset_key}") {
            fixture.exchange_token().await;
        }
        disable(&fixture.world, &boss_id, caller).await;
        fixture
    }

    /// Calls a route such as `GET /user`.
    pub(super) async fn call(&self, route: &str, input: &Value) -> Reply {
        let (method, path) = route.split_once(' ').unwrap();
        let input = fill(input, &|name| self.known(name));
        let before = but_attempts(&*self.world.storage).await;
        let reply = self.world.call(method, path, input).await;
        if reply.status != 200 {
            let after = but_attempts(&*self.world.storage).await;
            assert_eq!(after, before, "a refusal changes nothing");
        }
        reply
    }

    fn known(&self, name: &str) -> Option<String> {
        match name {
            "ust" => self.ust.clone(),
            "user_id" => Some(self.subject.user_id.clone()),
            "username" => Some(self.subject.name.to_owned()),
            "target_ust" => Some(self.subject.ust.clone()),
            "pending" => Some(self.pending.clone()),
            "confirm_token" => Some(self.confirm_token.clone()),
            "reset_token" => self.reset_token.clone(),
            "reset_key" => self.reset_key.clone(),
            other => panic!("nothing is known of {other}"),
        }
    }

    async fn begin_reset(&mut self) {
        let input = json!({"credential": self.subject.name, "current_app": "CRM"});
        self.world.post("/password/reset", input).await.ok();
        let mails = self.world.mails().await;
        let token = mails.into_iter().find_map(|mail| match mail.content {
            Content::PasswordReset(reset) => Some(reset.token),
            _ => None,
        });
        self.reset_token = Some(token.expect("a mail with a token"));
    }

    async fn exchange_token(&mut self) {
        let input = json!({"token": self.reset_token, "current_app": "CRM"});
        let reply = self.world.call("PATCH", "/password/reset", input).await;
        self.reset_key = Some(reply.ok().text("reset_key"));
    }
}

fn configure(settings: &mut Settings) {
    settings.is_delivery_configured = true;
    settings.signup.returned_token_verifies_email = Some(true);
    define(settings, &CREDENTIALS, HASH);
}

async fn person(world: &World, name: &'static str) -> Person {
    let user_id = world.approved(name).await;
    let ust = world.ust(name).await;
    Person { name, user_id, ust }
}

/// Gives the subject an attribute, a session attribute and a link.
async fn furnish(world: &World, boss: &str, subject: &Person) {
    let attribute = json!({
        "ust": boss, "user_id": subject.user_id, "current_app": "CRM",
        "name": "color", "value": "blue",
    });
    world.post("/user/attr", attribute).await.ok();
    let attribute = json!({
        "current_ust": boss, "target_ust": subject.ust, "current_app": "CRM",
        "name": "color", "value": "blue",
    });
    world.post("/session/attr", attribute).await.ok();
    let link = json!({
        "ust": boss, "user_id": subject.user_id, "current_app": "CRM",
        "auth_type": "basic_auth", "auth_username": CREDENTIALS[0], "is_active": true,
    });
    world.post("/user/linked", link).await.ok();
}
