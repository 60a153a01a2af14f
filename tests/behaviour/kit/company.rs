//! A company at work: a super-user, Ann and Ben, who are logged in and whose addresses are proven;
//! it sends mails, and has programs with credentials of their own.

use std::sync::Arc;

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use vestibule::{
    Clock,
    storage::{Memory, Storage},
    types::Content,
};

use super::{Faulty, PROGRAM_PASSWORD, Reply, World, WorldBuilder, define, hash};

pub(crate) struct Company {
    pub(crate) world: World,
    pub(crate) storage: Faulty,
    /// The super-user's UST.
    pub(crate) boss: String,
    /// Ann's UST.
    pub(crate) ann: String,
    /// Ben's UST.
    pub(crate) ben: String,
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
        world.hire("ann").await;
        world.hire("ben").await;
        Self {
            ann: world.ust("ann").await,
            ben: world.ust("ben").await,
            world,
            storage,
            boss,
        }
    }

    /// A request with a UST.
    pub(crate) async fn ask(&self, ust: &str, method: &str, path: &str, members: Value) -> Reply {
        self.world.ask(ust, method, path, members).await
    }

    /// Whether a UST opens a session.
    pub(crate) async fn is_open(&self, ust: &str) -> bool {
        self.world.is_open(ust).await
    }

    /// The current code of an authenticator.
    pub(crate) fn code(&self, key: &str) -> String {
        let secret = Secret::try_from_base32(key).unwrap();
        let totp = Builder::new().with_secret(secret).build_noncompliant();
        let now = self.world.clock.now().as_secs();
        totp.generate(now).to_string()
    }

    /// Requests a password reset; returns the mailed token, if there is one.
    pub(crate) async fn forgotten(&self, credential: &str) -> Option<String> {
        let input = json!({"credential": credential, "current_app": "CRM"});
        self.world.post("/password/reset", input).await.ok();
        self.world
            .sent()
            .await
            .iter()
            .find_map(|mail| match &mail.content {
                Content::PasswordReset(reset) => Some(reset.token.clone()),
                _ => None,
            })
    }
}

/// How a definition is named in an input.
pub(crate) fn definition(program: &str) -> Value {
    json!({"auth_type": "basic_auth", "auth_username": program})
}
