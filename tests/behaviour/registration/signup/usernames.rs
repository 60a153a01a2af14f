//! Usernames: their shape, and whose they are.

use std::time::Duration;

use serde_json::json;
use vestibule::types::SubStatus;

use super::{but, is_refused, sign_up, tell_all, typed};
use crate::kit::{World, but_attempts, caller, gated, rejected, signup_input};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const MOMENT: Duration = Duration::from_micros(1);

#[tokio::test]
async fn a_username_is_needed() {
    is_refused(but("username", ""), "E001001", "E005001").await;
    is_refused(but("username", json!(null)), "E001001", "E005001").await;
    is_refused(super::without("username"), "E001001", "E005001").await;
}

#[tokio::test]
async fn a_username_has_at_most_128_characters() {
    let world = World::new().await;
    sign_up(&world, &but("username", "é".repeat(128)))
        .await
        .ok();
    is_refused(but("username", "é".repeat(129)), "E001003", "E005001").await;
    is_refused(but("username", "a".repeat(40_000)), "E001003", "E005001").await;
}

#[tokio::test]
async fn the_length_is_a_setting() {
    let world = World::with(|settings| {
        tell_all(settings);
        settings.set("signup.max_length_username", 4);
    })
    .await;
    world.signup("berta").await.refused("E001003");
    // One character, five once it is folded.
    sign_up(&world, &but("username", "㎯"))
        .await
        .refused("E001003");
    world.signup("adam").await.ok();
}

#[tokio::test]
async fn the_longest_possible_username_is_stored() {
    let world = World::with(|settings| settings.set("signup.max_length_username", 250)).await;
    for longest in ["x".repeat(250), "é".repeat(250), "𐐀".repeat(125)] {
        sign_up(&world, &but("username", longest.clone()))
            .await
            .ok();
        sign_up(&world, &but("username", longest))
            .await
            .refused("E005001");
    }
}

/// A key of the store has the canonical form, which has at most 500 bytes.
#[tokio::test]
async fn a_username_of_too_many_bytes_is_too_long() {
    let world = World::with(|settings| {
        settings.set("signup.max_length_username", 250);
        settings.set("signup.inform_if_user_invalid", true);
    })
    .await;
    let before = world.stored().await;
    for longer in ["𐐀".repeat(126), "日".repeat(167), "\u{fdfa}".repeat(16)] {
        let reply = sign_up(&world, &but("username", longer)).await;
        reply.refused("E001003");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn white_space_is_refused() {
    for username in [
        "a b",
        " ab",
        "ab ",
        "a\tb",
        "a\nb",
        "a\u{a0}b",
        "a\u{3000}b",
    ] {
        is_refused(but("username", username), "E001004", "E005001").await;
    }
}

#[tokio::test]
async fn invisible_characters_are_refused() {
    for hidden in ["\u{200b}", "\u{ad}", "\u{202e}", "\u{feff}", "\u{7}"] {
        let username = format!("a{hidden}b");
        is_refused(but("username", username), "E001001", "E005001").await;
    }
}

#[tokio::test]
async fn keywords_are_refused_in_every_spelling() {
    for username in [
        "admin",
        "AdMin",
        "ａｄｍｉｎ",
        "my.ROOT.account",
        "ⓢⓢⓞ",
        "ſystem",
    ] {
        is_refused(but("username", username), "E001001", "E005001").await;
    }
}

#[tokio::test]
async fn keywords_are_a_setting_in_any_spelling() {
    let world = World::with(|settings| {
        tell_all(settings);
        settings.set("user_validation.reject_username", vec!["Straße"]);
    })
    .await;
    world.signup("STRASSE1").await.refused("E001001");
    sign_up(&world, &but("username", "ADMIN")).await.ok();
}

#[tokio::test]
async fn a_taken_username_is_taken_in_every_spelling() {
    let spellings = [
        ("adam", vec!["adam", "ADAM", "Adam", "ａｄａｍ"]),
        ("Zoé", vec!["zoe\u{301}", "ZOÉ"]),
        ("Großmann", vec!["GROSSMANN", "großmann"]),
    ];
    for (taken, others) in spellings {
        for other in others {
            for (world, code) in [
                (World::with(tell_all).await, "E001002"),
                (World::new().await, "E005001"),
            ] {
                sign_up(&world, &but("username", taken)).await.ok();
                let before = but_attempts(&*world.storage).await;
                let mut again = but("username", other);
                again["email"] = json!("somebody.else@example.com");
                sign_up(&world, &again).await.refused(code);
                assert_eq!(but_attempts(&*world.storage).await, before);
                assert_eq!(world.events.last().sub_status, ["E001002"]);
            }
        }
    }
}

#[tokio::test]
async fn the_operators_accounts_have_their_usernames_too() {
    let world = World::with(tell_all).await;
    world.super_user().await;
    world.signup("BOSS").await.refused("E001002");
}

#[tokio::test]
async fn a_username_is_held_until_its_sign_up_expires() {
    let world = World::new().await;
    let old = world.signup("adam").await.ok().text("confirm_token");
    world.advance(WEEK - MOMENT);
    world.signup("Adam").await.refused("E005001");
    world.advance(MOMENT);
    let new = world.signup("Adam").await.ok().text("confirm_token");

    let confirm =
        |token: String| world.post("/user/signup/confirm", json!({"confirm_token": token}));
    confirm(old).await.refused("E005006");
    world.sso.sweep().await.unwrap();
    world.signup("adam").await.refused("E005001");
    confirm(new).await.ok();
    let waiting = world.waiting().await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].username, "Adam");
}

#[tokio::test]
async fn a_confirmed_username_is_held_for_ever() {
    let world = World::new().await;
    world.confirmed("adam").await;
    world.advance(WEEK * 100);
    world.sso.sweep().await.unwrap();
    world.signup("adam").await.refused("E005001");
}

#[tokio::test]
async fn a_sign_up_that_is_overtaken_by_another_of_the_name_is_refused() {
    let (gate, world) = gated(|_| {}).await;
    let sso = world.sso.clone();
    let slow = async move { sso.signup(&caller(), &typed("adam")).await };
    let fast = async {
        world.signup("ADAM").await.ok();
    };
    let overtaken = gate.overtake(slow, "username/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthNotAllowed]);
    assert_eq!(world.waiting().await[0].username, "ADAM");
    for prefix in ["user/", "email-of/"] {
        assert_eq!(world.keys(prefix).await.len(), 1);
    }
}

#[tokio::test]
async fn a_typed_refusal_of_a_username_reveals_as_little() {
    let world = World::new().await;
    let sign_up = async |name: &str| rejected(world.sso.signup(&caller(), &typed(name)).await);
    world.sso.signup(&caller(), &typed("adam")).await.unwrap();
    assert_eq!(sign_up("ADAM").await, [SubStatus::AuthNotAllowed]);
    assert_eq!(sign_up("a d m i n").await, [SubStatus::AuthNotAllowed]);

    let world = World::with(tell_all).await;
    world.post("/user/signup", signup_input("adam")).await.ok();
    let refused = rejected(world.sso.signup(&caller(), &typed("ADAM")).await);
    assert_eq!(refused, [SubStatus::UsernameExists]);
}
