//! The limits of a session's life, which hold for sessions there are.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::{
    settings::Settings,
    types::{SubStatus, Which},
};

use super::{HOUR, MICROSECOND, Scene, scene_with};
use crate::kit::{OPERATOR, World, caller, rejected, stored};

const MINUTE: Duration = Duration::from_secs(60);

impl Scene {
    /// Another host of the same data.
    async fn host(&self, change: impl FnOnce(&mut Settings)) -> World {
        let builder = World::builder(|builder| {
            builder.storage = Arc::new(self.storage.clone());
            builder.clock = self.world.clock.clone();
            builder.seed = 2;
            change(&mut builder.settings);
        });
        builder.build().await
    }

    /// A session is absent to every operation there is, though its documents may be there.
    async fn is_over(&self, ust: &str, id: &str) {
        assert!(!self.is_valid(ust).await);
        let boss = self.world.ust("boss").await;
        self.renew(ust).await.refused("E007001");
        self.verify(ust, &boss).await.refused("E007001");
        self.details(&boss, ust).await.refused("E007001");
        self.details(ust, ust).await.refused("E007001");
        self.list(json!({"ust": ust})).await.refused("E007001");
        let holder = json!({"current_ust": boss, "target_ust": ust});
        self.list(holder).await.refused("E007001");
        let of_user = json!({"ust": boss, "user_id": self.ann_id});
        let listed = self.list(of_user).await.ok();
        assert_eq!(listed.json["result"], json!([]));
        assert_eq!(listed.json["total"], json!(0));
        let one = json!({"ust": boss, "user_id": self.ann_id, "session_id": id});
        self.end(one).await.refused("E007001");
        self.end(json!({"ust": ust, "all": true}))
            .await
            .refused("E007001");
        let reply = self.world.ask(ust, "GET", "/user", json!({})).await;
        reply.refused("E007001");
        let (sso, caller) = (&self.world.sso, caller());
        let one = Which::One(id.to_owned());
        let operator = OPERATOR.clone();
        let ended = sso.end_sessions(&caller, &operator, Some(&self.ann_id), &one);
        let gone = [SubStatus::SessionNoSuchSession];
        assert_eq!(rejected(ended.await), gone);
        assert_eq!(rejected(sso.renew(&caller, ust).await), gone);
    }
}

#[tokio::test]
async fn a_session_has_an_age_that_no_renewal_exceeds() {
    let scene = scene_with(|settings| settings.set("session.max_age", 90)).await;
    let id = scene.id(&scene.ann).await;
    scene.world.advance(50 * MINUTE);
    let reply = scene.renew(&scene.ann).await.ok();
    assert_eq!(reply.text("expiration_time"), "2026-01-01T01:30:00");
    let reply = scene.details(&scene.ann, &scene.ann).await.ok();
    assert_eq!(reply.text("expiration_time"), "2026-01-01T01:30:00");
    assert_eq!(
        scene.own(&scene.ann).await[0]["expiration_time"],
        json!("2026-01-01T01:30:00")
    );
    scene.world.advance(40 * MINUTE - MICROSECOND);
    assert!(scene.is_valid(&scene.ann).await);
    scene.renew(&scene.ann).await.ok();
    scene.world.advance(MICROSECOND);
    scene.is_over(&scene.ann, &id).await;
}

#[tokio::test]
async fn a_session_that_is_not_renewed_ends_after_its_idle_time() {
    let scene = scene_with(|settings| settings.set("session.idle_time", 10)).await;
    let id = scene.id(&scene.ann).await;
    let idle = 10 * MINUTE;
    scene.world.advance(idle - MICROSECOND);
    assert!(scene.is_valid(&scene.ann).await, "which is no renewal");
    let end = scene.renew(&scene.ann).await.ok();
    assert_eq!(end.text("expiration_time"), "2026-01-01T00:19:59.999999");
    scene.world.advance(idle - MICROSECOND);
    assert!(scene.is_valid(&scene.ann).await);
    scene.own(&scene.ann).await;
    scene.world.advance(MICROSECOND);
    scene.is_over(&scene.ann, &id).await;
}

#[tokio::test]
async fn the_login_returns_the_earliest_end() {
    for (max_age, idle_time, end) in [
        (0, 0, "01:00:00"),
        (59, 0, "00:59:00"),
        (0, 59, "00:59:00"),
        (7, 59, "00:07:00"),
        (59, 7, "00:07:00"),
        (61, 61, "01:00:00"),
    ] {
        let scene = scene_with(|settings| {
            settings.set("session.max_age", max_age);
            settings.set("session.idle_time", idle_time);
        })
        .await;
        let reply = scene.world.login("ann").await.ok();
        let said = reply.text("expiration_time");
        assert_eq!(said, format!("2026-01-01T{end}"));
        let details = scene.details(&scene.boss, &scene.ann).await.ok();
        assert_eq!(details.text("expiration_time"), said);
    }
}

#[tokio::test]
async fn a_changed_limit_applies_to_existing_sessions() {
    let scene = scene_with(|_| {}).await;
    let aged = scene
        .host(|settings| settings.set("session.max_age", 30))
        .await;
    let idle = scene
        .host(|settings| settings.set("session.idle_time", 20))
        .await;
    let is_valid = async |world: &World| {
        let found = world.sso.verify(&caller(), &scene.ann).await;
        found.unwrap().is_some()
    };
    scene.world.advance(20 * MINUTE);
    assert!(is_valid(&aged).await && !is_valid(&idle).await);
    scene.renew(&scene.ann).await.ok();
    assert!(is_valid(&idle).await);
    scene.world.advance(10 * MINUTE);
    assert!(!is_valid(&aged).await && is_valid(&idle).await);
    assert!(is_valid(&scene.world).await);
    scene.world.advance(HOUR - 10 * MINUTE);
    assert!(!is_valid(&scene.world).await);
}

/// Logging out of a session that has ended leaves no document.
#[tokio::test]
async fn a_session_that_went_idle_can_be_logged_out_of() {
    let scene = scene_with(|settings| settings.set("session.idle_time", 10)).await;
    scene.world.advance(10 * MINUTE);
    scene.logout(&scene.ann).await.ok();
    for prefix in ["session/", "session-log/"] {
        let left = stored(&scene.storage, prefix).await;
        assert_eq!(left.len(), 1, "the super-user's");
    }
}
