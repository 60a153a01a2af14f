//! For every credential: the same answer, the same work, and no usable token for an unknown one.

use std::time::Duration;

use super::{asking, with_mail};
use crate::kit::{Faulty, Reply, State, World, everything, observed, set_state};

/// The writes of a request: the kind of each document, and its size in steps that do not reveal the length
/// of an ID.
#[derive(Debug, PartialEq)]
struct Work {
    calls: usize,
    keys: usize,
    written: Vec<(String, usize)>,
}

async fn work(world: &World, storage: &Faulty, credential: &str) -> (Reply, Work) {
    let before = everything(storage).await;
    storage.heal();
    let reply = world.post("/password/reset", asking(credential)).await;
    let (calls, keys) = (storage.calls(), storage.keys());
    let after = everything(storage).await;
    let mut written = Vec::new();
    for entry in after {
        if before.contains(&entry) {
            continue;
        }
        let kind = entry.key.split('/').next().unwrap().to_owned();
        // The event names its target, if there is one.
        let size = match &*kind {
            "audit" => 0,
            _ => entry.value.len() / 8,
        };
        written.push((kind, size));
    }
    let work = Work {
        calls,
        keys,
        written,
    };
    (reply, work)
}

async fn crowd(search_by: &str) -> (World, Faulty) {
    let (world, storage) = observed(|builder| {
        with_mail(&mut builder.settings);
        builder
            .settings
            .set("password_reset.user_search_by", search_by);
        builder.settings.set("throttling.resets_per_source", 100);
    })
    .await;
    world.member("ann").await;
    world.approved("unproven").await;
    world.confirmed("undecided").await;
    world.signup("unconfirmed").await.ok();
    let locked = world.member("locked").await;
    set_state(&storage, &locked, State::Locked).await;
    world.member("flooded").await;
    for _ in 0..5 {
        world.begin("flooded").await.ok();
        world.begin("flooded@example.com").await.ok();
    }
    (world, storage)
}

#[tokio::test]
async fn an_unknown_name_causes_the_same_answer_and_the_same_writes() {
    for search_by in ["username", "email", "username_or_email"] {
        let (world, storage) = crowd(search_by).await;
        let is_email = search_by == "email";
        let mut all = Vec::new();
        for name in [
            "ann",
            "nobody",
            "unproven",
            "undecided",
            "unconfirmed",
            "locked",
            "flooded",
            "",
            "(@)",
            "ann",
        ] {
            let credential = match is_email {
                true => format!("{name}@example.com"),
                false => name.to_owned(),
            };
            let (reply, work) = work(&world, &storage, &credential).await;
            all.push((credential, reply.ok().seen(), work));
        }
        let (_, answer, expected) = &all[0];
        assert_eq!(expected.written.len(), 5, "{expected:?}");
        for (credential, seen, work) in &all {
            assert_eq!(seen, answer, "{credential}");
            assert_eq!(work, expected, "{search_by} {credential}");
        }
    }
}

#[tokio::test]
async fn documents_written_for_an_unknown_name_have_no_effect() {
    let (world, storage) = observed(|builder| with_mail(&mut builder.settings)).await;
    world.begin("nobody").await.ok();
    assert_eq!(world.keys("reset").await.len(), 2);
    assert!(world.mails().await.is_empty());
    world.is_sound().await;
    world.advance(Duration::from_secs(1));
    world.sso.sweep().await.unwrap();
    let kinds = ["reset/", "reset-of/", "outbox/"];
    for entry in everything(&storage).await {
        assert!(!kinds.iter().any(|kind| entry.key.starts_with(kind)));
    }
}
