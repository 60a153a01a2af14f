//! More concurrent logins than can be hashed. A full queue also reveals which logins compute a hash: only
//! those are `busy`.

use std::{sync::Arc, thread::available_parallelism};

use serde_json::{Value, json};
use tokio::{
    sync::{Mutex, MutexGuard},
    task::JoinSet,
};
use vestibule::storage::{Memory, Storage};

use crate::kit::{
    PASSWORD, PROGRAM_PASSWORD, Reply, State, World, basic, but_attempts, caller, define, hash,
    login_input, set_state,
};

/// Places of the queue in front of the hashing, as in `host/src/hashing.rs`.
const WAITING: usize = 128;

/// Worlds share a runtime, which has instances for one storm at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

struct Rush {
    _alone: MutexGuard<'static, ()>,
    world: Arc<World>,
    storage: Arc<dyn Storage>,
    /// A session of Ann's.
    ust: String,
    logins: JoinSet<Reply>,
}

/// A world whose hashes take seconds, with one login more than it can take.
async fn rush() -> Rush {
    let alone = ALONE.lock().await;
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let quick = World::builder(|builder| builder.storage = Arc::clone(&storage));
    let quick = quick.build().await;
    quick.approved("ann").await;
    let locked = quick.approved("locked").await;
    set_state(&*storage, &locked, State::Locked).await;
    quick.signup("unconfirmed").await.ok();
    let ust = quick.ust("ann").await;
    let slow = slow(&storage, &quick, 50).await;
    let world = Arc::new(slow);
    let cores = available_parallelism().map_or(1, usize::from);
    let mut rush = Rush {
        _alone: alone,
        world,
        storage,
        ust,
        logins: JoinSet::new(),
    };
    rush.more(WAITING + cores);
    rush.fill().await;
    rush
}

/// The same world, but for the cost of a hash.
async fn slow(storage: &Arc<dyn Storage>, quick: &World, iterations: u32) -> World {
    let hash = hash(PROGRAM_PASSWORD).await;
    let slow = World::builder(|builder| {
        define(&mut builder.settings, &["pubapi"], &hash);
        builder.storage = Arc::clone(storage);
        builder.clock = quick.clock.clone();
        builder.seed = 2 + u64::from(iterations);
        builder.settings.set("throttling.failures_per_account", 0);
        builder.settings.set("throttling.failures_per_source", 0);
        builder.settings.set("password.argon2_memory_kib", 64 << 10);
        builder
            .settings
            .set("password.argon2_iterations", iterations);
    });
    slow.build().await
}

#[track_caller]
fn busy(reply: &Reply) {
    assert_eq!(
        (reply.status, &*reply.codes()),
        (503, "E008004"),
        "{reply:?}"
    );
    assert_eq!(reply.headers["retry-after"], "1");
}

impl Rush {
    fn more(&mut self, number: usize) {
        for _ in 0..number {
            let world = Arc::clone(&self.world);
            self.logins
                .spawn(async move { world.login("nobody").await });
        }
    }

    /// Logs in until one login is refused because the queue is full. If a hash has ended in the meantime,
    /// its place is taken again.
    async fn fill(&mut self) {
        loop {
            self.more(4);
            let reply = self.logins.join_next().await.unwrap().unwrap();
            if reply.status == 503 {
                return busy(&reply);
            }
        }
    }

    async fn login(&self, changes: Value) -> Reply {
        let mut input = login_input("ann");
        let changes = changes.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(changes);
        self.world.post("/user/login", input).await
    }
}

#[tokio::test]
async fn during_a_storm_of_logins_some_get_retry_after_and_sessions_are_still_checked() {
    let mut rush = rush().await;
    rush.fill().await;
    busy(&rush.login(json!({})).await);
    assert!(
        rush.world
            .events
            .last()
            .detail("reason")
            .unwrap()
            .contains("busy")
    );
    for _ in 0..50 {
        let found = rush.world.sso.verify(&caller(), &rush.ust).await.unwrap();
        assert!(found.is_some());
    }
    rush.world
        .ask(&rush.ust, "PATCH", "/user/session", json!({}))
        .await
        .ok();
    assert!(rush.world.sso.is_ready().await);

    // Clients that hang up leave the queue.
    rush.logins.shutdown().await;
    rush.world.login("ann").await.ok();
}

#[tokio::test]
async fn every_login_refused_without_a_reason_computes_a_hash() {
    let mut rush = rush().await;
    let before = but_attempts(&*rush.storage).await;
    for changes in [
        json!({}),
        json!({"password": "wrong"}),
        json!({"password": ""}),
        json!({"password": null}),
        json!({"username": "nobody"}),
        json!({"username": ""}),
        json!({"username": "x".repeat(5_000)}),
        json!({"username": "nobody", "password": ""}),
        json!({"username": "locked"}),
        json!({"username": "locked", "password": "wrong"}),
        json!({"username": "unconfirmed", "password": "wrong"}),
        json!({"current_app": "ERP", "password": "wrong"}),
    ] {
        rush.fill().await;
        busy(&rush.login(changes).await);
    }
    // These refusals come before the account is read.
    let reply = rush.login(json!({"current_app": "Sales"})).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    rush.login(json!({"password": [PASSWORD]}))
        .await
        .bad_request();
    assert_eq!(but_attempts(&*rush.storage).await, before);
}

/// The answer does not reveal either whether a credential has this username.
#[tokio::test]
async fn every_credential_was_hashed_for() {
    let mut rush = rush().await;
    for (name, password) in [
        ("pubapi", PROGRAM_PASSWORD),
        ("pubapi", "wrong"),
        ("pubapi", ""),
        ("nobody", PROGRAM_PASSWORD),
        ("nobody", ""),
        ("", ""),
    ] {
        rush.fill().await;
        let header = basic(name, password);
        let headers = [("authorization", &*header)];
        let renew = json!({"ust": rush.ust, "current_app": "CRM"});
        let renewed = rush
            .world
            .call_with(&headers, "PATCH", "/user/session", renew);
        busy(&renewed.await);
        let event = rush.world.events.last();
        assert_eq!(event.operation, "session.on_external_auth_failed");
    }
    rush.world
        .ask(&rush.ust, "PATCH", "/user/session", json!({}))
        .await
        .ok();
}

/// Together they make more concurrent calls than the runtime has instances.
#[tokio::test]
async fn two_ssos_that_share_a_runtime_wait_for_each_other() {
    let _alone = ALONE.lock().await;
    let storage: Arc<dyn Storage> = Arc::new(Memory::new());
    let quick = World::builder(|builder| builder.storage = Arc::clone(&storage));
    let quick = quick.build().await;
    quick.approved("ann").await;
    let ust = quick.ust("ann").await;
    let cores = available_parallelism().map_or(1, usize::from);
    let mut logins = JoinSet::new();
    for iterations in [1, 2] {
        let world = Arc::new(slow(&storage, &quick, iterations).await);
        for _ in 0..WAITING + cores {
            let world = Arc::clone(&world);
            logins.spawn(async move { world.login("nobody").await });
        }
    }
    tokio::task::yield_now().await;
    for _ in 0..8 {
        let found = quick.sso.verify(&caller(), &ust).await;
        assert!(matches!(found, Ok(Some(_))), "{found:?}");
    }
    while let Some(reply) = logins.join_next().await {
        let reply = reply.unwrap();
        assert!([403, 503].contains(&reply.status), "{reply:?}");
    }
}
