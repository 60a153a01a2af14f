//! Ending and using sessions at the same moment.

use std::{sync::Arc, time::Duration};

use vestibule::{
    Error,
    types::{Authority, ListPage, SubStatus, Which},
};

use crate::kit::{Gate, OPERATOR, State, World, caller, gated, login_request, rejected, set_state};

struct Scene {
    gate: Arc<Gate>,
    world: World,
    ann: String,
    ust: String,
}

/// Ann, logged in.
async fn scene() -> Scene {
    let (gate, world) = gated(|_| {}).await;
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

    async fn end(&self, by: &Authority, which: &Which) -> Result<(), Error> {
        let sso = &self.world.sso;
        sso.end_sessions(&caller(), by, Some(&self.ann), which)
            .await
    }

    /// By the operator.
    async fn ended(&self, which: Which) {
        self.end(&OPERATOR, &which).await.unwrap();
    }

    async fn renewed(&self) {
        let renewed = self.world.sso.renew(&caller(), &self.ust).await;
        renewed.unwrap();
    }

    /// Requires that exactly this number of sessions is left, with their logs.
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

#[tokio::test]
async fn an_overtaken_renewal_restores_nothing() {
    for one in [true, false] {
        let scene = scene().await;
        let which = match one {
            true => Which::One(scene.id().await),
            false => Which::All,
        };
        let caller = caller();
        let slow = scene.world.sso.renew(&caller, &scene.ust);
        let fast = scene.ended(which);
        let overtaken = scene.gate.overtake(slow, "session/", fast).await;
        assert_eq!(rejected(overtaken), [SubStatus::SessionNoSuchSession]);
        scene.are_left(0).await;
    }
}

/// A login whose commit waits has read nothing that still holds, so it reads again: it did not
/// begin before the end of all sessions and succeed after it.
#[tokio::test]
async fn ending_all_makes_every_login_under_way_start_over() {
    let scene = scene().await;
    let (caller, request) = (caller(), login_request("ann"));
    let login = scene.world.sso.login(&caller, &request);
    let fast = async {
        scene.ended(Which::All).await;
        scene.world.advance(Duration::from_secs(1));
        scene.are_left(0).await;
    };
    let begun = scene.gate.overtake(login, "session/", fast).await.unwrap();
    scene.are_left(1).await;
    assert!(scene.world.is_open(&begun.ust).await);
    assert!(
        scene.world.keys("session/").await[0].ends_with(&begun.session_id),
        "only the second attempt's"
    );
    assert!(!scene.world.is_open(&scene.ust).await);
}

#[tokio::test]
async fn a_session_that_is_ended_during_its_renewal_ends() {
    let scene = scene().await;
    let one = Which::One(scene.id().await);
    let slow = scene.end(&OPERATOR, &one);
    let ended = scene.gate.overtake(slow, "audit/", scene.renewed()).await;
    ended.unwrap();
    scene.are_left(0).await;
}

/// Of two who end the same session one has ended it.
#[tokio::test]
async fn a_session_ends_once() {
    let scene = scene().await;
    let one = Which::One(scene.id().await);
    let slow = scene.end(&OPERATOR, &one);
    let fast = scene.ended(one.clone());
    let overtaken = scene.gate.overtake(slow, "audit/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::SessionNoSuchSession]);
    scene.are_left(0).await;
}

/// A check from before the user was locked does not count afterwards.
#[tokio::test]
async fn a_renewal_that_a_lock_overtakes_is_refused() {
    let scene = scene().await;
    let session = async || {
        let mut stored = scene.world.stored().await;
        stored.retain(|(key, _)| key.starts_with("session"));
        stored
    };
    let before = session().await;
    let caller = caller();
    let slow = scene.world.sso.renew(&caller, &scene.ust);
    let lock = set_state(&*scene.gate, &scene.ann, State::Locked);
    let overtaken = scene.gate.overtake(slow, "session/", lock).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthLocked]);
    assert_eq!(session().await, before);
}

/// A renewal that read the log before another wrote it notes itself after it.
#[tokio::test]
async fn two_concurrent_renewals_are_both_logged() {
    let scene = scene().await;
    let slow = scene.renewed();
    scene.gate.overtake(slow, "session/", scene.renewed()).await;
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

/// In both orders, the client's UST is valid exactly if its session is stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logins_and_ends_of_all_in_any_order() {
    for seed in 0..20 {
        let world = World::builder(|builder| builder.seed = seed).build().await;
        let ann = world.approved("ann").await;
        let logins = (0..6).map(|_| {
            let sso = world.sso.clone();
            tokio::spawn(async move { sso.login(&caller(), &login_request("ann")).await })
        });
        let logins = Vec::from_iter(logins);
        let ends = (0..3).map(|_| {
            let (sso, ann) = (world.sso.clone(), ann.clone());
            tokio::spawn(async move {
                sso.end_sessions(&caller(), &OPERATOR, Some(&ann), &Which::All)
                    .await
            })
        });
        for end in Vec::from_iter(ends) {
            end.await.unwrap().unwrap();
        }
        let mut open = 0;
        for login in logins {
            let ust = login.await.unwrap().unwrap().ust;
            open += usize::from(world.is_open(&ust).await);
        }
        for prefix in ["session/", "session-log/"] {
            assert_eq!(world.keys(prefix).await.len(), open);
        }
    }
}
