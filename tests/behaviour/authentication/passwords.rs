//! Login: passwords that have expired, will soon, have to be changed, or are hashed in an old way.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use vestibule::{
    settings::Settings,
    storage::{Memory, Storage},
    types::Outcome,
};

use crate::kit::{
    Faulty, PASSWORD, Reply, State, World, but_attempts, caller, login_input, observed, set_state,
    stored, user_document,
};

const NEW_PASSWORD: &str = "quite another long text";
const DAY: Duration = Duration::from_secs(86_400);
const SECOND: Duration = Duration::from_secs(1);
/// `password.expiry` by default.
const DAYS: u32 = 730;

async fn login(world: &World, password: &str, new_password: Option<&str>) -> Reply {
    let mut input = login_input("ann");
    input["password"] = json!(password);
    if let Some(new_password) = new_password {
        input["new_password"] = json!(new_password);
    }
    world.post("/user/login", input).await
}

/// Ann, whose password the world makes her change.
#[derive(Clone, Copy, Debug)]
enum Reason {
    Expired,
    MustChange,
}

const REASONS: [Reason; 2] = [Reason::Expired, Reason::MustChange];

async fn with_ann() -> (World, Faulty, String) {
    let (world, storage) = observed(|_| {}).await;
    let user_id = world.approved("ann").await;
    (world, storage, user_id)
}

async fn ann(reason: Reason, change: impl FnOnce(&mut Settings)) -> (World, Faulty, String) {
    let (world, storage) = observed(|builder| change(&mut builder.settings)).await;
    let user_id = world.approved("ann").await;
    match reason {
        Reason::Expired => world.advance(DAY * DAYS),
        Reason::MustChange => {
            set_state(&storage, &user_id, State::MustChangePassword).await;
        }
    }
    (world, storage, user_id)
}

#[tokio::test]
async fn without_a_new_password_the_switch_decides_the_code() {
    for (is_told, expired, must_change) in
        [(true, "E003004", "E003007"), (false, "E005001", "E005001")]
    {
        for (reason, code) in REASONS.into_iter().zip([expired, must_change]) {
            let (world, storage, _) = ann(reason, |settings| {
                settings.set("password.inform_if_expired", is_told);
                settings.set("password.inform_if_must_be_changed", is_told);
            })
            .await;
            let before = but_attempts(&storage).await;
            for new_password in [None, Some("")] {
                login(&world, PASSWORD, new_password).await.refused(code);
            }
            assert_eq!(but_attempts(&storage).await, before);
        }
    }
}

#[tokio::test]
async fn by_default_an_expired_password_is_not_reported() {
    let (world, ..) = ann(Reason::Expired, |_| {}).await;
    login(&world, PASSWORD, None).await.refused("E005001");
    assert_eq!(world.events.last().sub_status, ["E003004"]);
}

#[tokio::test]
async fn a_password_expires_at_the_very_moment() {
    let (world, ..) = with_ann().await;
    world.advance(DAY * DAYS - Duration::from_micros(1));
    let reply = login(&world, PASSWORD, None).await;
    assert_eq!(reply.json["status"], "warning", "{reply:?}");
    world.advance(Duration::from_micros(1));
    login(&world, PASSWORD, None).await.refused("E005001");
}

#[tokio::test]
async fn a_new_password_lets_in_and_is_the_password_from_then_on() {
    for reason in REASONS {
        let (world, storage, user_id) = ann(reason, |_| {}).await;
        let reply = login(&world, PASSWORD, Some(NEW_PASSWORD)).await.ok();
        let session = world.sso.verify(&caller(), &reply.text("ust")).await;
        assert_eq!(session.unwrap().unwrap().user_id, user_id);

        let document = user_document(&storage, &user_id).await;
        assert_eq!(document["password_must_change"], json!(false));
        let last_set = document["password_last_set"].as_u64().unwrap();
        let expiry = document["password_expiry"].as_u64().unwrap();
        assert_eq!(expiry - last_set, u64::from(DAYS) * 86_400_000_000);

        login(&world, PASSWORD, None).await.refused("E005001");
        login(&world, NEW_PASSWORD, None).await.ok();
    }
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_begun_with_the_old_one() {
    let (world, storage, user_id) = with_ann().await;
    let old = world.ust("ann").await;
    set_state(&storage, &user_id, State::MustChangePassword).await;
    let reply = login(&world, PASSWORD, Some(NEW_PASSWORD)).await.ok();
    assert!(!world.is_open(&old).await);
    let new = world.sso.verify(&caller(), &reply.text("ust")).await;
    assert!(new.unwrap().is_some());
}

#[tokio::test]
async fn an_unacceptable_new_password_changes_nothing_and_refuses_the_login() {
    let too_long = "x".repeat(257);
    let unacceptable = [
        ("short", "E003002"),
        (&too_long, "E003003"),
        ("my QWERTY keyboard", "E003001"),
        ("qwerty", "E003002,E003001"),
        (PASSWORD, "E003001"),
    ];
    for is_told in [true, false] {
        for reason in REASONS {
            let (world, storage, _) = ann(reason, |settings| {
                settings.set("password.inform_if_invalid", is_told);
                settings.set("password.inform_if_must_be_changed", is_told);
                settings.set("password.inform_if_expired", is_told);
            })
            .await;
            let before = but_attempts(&storage).await;
            for (password, codes) in unacceptable {
                let told = if is_told { codes } else { "E005001" };
                let reply = login(&world, PASSWORD, Some(password)).await;
                let reply = reply.refused(told);
                assert!(reply.json.get("ust").is_none());
                assert_eq!(world.events.last().sub_status.join(","), codes);
            }
            assert_eq!(but_attempts(&storage).await, before, "{reason:?}");
            login(&world, PASSWORD, Some(NEW_PASSWORD)).await.ok();
        }
    }
}

#[tokio::test]
async fn a_new_password_without_need_is_ignored() {
    let (world, storage, user_id) = with_ann().await;
    let before = user_document(&storage, &user_id).await;
    for new_password in [NEW_PASSWORD, "short"] {
        login(&world, PASSWORD, Some(new_password)).await.ok();
    }
    assert_eq!(user_document(&storage, &user_id).await, before);
    login(&world, NEW_PASSWORD, None).await.refused("E005001");
}

#[tokio::test]
async fn a_wrong_password_changes_nothing_with_any_other_input() {
    for reason in REASONS {
        let (world, storage, _) = ann(reason, |_| {}).await;
        let before = but_attempts(&storage).await;
        for password in ["wrong", "", NEW_PASSWORD] {
            let reply = login(&world, password, Some(NEW_PASSWORD)).await;
            reply.refused("E005001");
        }
        assert_eq!(but_attempts(&storage).await, before);
    }
}

#[tokio::test]
async fn a_password_that_expires_soon_is_a_warning() {
    let (world, ..) = with_ann().await;
    world.advance(DAY * (DAYS - 30));
    login(&world, PASSWORD, None).await.ok();
    world.advance(SECOND);
    let reply = login(&world, PASSWORD, None).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "W003005"));
    assert_eq!(reply.json["status"], "warning");
    let event = world.events.last();
    assert_eq!(
        (event.outcome, &*event.sub_status),
        (Outcome::Warning, &["W003005".to_owned()][..])
    );
    let ust = reply.text("ust");
    assert!(world.is_open(&ust).await);
}

#[tokio::test]
async fn a_password_that_expires_soon_is_refused_if_the_warning_is_switched_off() {
    let (world, storage) = observed(|builder| {
        builder
            .settings
            .set("password.inform_if_about_to_expire", false);
    })
    .await;
    world.approved("ann").await;
    world.advance(DAY * (DAYS - 29));
    login(&world, PASSWORD, None).await.refused("E005001");
    assert_eq!(world.events.last().sub_status, ["E003006"]);
    assert!(stored(&storage, "session/").await.is_empty());
}

#[tokio::test]
async fn a_new_password_set_at_a_login_is_not_warned_about() {
    let (world, storage, user_id) = with_ann().await;
    set_state(&storage, &user_id, State::MustChangePassword).await;
    world.advance(DAY * (DAYS - 1));
    login(&world, PASSWORD, Some(NEW_PASSWORD)).await.ok();
}

/// Memory in KiB, iterations and parallelism.
type Cost = [u32; 3];

async fn world_of_cost(storage: &Arc<dyn Storage>, cost: Cost) -> World {
    let [memory, iterations, parallelism] = cost;
    let world = World::builder(|builder| {
        builder.storage = Arc::clone(storage);
        let numbers = [
            ("memory_kib", memory),
            ("iterations", iterations),
            ("parallelism", parallelism),
        ];
        for (name, number) in numbers {
            builder
                .settings
                .set(&format!("password.argon2_{name}"), number);
        }
        builder.seed = cost.into_iter().map(u64::from).sum();
    });
    world.build().await
}

fn hash(document: &Value) -> String {
    document["password"].as_str().unwrap().to_owned()
}

/// Each number of the cost by itself.
#[tokio::test]
async fn a_login_renews_a_hash_of_another_cost() {
    for cost in [[128, 1, 1], [64, 2, 1], [64, 1, 2]] {
        let storage: Arc<dyn Storage> = Arc::new(Memory::new());
        let old = world_of_cost(&storage, [64, 1, 1]).await;
        let user_id = old.approved("ann").await;
        let ust = old.ust("ann").await;
        let before = user_document(&*storage, &user_id).await;
        assert!(hash(&before).starts_with("$argon2id$v=19$m=64,t=1,p=1$"));

        let new = world_of_cost(&storage, cost).await;
        login(&new, "wrong", None).await.refused("E005001");
        assert_eq!(user_document(&*storage, &user_id).await, before);
        login(&new, PASSWORD, None).await.ok();
        let mut after = user_document(&*storage, &user_id).await;
        let rehashed = hash(&after);
        let [memory, iterations, parallelism] = cost;
        let in_force = format!("$argon2id$v=19$m={memory},t={iterations},p={parallelism}$");
        assert!(rehashed.starts_with(&in_force), "{rehashed}");
        after["password"] = before["password"].clone();
        assert_eq!(after, before, "nothing but the hash is different");

        login(&new, PASSWORD, None).await.ok();
        let last = user_document(&*storage, &user_id).await;
        assert_eq!(hash(&last), rehashed, "once is enough");
        let session = new.sso.verify(&caller(), &ust).await.unwrap();
        assert!(session.is_some(), "open sessions stay open");
        login(&old, PASSWORD, None).await.ok();
    }
}
