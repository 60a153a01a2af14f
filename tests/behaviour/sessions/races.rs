//! Ending and using sessions at the same moment.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::{
    Error, Sso,
    types::{Authority, ListPage, LoginRequest, LoginResponse, SubStatus, Which},
};

use crate::kit::{Gate, PASSWORD, World, caller, edit_user, rejected};

struct Scene {
    gate: Arc<Gate>,
    world: World,
    ann: String,
    ust: String,
}

/// Ann, logged in.
async fn scene() -> Scene {
    let gate = Arc::new(Gate::new());
    let world = World::builder(|builder| builder.storage = gate.clone());
    let world = world.build().await;
    Scene {
        ann: world.approved("ann").await,
        ust: world.ust("ann").await,
        gate,
        world,
    }
}

impl Scene {
    async fn id(&self) -> String {
        let found = self.world.sso.verify(&caller(), &self.ust).await;
        found.unwrap().unwrap().session_id
    }

    /// By the operator.
    async fn end(&self, which: Which) {
        let (caller, operator) = (caller(), Authority::Operator);
        let sso = &self.world.sso;
        let ended = sso.end_sessions(&caller, &operator, Some(&self.ann), &which);
        ended.await.unwrap();
    }

    /// So many sessions are left, with their logs and nothing else.
    async fn are_left(&self, count: usize) {
        let keys = async |prefix: &str| {
            let keys = self.world.keys(prefix).await.into_iter();
            Vec::from_iter(keys.map(|key| key.trim_start_matches(prefix).to_owned()))
        };
        let (sessions, logs) = (keys("session/").await, keys("session-log/").await);
        assert_eq!(sessions, logs);
        assert_eq!(sessions.len(), count);
    }
}

async fn log_in(sso: Sso) -> Result<LoginResponse, Error> {
    let request = LoginRequest {
        username: "ann".to_owned(),
        password: PASSWORD.to_owned(),
        new_password: None,
        totp_code: None,
        metadata: None,
    };
    sso.login(&caller(), &request).await
}

#[tokio::test]
async fn a_renewal_that_is_overtaken_brings_nothing_back() {
    for one in [true, false] {
        let scene = scene().await;
        let which = match one {
            true => Which::One(scene.id().await),
            false => Which::All,
        };
        let (sso, ust) = (scene.world.sso.clone(), scene.ust.clone());
        let slow = async move { sso.renew(&caller(), &ust).await };
        let fast = scene.end(which);
        let overtaken = scene.gate.overtake(slow, "session/", fast).await;
        assert_eq!(rejected(overtaken), [SubStatus::SessionNoSuchSession]);
        scene.are_left(0).await;
    }
}

/// What was checked before all sessions ended does not count after it.
#[tokio::test]
async fn a_login_that_is_overtaken_begins_anew() {
    let scene = scene().await;
    let login = log_in(scene.world.sso.clone());
    let locked = async {
        scene.end(Which::All).await;
        let locked = [("is_locked", json!(true))];
        edit_user(&*scene.gate, &scene.ann, locked).await;
    };
    let overtaken = scene.gate.overtake(login, "session/", locked).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthLocked]);
    scene.are_left(0).await;
}

/// A login whose commit waits has read nothing that still holds, so it reads again: it did not
/// begin before the end of all sessions and succeed after it.
#[tokio::test]
async fn ending_all_makes_every_login_under_way_start_over() {
    let scene = scene().await;
    let login = log_in(scene.world.sso.clone());
    let fast = async {
        scene.end(Which::All).await;
        scene.world.advance(Duration::from_secs(1));
        scene.are_left(0).await;
    };
    let begun = scene.gate.overtake(login, "session/", fast).await.unwrap();
    scene.are_left(1).await;
    let found = scene.world.sso.verify(&caller(), &begun.ust).await;
    assert_eq!(found.unwrap().unwrap().session_id, begun.session_id);
    assert!(
        scene.world.keys("session/").await[0].ends_with(&begun.session_id),
        "only the second attempt's"
    );
    let old = scene.world.sso.verify(&caller(), &scene.ust).await;
    assert!(old.unwrap().is_none());
}

#[tokio::test]
async fn ending_one_that_is_renewed_meanwhile_ends_it() {
    let scene = scene().await;
    let one = Which::One(scene.id().await);
    let (sso, ann) = (scene.world.sso.clone(), scene.ann.clone());
    let slow = async move {
        let (caller, operator) = (caller(), Authority::Operator);
        let ended = sso.end_sessions(&caller, &operator, Some(&ann), &one);
        ended.await
    };
    let fast = async {
        let renewed = scene.world.sso.renew(&caller(), &scene.ust).await;
        renewed.unwrap();
    };
    let ended = scene.gate.overtake(slow, "audit/", fast).await;
    ended.unwrap();
    scene.are_left(0).await;
}

/// Of two who end the same session one has ended it.
#[tokio::test]
async fn a_session_ends_once() {
    let scene = scene().await;
    let id = scene.id().await;
    let (sso, ann, one) = (
        scene.world.sso.clone(),
        scene.ann.clone(),
        Which::One(id.clone()),
    );
    let slow = async move {
        let (caller, operator) = (caller(), Authority::Operator);
        let ended = sso.end_sessions(&caller, &operator, Some(&ann), &one);
        ended.await
    };
    let fast = scene.end(Which::One(id));
    let overtaken = scene.gate.overtake(slow, "audit/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::SessionNoSuchSession]);
    scene.are_left(0).await;
}

/// What was checked before the user was locked does not count after it.
#[tokio::test]
async fn a_renewal_that_is_overtaken_by_a_lock_is_none() {
    let scene = scene().await;
    let session = async || {
        let mut stored = scene.world.stored().await;
        stored.retain(|(key, _)| key.starts_with("session"));
        stored
    };
    let before = session().await;
    let (sso, ust) = (scene.world.sso.clone(), scene.ust.clone());
    let slow = async move { sso.renew(&caller(), &ust).await };
    let lock = |is| edit_user(&*scene.gate, &scene.ann, [("is_locked", json!(is))]);
    let overtaken = scene.gate.overtake(slow, "session/", lock(true)).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthLocked]);
    assert_eq!(session().await, before);
}

/// Whoever is no super-user any more when it counts ends nobody's sessions.
#[tokio::test]
async fn a_super_user_who_stops_being_one_meanwhile_ends_nothing() {
    let scene = scene().await;
    let boss = scene.world.super_user().await;
    let found = scene.world.sso.verify(&caller(), &boss).await.unwrap();
    let boss_id = found.unwrap().user_id;
    for which in [Which::One(scene.id().await), Which::All] {
        let (sso, ann, boss) = (scene.world.sso.clone(), scene.ann.clone(), boss.clone());
        let slow = async move {
            let (caller, boss) = (caller(), Authority::Session(boss));
            let ended = sso.end_sessions(&caller, &boss, Some(&ann), &which);
            ended.await
        };
        let change = |is| edit_user(&*scene.gate, &boss_id, [("is_super_user", json!(is))]);
        let overtaken = scene.gate.overtake(slow, "audit/", change(false)).await;
        assert_eq!(rejected(overtaken), [SubStatus::AuthNotAllowed]);
        change(true).await;
        scene.are_left(2).await;
    }
}

/// A renewal that read the log before another wrote it notes itself after it.
#[tokio::test]
async fn of_two_renewals_at_once_both_are_noted() {
    let scene = scene().await;
    let (sso, ust) = (scene.world.sso.clone(), scene.ust.clone());
    let slow = async move { sso.renew(&caller(), &ust).await };
    let fast = async {
        let renewed = scene.world.sso.renew(&caller(), &scene.ust).await;
        renewed.unwrap();
    };
    let renewed = scene.gate.overtake(slow, "session/", fast).await;
    renewed.unwrap();
    let ann = Authority::Session(scene.ust.clone());
    let page = ListPage {
        cur_page: 0,
        page_size: 0,
    };
    let list = scene.world.sso.sessions(&caller(), &ann, None, page).await;
    let changes = &list.unwrap().sessions[0].changes;
    let numbers: Vec<u32> = changes.iter().map(|change| change.idx).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

/// Whoever wins, what a client has as a UST opens exactly what is stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logins_and_ends_of_all_in_any_order() {
    for seed in 0..20 {
        let world = World::builder(|builder| builder.seed = seed).build().await;
        let ann = world.approved("ann").await;
        let logins = (0..6).map(|_| tokio::spawn(log_in(world.sso.clone())));
        let logins = Vec::from_iter(logins);
        let ends = (0..3).map(|_| {
            let (sso, ann) = (world.sso.clone(), ann.clone());
            tokio::spawn(async move {
                let (caller, operator) = (caller(), Authority::Operator);
                let ended = sso.end_sessions(&caller, &operator, Some(&ann), &Which::All);
                ended.await
            })
        });
        for end in Vec::from_iter(ends) {
            end.await.unwrap().unwrap();
        }
        let mut open = 0;
        for login in logins {
            let ust = login.await.unwrap().unwrap().ust;
            let found = world.sso.verify(&caller(), &ust).await.unwrap();
            open += usize::from(found.is_some());
        }
        for prefix in ["session/", "session-log/"] {
            assert_eq!(world.keys(prefix).await.len(), open);
        }
    }
}
