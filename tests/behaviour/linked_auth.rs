//! Credentials of programs that stand for an account.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use vestibule::{
    settings::Settings,
    storage::{Memory, Storage},
};

use crate::kit::{
    PROGRAM_PASSWORD, Reply, SteppedClock, World, WorldBuilder, basic, caller, define, hash,
};

mod admission;
mod bearer;
mod calls;
mod links;
mod lives;
mod outages;
mod races;
mod rate_limits;
mod settings;

const MINUTE: Duration = Duration::from_secs(60);

/// The UST of a linked credential.
const UST: &str = "x-zato-sso-ust";

/// A company with the programs `pubapi` and `batch`; Ann can log in.
struct Scene {
    world: World,
    boss: String,
    ann_id: String,
}

/// With these definitions, all with the same password.
fn builder(
    storage: Arc<dyn Storage>,
    clock: SteppedClock,
    names: &[&str],
    hash: &str,
) -> WorldBuilder {
    World::builder(|builder| {
        define(&mut builder.settings, names, hash);
        builder.storage = storage;
        builder.clock = clock;
    })
}

async fn scene() -> Scene {
    scene_with(|_| {}).await
}

async fn scene_with(change: impl FnOnce(&mut Settings)) -> Scene {
    scene_on(Arc::new(Memory::new()), change).await
}

/// A world in which the credential `pubapi` is linked to Ann.
async fn linked() -> Scene {
    let scene = scene().await;
    scene.link(&scene.ann_id, "pubapi").await.ok();
    scene
}

async fn scene_on(storage: Arc<dyn Storage>, change: impl FnOnce(&mut Settings)) -> Scene {
    let hash = hash(PROGRAM_PASSWORD).await;
    let clock = SteppedClock::default();
    let mut builder = builder(storage, clock, &["pubapi", "batch"], &hash);
    change(&mut builder.settings);
    let world = builder.build().await;
    Scene {
        boss: world.super_user().await,
        ann_id: world.approved("ann").await,
        world,
    }
}

impl Scene {
    /// `GET /user` with headers.
    async fn user(&self, headers: &[(&str, &str)], input: Value) -> Reply {
        self.world.call_with(headers, "GET", "/user", input).await
    }

    fn link_input(&self, user_id: &str, name: &str) -> Value {
        json!({
            "ust": self.boss,
            "current_app": "CRM",
            "user_id": user_id,
            "auth_type": "basic_auth",
            "auth_username": name,
            "is_active": true,
        })
    }

    async fn link(&self, user_id: &str, name: &str) -> Reply {
        let input = self.link_input(user_id, name);
        self.world.post("/user/linked", input).await
    }

    async fn unlink(&self, user_id: &str, name: &str) -> Reply {
        let input = self.link_input(user_id, name);
        self.world.call("DELETE", "/user/linked", input).await
    }

    /// `GET /user` for the user that the program is linked to.
    async fn present(&self, name: &str) -> Reply {
        present(&self.world, name).await
    }

    async fn present_ust(&self, name: &str) -> String {
        ust_of(&self.present(name).await.ok())
    }
}

/// `GET /user` for the user that the program is linked to.
async fn present(world: &World, name: &str) -> Reply {
    let header = basic(name, PROGRAM_PASSWORD);
    let app = json!({"current_app": "CRM"});
    let headers = [("authorization", &*header)];
    world.call_with(&headers, "GET", "/user", app).await
}

#[track_caller]
fn ust_of(reply: &Reply) -> String {
    let value = reply.headers.get(UST).expect("a UST");
    value.to_str().unwrap().to_owned()
}

/// Over the typed interface.
async fn log_in(world: &World, name: &str, password: &str) -> Option<String> {
    let ust = world.sso.log_in_linked(&caller(), name, password).await;
    ust.unwrap()
}
