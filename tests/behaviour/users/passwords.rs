//! Setting a password: one's own, or, for super-users, another user's.

use std::time::Duration;

use serde_json::{Value, json};

use super::get;
use crate::kit::{PASSWORD, Reply, START, World, but_attempts, merged, with};

const NEW: &str = "quite another long text";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn change(world: &World, ust: &str, members: Value) -> Reply {
    world
        .call("PATCH", "/user/password", with(ust, members))
        .await
}

async fn log_in(world: &World, name: &str, password: &str) -> Reply {
    world.log_in(name, json!({"password": password})).await
}

#[tokio::test]
async fn users_change_their_own_password() {
    let world = World::new().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    world.advance(DAY / 48);
    for (target, old, new) in [
        (json!({}), PASSWORD, NEW),
        (json!({"user_id": ""}), NEW, PASSWORD),
        (json!({"user_id": user_id}), PASSWORD, NEW),
    ] {
        let mut input = json!({"old_password": old, "new_password": new, "password_expiry": 1});
        input = merged(input, target.clone());
        let reply = change(&world, &ust, input).await.ok();
        assert_eq!(reply.json.as_object().unwrap().len(), 2, "status and cid");
        log_in(&world, "ann", old).await.refused("E005001");
    }
    let event = world
        .events
        .all()
        .into_iter()
        .rfind(|event| event.operation == "user.change_password");
    assert_eq!(event.unwrap().target, Some(user_id.clone()));
    log_in(&world, "ann", NEW).await.ok();
    let seen = world.account(&user_id).await.administration.unwrap();
    let (set, expiry) = (
        seen.password_last_set.unwrap(),
        seen.password_expiry.unwrap(),
    );
    assert_eq!(set.seconds, START + 1_800);
    assert_eq!(
        expiry.seconds - set.seconds,
        730 * DAY.as_secs(),
        "the user is not heard"
    );
    world.is_sound().await;
}

#[tokio::test]
async fn the_own_account_needs_the_old_password() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let own = get(&world, &boss, None).await.text("user_id");
    world.approved("ann").await;
    let ann = world.ust("ann").await;
    let before = but_attempts(&*world.storage).await;
    for input in [
        json!({"new_password": NEW}),
        json!({"new_password": NEW, "old_password": ""}),
        json!({"new_password": NEW, "old_password": null}),
        json!({"new_password": NEW, "old_password": "wrong"}),
        json!({"new_password": NEW, "old_password": NEW}),
    ] {
        change(&world, &ann, input.clone()).await.refused("E005001");
        let mut input = input;
        input["user_id"] = json!(own);
        change(&world, &boss, input).await.refused("E005001");
        let detail = world.events.last().detail("reason").unwrap().to_owned();
        assert_eq!(detail, "the old password is wrong");
    }
    assert_eq!(but_attempts(&*world.storage).await, before);
}

#[tokio::test]
async fn the_reason_for_refusing_an_own_password_is_in_the_audit_event_only() {
    let world = World::new().await;
    world.approved("ann").await;
    let ann = world.ust("ann").await;
    let before = but_attempts(&*world.storage).await;
    for (new, exact) in [
        ("short", "E003002"),
        ("", "E003002"),
        (&"x".repeat(257), "E003003"),
        ("myPassword1", "E003001"),
        (PASSWORD, "E003001"),
    ] {
        let input = json!({"old_password": PASSWORD, "new_password": new});
        change(&world, &ann, input).await.refused("E005001");
        assert_eq!(world.events.last().sub_status, [exact], "{new}");
    }
    assert_eq!(but_attempts(&*world.storage).await, before);
}

#[tokio::test]
async fn a_super_user_sets_the_password_of_another_user() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    for (members, days, must_change) in [
        (json!({}), 730, false),
        (json!({"password_expiry": 1}), 1, false),
        (
            json!({"password_expiry": "90", "must_change": true}),
            90,
            true,
        ),
        (json!({"password_expiry": 0}), 730, true),
        (
            json!({"password_expiry": -5, "must_change": false}),
            730,
            false,
        ),
        (json!({"password_expiry": null}), 730, false),
        (
            json!({"password_expiry": "", "password_must_change": true}),
            730,
            false,
        ),
        (
            json!({"password_expiry": 99_999_999_999_u64}),
            36_500,
            false,
        ),
    ] {
        let mut input = json!({"user_id": user_id, "new_password": NEW});
        input = merged(input, members.clone());
        change(&world, &boss, input).await.ok();
        let seen = world.account(&user_id).await.administration.unwrap();
        let (set, expiry) = (
            seen.password_last_set.unwrap(),
            seen.password_expiry.unwrap(),
        );
        assert_eq!(
            expiry.seconds - set.seconds,
            days * DAY.as_secs(),
            "{members}"
        );
        assert_eq!(seen.password_must_change, must_change, "{members}");
    }
    log_in(&world, "ann", NEW).await.ok();
}

#[tokio::test]
async fn a_password_for_a_day_is_about_to_expire() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let input = json!({"user_id": user_id, "new_password": NEW, "password_expiry": 1});
    change(&world, &boss, input).await.ok();
    let reply = log_in(&world, "ann", NEW).await;
    assert_eq!(reply.json["status"], "warning");
    assert_eq!(reply.codes(), "W003005");
    reply.text("ust");
    world.advance(DAY);
    log_in(&world, "ann", NEW).await.refused("E005001");
}

#[tokio::test]
async fn a_super_user_gets_the_precise_code() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let eve = world.confirmed("eve").await;
    world
        .ask(&boss, "POST", "/user/reject", json!({"user_id": eve}))
        .await
        .ok();
    let before = world.stored().await;
    for (new, code) in [
        ("short", "E003002"),
        (&"x".repeat(257), "E003003"),
        ("myPassword1", "E003001"),
    ] {
        let input = json!({"user_id": user_id, "new_password": new});
        change(&world, &boss, input).await.refused(code);
    }
    let erased = json!({"user_id": eve, "new_password": NEW});
    change(&world, &boss, erased).await.refused("E008001");
    for input in [
        json!({"user_id": user_id}),
        json!({"user_id": user_id, "new_password": NEW, "password_expiry": "soon"}),
        json!({"user_id": user_id, "new_password": NEW, "must_change": "maybe"}),
    ] {
        change(&world, &boss, input).await.bad_request();
    }
    let no_app = json!({"ust": boss, "new_password": NEW});
    world
        .call("PATCH", "/user/password", no_app)
        .await
        .bad_request();
    assert_eq!(world.stored().await, before);
}

/// Only the body counts.
#[tokio::test]
async fn regular_users_cannot_set_password_must_change() {
    let world = World::new().await;
    world.approved("ann").await;
    let ann = world.ust("ann").await;
    let before = world.stored().await;
    let passwords = json!({"old_password": PASSWORD, "new_password": NEW});
    for must_change in [true, false] {
        let input = merged(passwords.clone(), json!({"must_change": must_change}));
        change(&world, &ann, input).await.refused("E008002");
    }
    assert_eq!(world.stored().await, before);
    let path = format!("/zato/sso/user/password?must_change=1&ust={ann}&current_app=CRM");
    world.raw("PATCH", &path, passwords.to_string()).await.ok();
    log_in(&world, "ann", NEW).await.ok();
}

/// A session from before the flag may change the password as the flag demands, but cannot bypass it.
#[tokio::test]
async fn a_change_of_a_password_fulfils_the_duty_to_change_it() {
    let world = World::new().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let ann = world.ust("ann").await;
    let must = json!({"user_id": user_id, "password_must_change": true});
    super::updated(&world, &boss, must).await;
    let same = json!({"old_password": PASSWORD, "new_password": PASSWORD});
    change(&world, &ann, same).await.refused("E005001");
    world.login("ann").await.refused("E003007");
    let new = json!({"old_password": PASSWORD, "new_password": NEW});
    change(&world, &ann, new).await.ok();
    log_in(&world, "ann", NEW).await.ok();
}
