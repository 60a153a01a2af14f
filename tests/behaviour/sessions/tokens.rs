//! The UST: that it reveals nothing, and that any other text is invalid.

use serde_json::json;
use vestibule::settings::SecretText;

use crate::kit::{World, everything, observed, stored, user_document};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// URL-safe Base64 without padding.
fn decode(text: &str) -> Vec<u8> {
    let (mut bytes, mut buffer, mut bits) = (Vec::new(), 0_u32, 0);
    for character in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == character);
        buffer = buffer << 6 | u32::try_from(value.unwrap()).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).unwrap());
        }
    }
    bytes
}

fn contains(bytes: &[u8], part: &str) -> bool {
    let part = part.as_bytes();
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_ust_contains_no_user_data_and_is_not_stored() {
    let (world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let bytes = decode(&ust);
    for secret in [&*user_id, &user_id[4..], "ann", "CRM", "zusr"] {
        assert!(!contains(&bytes, secret) && !ust.contains(&user_id));
    }
    for entry in everything(&storage).await {
        assert!(!entry.key.contains(&ust) && !entry.value.contains(&ust));
    }
    let sessions = stored(&storage, "session/").await;
    let digest = sessions[0].key.rsplit('/').next().unwrap().to_owned();
    assert!(!contains(&bytes, &digest) && !ust.contains(&digest));
}

#[tokio::test]
async fn a_ust_changed_at_any_character_is_invalid() {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    assert!(world.is_open(&ust).await);
    for position in 0..ust.len() {
        let mut touched = ust.clone().into_bytes();
        let old = ALPHABET
            .iter()
            .position(|known| *known == touched[position]);
        touched[position] = ALPHABET[(old.unwrap() + 1) % 64];
        let touched = String::from_utf8(touched).unwrap();
        assert!(!world.is_open(&touched).await, "at {position}");
        let truncated = &ust[..position];
        assert!(!world.is_open(truncated).await, "cut at {position}");
    }
    // Bits that no byte needs make no second spelling.
    for last in ALPHABET {
        let spelling = format!("{}{}", &ust[..ust.len() - 1], char::from(*last));
        assert_eq!(world.is_open(&spelling).await, spelling == ust);
    }
    for strange in [
        format!("{ust}="),
        format!("{ust}A"),
        format!("{ust} "),
        format!(" {ust}"),
        format!("{ust}\n"),
        format!("{ust}{ust}"),
        ust.to_lowercase(),
        "A".repeat(60_000),
        "\u{0}".to_owned(),
        "ﾠ".repeat(100),
    ] {
        assert!(!world.is_open(&strange).await, "{strange:.50}");
    }
}

#[tokio::test]
async fn stored_texts_and_other_tokens_are_not_usts() {
    let (world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    world.ust("ann").await;
    let confirm_token = world.signup("ben").await.ok().text("confirm_token");
    let document = user_document(&storage, &user_id).await;
    let sealed_email = document["email"].as_str().unwrap();
    let session = stored(&storage, "session/").await.remove(0).key;
    let digest = session.rsplit('/').next().unwrap();
    for text in [&*user_id, &confirm_token, sealed_email, &session, digest] {
        assert!(!world.is_open(text).await, "{text}");
        let reply = world.ask(text, "PATCH", "/user/session", json!({})).await;
        reply.refused("E007001");
    }
}

#[tokio::test]
async fn a_ust_of_another_key_opens_nothing() {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    let other = World::with(|settings| {
        let key = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";
        settings.set_keys([SecretText(key.to_owned())]);
    })
    .await;
    other.approved("ann").await;
    assert!(world.is_open(&ust).await);
    assert!(!other.is_open(&ust).await);
}

/// Both worlds have the same randomness, so all but the sealing is the same.
#[tokio::test]
async fn a_ust_of_other_data_opens_nothing() {
    let world = World::new().await;
    world.approved("ann").await;
    let ust = world.ust("ann").await;
    let empty = World::new().await;
    assert!(!empty.is_open(&ust).await);
    let reply = empty.ask(&ust, "GET", "/user", json!({}));
    reply.await.refused("E007001");
}
