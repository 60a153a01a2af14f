//! Nothing that belongs to a user remains when the user is erased, of whichever kind it is.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;
use vestibule::{
    storage::{Document, Write},
    types::{AttributeInput, AttributeOwner, Authority},
};
use vestibule_guest::documents::{Erasure, KINDS, Row};

use crate::kit::{Company, PROGRAM_PASSWORD, World, basic, caller, edit_user, user_document};

/// The user who is erased. Nothing else has this name in it.
const NAME: &str = "wilhelmina";

/// How a user is erased.
#[derive(Clone, Copy, PartialEq, Debug)]
enum By {
    Deletion,
    Rejection,
}

/// A company, and a user of it.
struct Scene {
    company: Company,
    user_id: String,
    ust: String,
    /// The keys that there were before the user was.
    before: BTreeSet<String>,
}

impl Scene {
    async fn new() -> Self {
        let company = Company::with(|builder| {
            let urls = vec!["http://127.0.0.1:9/".to_owned()];
            builder.settings.set("signup.callback_url_list", urls);
            builder.callback_secret = Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        })
        .await;
        let before = company.world.keys("").await.into_iter().collect();
        let user_id = company.world.member(NAME).await;
        Self {
            ust: company.world.ust(NAME).await,
            company,
            user_id,
            before,
        }
    }

    fn world(&self) -> &World {
        &self.company.world
    }

    async fn update(&self, mut members: serde_json::Value) {
        members["user_id"] = json!(self.user_id);
        let boss = &self.company.boss;
        let updated = self.company.ask(boss, "PATCH", "/user", members).await;
        updated.ok();
    }

    /// Sees to it that the user owns a document of a kind.
    async fn make(&self, kind: &str) {
        match kind {
            // A user who signed up and logged in has these documents.
            "user/<user>"
            | "username/<canonical>"
            | "email/<blind>"
            | "email-of/<blind>/<user>"
            | "signup/<digest>"
            | "user-by-name/<sort key>/<user>"
            | "session/<user>/<digest>"
            | "session-log/<user>/<digest>"
            | "known-source/<user>/<source>"
            | "outbox/<due>/<id>"
            | "callback/<due>/<id>"
            | "audit/<time>/<id>" => {}
            // These documents do not belong to a user.
            "key-check" | "layout" => {}
            "pending/<time>/<user>" => {
                let status = json!({"approval_status": "before_decision"});
                self.update(status).await;
            }
            "super-user/<user>" => self.promote().await,
            "attempt/<scope>/<slot>" => self.fail_to_log_in().await,
            "wait/<scope>" => {
                for _ in 0..10 {
                    self.fail_to_log_in().await;
                }
                // The wait is stored with the attempt that comes after it.
                self.world().advance(Duration::from_secs(60));
                self.fail_to_log_in().await;
            }
            "link/<user>/<type>/<username>" | "linked-to/<type>/<username>" => self.link().await,
            "rate/<user>/<digest>/<cell>" => {
                self.link().await;
                let limits = [
                    ("is_rate_limit_active", json!(true)),
                    ("rate_limit_def", json!("*=100/d")),
                ];
                edit_user(&*self.world().storage, &self.user_id, limits).await;
                let header = basic("pubapi", PROGRAM_PASSWORD);
                let headers = [("authorization", &*header)];
                let app = json!({"current_app": "CRM"});
                let presented = self.world().call_with(&headers, "GET", "/user", app).await;
                presented.ok();
            }
            "reset/<digest>" | "reset-of/<user>" => {
                let token = self.company.forgotten(NAME).await;
                assert!(token.is_some());
            }
            "user-attr/<user>/<name>" => self.attribute(AttributeOwner::User(None)).await,
            "session-attr/<user>/<digest>/<name>" => {
                self.attribute(AttributeOwner::Session(self.ust.clone()))
                    .await;
            }
            other => panic!("say here how a user comes by a document of the kind {other}"),
        }
    }

    async fn fail_to_log_in(&self) {
        let wrong = json!({"username": NAME, "password": "x", "current_app": "CRM"});
        let reply = self.world().post("/user/login", wrong).await;
        assert_ne!(reply.status, 200, "{reply:?}");
    }

    /// Makes the user a super-user, which no operation does to an account that exists.
    async fn promote(&self) {
        let storage = &*self.world().storage;
        let pointer = Document {
            key: format!("super-user/{}", self.user_id),
            value: json!({"user_id": self.user_id, "expires_at": null}).to_string(),
            expires_at: None,
        };
        let written = storage.commit(Vec::new(), vec![Write::Put(pointer)]).await;
        written.unwrap();
        let promoted = [("is_super_user", json!(true))];
        edit_user(storage, &self.user_id, promoted).await;
    }

    async fn link(&self) {
        let (user_id, boss) = (&self.user_id, &self.company.boss);
        let input = json!({
            "user_id": user_id,
            "auth_type": "basic_auth",
            "auth_username": "pubapi",
            "is_active": true,
        });
        let linked = self.company.ask(boss, "POST", "/user/linked", input).await;
        linked.ok();
    }

    async fn attribute(&self, owner: AttributeOwner) {
        let inputs = [AttributeInput {
            name: format!("of {NAME}"),
            value_json: Some(json!(NAME).to_string()),
            expiration: None,
            encrypt: Some(false),
            user_id: None,
        }];
        let (caller, authority) = (caller(), Authority::Session(self.ust.clone()));
        let sso = &self.world().sso;
        let made = sso.create_attributes(&caller, &authority, &owner, &inputs);
        made.await.unwrap();
    }

    async fn erase(&self, by: By) {
        let input = json!({"user_id": self.user_id});
        let (method, path) = match by {
            By::Deletion => ("DELETE", "/user"),
            By::Rejection => ("POST", "/user/reject"),
        };
        let boss = &self.company.boss;
        self.company.ask(boss, method, path, input).await.ok();
    }

    /// The documents that there were not before the user was.
    async fn new_documents(&self) -> Vec<(String, String)> {
        let mut stored = self.world().stored().await;
        stored.retain(|(key, _)| !self.before.contains(key));
        stored
    }
}

fn row_of(key: &str) -> &'static Row {
    Row::by_key(key).unwrap_or_else(|| panic!("{key} is of no kind"))
}

#[tokio::test]
async fn nothing_of_an_erased_user_remains() {
    for kind in KINDS {
        for by in [By::Deletion, By::Rejection] {
            let place = format!("{} after {by:?}", kind.key);
            let scene = Scene::new().await;
            scene.make(kind.key).await;
            let made = scene.new_documents().await;
            let is_made = made.iter().any(|(key, _)| row_of(key).key == kind.key);
            let is_nobodys = ["key-check", "layout"].contains(&kind.key);
            assert!(is_made || is_nobodys, "{place}: there is none to erase");
            let user = user_document(&*scene.world().storage, &scene.user_id).await;
            let email_index = user["email_index"].as_str().unwrap();

            scene.erase(by).await;
            let remaining = format!("user/{}", scene.user_id);
            for (key, value) in scene.new_documents().await {
                let has = |text: &str| key.contains(text) || value.contains(text);
                assert!(!has(NAME) && !has(email_index), "{place}: {key} {value}");
                if by == By::Rejection && key == remaining {
                    continue;
                }
                let row = row_of(&key);
                let stays = matches!(row.erasure, Erasure::Stay(_));
                assert!(stays, "{place}: {key} {value}");
                // The audit log records who was erased, and by whom.
                let is_event = row.key == "audit/<time>/<id>";
                assert!(is_event || !has(&scene.user_id), "{place}: {key} {value}");
            }
            let inspection = scene.world().sso.inspect(None).await.unwrap();
            assert!(inspection.defects.is_empty(), "{place}: {inspection:?}");
        }
    }
}
