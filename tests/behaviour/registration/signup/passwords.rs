//! The password policy, as a sign-up meets it.

use serde_json::{Value, json};

use super::{but, is_refused, sign_up, tell_all, without};
use crate::kit::World;

#[tokio::test]
async fn a_password_is_needed() {
    is_refused(but("password", ""), "E003002", "E003002").await;
    is_refused(but("password", Value::Null), "E003002", "E003002").await;
    is_refused(without("password"), "E003002", "E003002").await;
}

#[tokio::test]
async fn a_password_has_8_to_256_characters() {
    is_refused(but("password", "é".repeat(7)), "E003002", "E003002").await;
    is_refused(but("password", "é".repeat(257)), "E003003", "E003003").await;
    for length in [8, 256] {
        let world = World::new().await;
        let input = but("password", "é".repeat(length));
        sign_up(&world, &input).await.ok();
    }
}

#[tokio::test]
async fn the_lengths_are_settings() {
    let world = World::with(|settings| {
        settings.set("password.min_length", 3);
        settings.set("password.max_length", 5);
    })
    .await;
    sign_up(&world, &but("password", "ab"))
        .await
        .refused("E003002");
    sign_up(&world, &but("password", "abcdef"))
        .await
        .refused("E003003");
    sign_up(&world, &but("password", "abcd")).await.ok();
}

#[tokio::test]
async fn common_passwords_are_refused_in_any_case() {
    for password in ["myPassWord", "QWERTYqwerty", "xx123456xx", "LetMeInPlease"] {
        is_refused(but("password", password), "E003001", "E003001").await;
    }
}

#[tokio::test]
async fn the_reject_list_is_a_setting_in_any_case() {
    let world = World::with(|settings| {
        tell_all(settings);
        settings.set("password.reject_list", vec!["ÉCLAIR"]);
    })
    .await;
    let reply = sign_up(&world, &but("password", "my éclairs")).await;
    reply.refused("E003001");
    sign_up(&world, &but("password", "myPassword")).await.ok();
}

/// White space is not even trimmed.
#[tokio::test]
async fn a_password_is_used_unchanged() {
    let world = World::with(|settings| {
        settings.set("signup.is_approval_needed", false);
        settings.set("signup.is_confirmation_needed", false);
    })
    .await;
    let password = " \tDüsseldorf\u{200b} ";
    sign_up(&world, &but("password", password)).await.ok();
    let login = async |password: &str| world.log_in("adam", json!({"password": password})).await;
    login(password.trim()).await.refused("E005001");
    login(" \tDÜSSELDORF\u{200b} ").await.refused("E005001");
    login(password).await.ok();
}
