//! A company at work: a super-user, Ann and Ben, who are logged in and whose addresses are proven;
//! it sends mails, and has programs with credentials of their own.

use std::sync::Arc;

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use vestibule::{
    Clock,
    storage::{Memory, Storage},
    types::{Content, CreateRequest, Message},
};

use super::{
    Faulty, OPERATOR, PASSWORD, PROGRAM_PASSWORD, Reply, World, WorldBuilder, basic, caller,
    define, hash, login_input,
};

/// What somebody's password is changed to.
pub(crate) const NEW_PASSWORD: &str = "quite another long text";

pub(crate) struct Company {
    pub(crate) world: World,
    pub(crate) storage: Faulty,
    /// The super-user's UST.
    pub(crate) boss: String,
    /// Ann's UST.
    pub(crate) ann: String,
    pub(crate) ann_id: String,
    /// Ben's UST.
    pub(crate) ben: String,
    pub(crate) ben_id: String,
}

impl Company {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With something changed.
    pub(crate) async fn with(change: impl FnOnce(&mut WorldBuilder)) -> Self {
        Self::on(Arc::new(Memory::new()), change).await
    }

    /// The same over a store of one's own.
    pub(crate) async fn on(
        storage: Arc<dyn Storage>,
        change: impl FnOnce(&mut WorldBuilder),
    ) -> Self {
        let hash = hash(PROGRAM_PASSWORD).await;
        let storage = Faulty::over(storage);
        let world = World::builder(|builder| {
            builder.storage = Arc::new(storage.clone());
            builder.settings.is_delivery_configured = true;
            define(&mut builder.settings, &["pubapi", "batch"], &hash);
            change(builder);
        });
        let world = world.build().await;
        let boss = world.super_user().await;
        let (ann_id, ben_id) = (hire(&world, "ann").await, hire(&world, "ben").await);
        Self {
            ann: world.ust("ann").await,
            ben: world.ust("ben").await,
            world,
            storage,
            boss,
            ann_id,
            ben_id,
        }
    }

    /// A request with a UST.
    pub(crate) async fn ask(&self, ust: &str, method: &str, path: &str, members: Value) -> Reply {
        let mut input = json!({"ust": ust, "current_app": "CRM"});
        let members = members.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(members);
        self.world.call(method, path, input).await
    }

    /// The super-user does something to Ann.
    pub(crate) async fn to_ann(&self, method: &str, path: &str, mut members: Value) -> Reply {
        members["user_id"] = json!(self.ann_id);
        self.ask(&self.boss, method, path, members).await
    }

    /// Whether a UST opens a session.
    pub(crate) async fn is_open(&self, ust: &str) -> bool {
        let session = self.world.sso.verify(&caller(), ust).await;
        session.unwrap().is_some()
    }

    /// Ann logs in, with whatever is said besides or instead.
    pub(crate) async fn log_in(&self, members: Value) -> Reply {
        let mut input = login_input("ann");
        let members = members.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(members);
        self.world.post("/user/login", input).await
    }

    /// Links Ann to a program.
    pub(crate) async fn link(&self, program: &str, is_active: bool) -> Reply {
        let mut input = definition(program);
        input["is_active"] = json!(is_active);
        self.to_ann("POST", "/user/linked", input).await
    }

    /// What a program that presents its credential learns of whoever it stands for.
    pub(crate) async fn present(&self, program: &str) -> Reply {
        let header = basic(program, PROGRAM_PASSWORD);
        let headers = [("authorization", &*header)];
        let app = json!({"current_app": "CRM"});
        self.world.call_with(&headers, "GET", "/user", app).await
    }

    /// Gives Ann a key of one-time codes, and has her asked for them.
    pub(crate) async fn with_codes(&self) -> String {
        let input = json!({"totp_key": "", "totp_label": "phone"});
        let key = self.ask(&self.ann, "PATCH", "/user/totp", input).await;
        let enabled = json!({"is_totp_enabled": true});
        self.ask(&self.ann, "PATCH", "/user", enabled).await.ok();
        key.ok().text("totp_key")
    }

    /// What an authenticator shows.
    pub(crate) fn code(&self, key: &str) -> String {
        let secret = Secret::try_from_base32(key).unwrap();
        let totp = Builder::new().with_secret(secret).build_noncompliant();
        let now = self.world.clock.now().as_secs();
        totp.generate(now).to_string()
    }

    /// The mails that are due, which are sent.
    pub(crate) async fn sent(&self) -> Vec<Message> {
        let mails = self.world.mails().await;
        for mail in &mails {
            let done = self.world.sso.message_done(&mail.id, &mail.claim).await;
            done.unwrap();
        }
        mails
    }

    /// Somebody asks for a new password; returns the mailed token, if there is one.
    pub(crate) async fn forgotten(&self, credential: &str) -> Option<String> {
        let input = json!({"credential": credential, "current_app": "CRM"});
        self.world.post("/password/reset", input).await.ok();
        self.sent()
            .await
            .iter()
            .find_map(|mail| match &mail.content {
                Content::PasswordReset(reset) => Some(reset.token.clone()),
                _ => None,
            })
    }

    /// Exchanges a password reset token.
    pub(crate) async fn exchange(&self, token: &str) -> Reply {
        let input = json!({"token": token, "current_app": "CRM"});
        self.world.call("PATCH", "/password/reset", input).await
    }

    /// Sets [`NEW_PASSWORD`] with both secrets of a reset.
    pub(crate) async fn complete(&self, token: &str, reset_key: &str) -> Reply {
        let input = json!({
            "token": token,
            "reset_key": reset_key,
            "password": NEW_PASSWORD,
            "current_app": "CRM",
        });
        self.world.call("DELETE", "/password/reset", input).await
    }
}

/// How a definition is named in an input.
pub(crate) fn definition(program: &str) -> Value {
    json!({"auth_type": "basic_auth", "auth_username": program})
}

async fn hire(world: &World, name: &str) -> String {
    let request = CreateRequest {
        username: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        email: Some(format!("{name}@example.com")),
        ..CreateRequest::default()
    };
    let hired = world.sso.create_user(&caller(), &OPERATOR, &request).await;
    hired.unwrap()
}
