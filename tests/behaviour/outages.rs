//! Storage that fails at each of its calls: a clear 503, nothing half done, and all is well
//! when it is back.

use serde_json::{Value, json};
use vestibule::{
    storage::Entry,
    types::{Content, CreateRequest, Outcome},
};

use crate::kit::{
    Fault, Faulty, PASSWORD, Reply, World, but_attempts, caller, edit_user, login_input, observed,
    signup_input,
};

const FAULTS: [Fault; 4] = [
    Fault::Unavailable,
    Fault::UnknownBefore,
    Fault::UnknownAfter,
    Fault::Conflict,
];

/// A company on a working day; the same in every run.
struct Scene {
    world: World,
    storage: Faulty,
    boss: String,
    ann: String,
    ann_id: String,
    /// The ID of her session.
    ann_session: String,
    /// Waits for a decision.
    ben_id: String,
    /// The tokens of a sign-up that waits for its confirmation.
    returned: String,
    mailed: String,
    /// A password reset token.
    token: String,
    /// Another one, and its reset key.
    exchanged: (String, String),
}

async fn scene() -> Scene {
    let (world, storage) = observed(|builder| {
        builder.settings.is_delivery_configured = true;
    })
    .await;
    let boss = world.super_user().await;
    let ann_id = world.approved("ann").await;
    let must_change = world.approved("dora").await;
    edit_user(
        &storage,
        &must_change,
        [("password_must_change", json!(true))],
    )
    .await;
    let ann = world.ust("ann").await;
    let ann_session = world.sso.verify(&caller(), &ann).await.unwrap();
    let ben_id = world.confirmed("ben").await;
    let token = reset_token(&world, "emma").await;
    let other = reset_token(&world, "fred").await;
    let key = world
        .call("PATCH", "/password/reset", reset(&other, ""))
        .await;
    let exchanged = (other, key.ok().text("reset_key"));
    let returned = world.signup("carl").await.ok().text("confirm_token");
    let messages = world.sso.claim_messages(100, 60).await.unwrap();
    let mailed = messages
        .into_iter()
        .find_map(|message| match message.content {
            Content::SignupConfirm(confirm) if message.username == "carl" => {
                Some(confirm.confirm_token)
            }
            _ => None,
        });
    Scene {
        world,
        storage,
        boss,
        ann,
        ann_id,
        ann_session: ann_session.unwrap().session_id,
        ben_id,
        returned,
        mailed: mailed.unwrap(),
        token,
        exchanged,
    }
}

/// The token of somebody new, who has a proven address.
async fn reset_token(world: &World, name: &str) -> String {
    let request = CreateRequest {
        username: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        email: Some(format!("{name}@example.com")),
        ..CreateRequest::default()
    };
    let (caller, operator) = (caller(), vestibule::types::Authority::Operator);
    let made = world.sso.create_user(&caller, &operator, &request);
    made.await.unwrap();
    world.post("/password/reset", asking(name)).await.ok();
    let mails = world.mails().await;
    let token = mails.into_iter().find_map(|mail| match mail.content {
        Content::PasswordReset(reset) => Some(reset.token),
        _ => None,
    });
    token.expect("a mail")
}

/// Method, path and input.
type Operation = fn(&Scene) -> (&'static str, &'static str, Value);

/// Every operation over REST.
const OPERATIONS: [Operation; 23] = [
    |_| ("POST", "/user/signup", signup_input("emil")),
    |scene| {
        (
            "POST",
            "/user/signup/confirm",
            json!({"confirm_token": scene.returned}),
        )
    },
    |scene| {
        (
            "PATCH",
            "/user/signup",
            json!({"confirm_token": scene.mailed}),
        )
    },
    |scene| {
        (
            "POST",
            "/user/signup/disown",
            json!({"confirm_token": scene.mailed}),
        )
    },
    |scene| ("GET", "/user/signup", json!({"ust": scene.boss})),
    |scene| ("POST", "/user/approve", decision(scene)),
    |scene| ("POST", "/user/reject", decision(scene)),
    |_| ("POST", "/user/login", login_input("ann")),
    |_| ("POST", "/user/login", new_password()),
    |scene| ("POST", "/user/logout", session(scene)),
    |scene| ("PATCH", "/user/session", session(scene)),
    |scene| ("POST", "/user/session", both_sessions(scene)),
    |scene| ("GET", "/user/session", both_sessions(scene)),
    |scene| ("GET", "/user/session/list", session(scene)),
    |scene| ("GET", "/user/session/list", both_sessions(scene)),
    |scene| {
        (
            "DELETE",
            "/user/session",
            ending(scene, json!({"all": true})),
        )
    },
    |scene| {
        (
            "DELETE",
            "/user/session",
            ending(scene, json!({"all_but_current": true})),
        )
    },
    |scene| {
        (
            "DELETE",
            "/user/session",
            ending(scene, json!({"session_id": scene.ann_session})),
        )
    },
    |scene| {
        (
            "GET",
            "/user",
            json!({"ust": scene.boss, "user_id": scene.ann_id, "current_app": "CRM"}),
        )
    },
    |_| ("POST", "/password/reset", asking("emma")),
    |_| ("POST", "/password/reset", asking("nobody")),
    |scene| ("PATCH", "/password/reset", reset(&scene.token, "")),
    |scene| {
        let (token, key) = &scene.exchanged;
        ("DELETE", "/password/reset", reset(token, key))
    },
];

fn asking(credential: &str) -> Value {
    json!({"credential": credential, "current_app": "CRM"})
}

fn reset(token: &str, key: &str) -> Value {
    let password = "quite another long text";
    json!({"token": token, "reset_key": key, "password": password, "current_app": "CRM"})
}

fn decision(scene: &Scene) -> Value {
    json!({"ust": scene.boss, "user_id": scene.ben_id, "current_app": "CRM"})
}

fn new_password() -> Value {
    let mut input = login_input("dora");
    input["new_password"] = json!("quite another long text");
    input
}

fn session(scene: &Scene) -> Value {
    json!({"ust": scene.ann, "current_app": "CRM"})
}

fn ending(scene: &Scene, mut which: Value) -> Value {
    which["ust"] = json!(scene.ann);
    which["current_app"] = json!("CRM");
    which
}

fn both_sessions(scene: &Scene) -> Value {
    json!({"current_ust": scene.boss, "target_ust": scene.ann, "current_app": "CRM"})
}

impl Scene {
    async fn run(&self, operation: Operation) -> Reply {
        let (method, path, input) = operation(self);
        self.world.call(method, path, input).await
    }

    async fn everything(&self) -> Vec<Entry> {
        self.storage.heal();
        but_attempts(&self.storage).await
    }
}

/// What is not random: the keys of what is there, without those of what is new.
fn kinds(entries: &[Entry]) -> Vec<&str> {
    let kind = |entry: &'_ Entry| entry.key.find('/').unwrap_or(entry.key.len());
    entries
        .iter()
        .map(|entry| &entry.key[..kind(entry)])
        .collect()
}

/// The 503 that tells nothing.
#[track_caller]
fn unavailable(reply: &Reply) {
    assert_eq!(
        (reply.status, &*reply.codes()),
        (503, "E008004"),
        "{reply:?}"
    );
    assert_eq!(reply.json["status"], "error");
    assert_eq!(reply.json.as_object().unwrap().len(), 3, "{reply:?}");
    assert_eq!(reply.headers["retry-after"], "1");
    assert_eq!(reply.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_fault_at_any_call_is_a_clear_503_and_leaves_nothing_half_done() {
    for operation in OPERATIONS {
        let good = scene().await;
        good.storage.heal();
        let reply = good.run(operation).await;
        let calls = good.storage.calls();
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(calls > 0, "an operation without storage");
        let done = good.everything().await;
        for (position, fault) in (0..calls).flat_map(|call| FAULTS.map(|fault| (call, fault))) {
            let what = format!("{:?} {fault:?} at {position}", &operation(&good).1);
            fails_well(operation, position, fault, &done, &what).await;
        }
    }
}

async fn fails_well(
    operation: Operation,
    position: usize,
    fault: Fault,
    done: &[Entry],
    what: &str,
) {
    let scene = scene().await;
    let before = scene.everything().await;
    scene.storage.fail_once_after(position, fault);
    let reply = scene.run(operation).await;
    let after = scene.everything().await;
    let event = scene.world.events.last();
    if fault == Fault::Conflict {
        assert_eq!(reply.status, 200, "{what}: {reply:?}");
        assert_eq!(kinds(&after), kinds(done), "{what}");
        return;
    }
    unavailable(&reply);
    assert_eq!(event.outcome, Outcome::Failed, "{what}");
    assert_eq!(event.sub_status, ["E008004"], "{what}");
    let is_done = fault == Fault::UnknownAfter && after != before;
    if is_done {
        assert_eq!(kinds(&after), kinds(done), "{what}: once and whole");
    } else {
        assert_eq!(after, before, "{what}");
    }
    // What was done after all may be refused the second time, but then it says so.
    let reply = scene.run(operation).await;
    assert!(
        reply.status == 200 || is_done && reply.status == 403,
        "{what}: {reply:?}"
    );
}

#[tokio::test]
async fn while_storage_is_gone_every_operation_says_so_and_then_works() {
    for operation in OPERATIONS {
        let scene = scene().await;
        let before = scene.everything().await;
        scene.storage.fail_from(0, Fault::Unavailable);
        unavailable(&scene.run(operation).await);
        let body = format!("{:?}", scene.run(operation).await);
        for part in ["fire", "secret", "place", "disk"] {
            assert!(!body.contains(part), "{body}");
        }
        assert_eq!(scene.everything().await, before);
        assert_eq!(scene.run(operation).await.status, 200);
    }
}

#[tokio::test]
async fn an_operation_that_always_loses_gives_up() {
    for operation in OPERATIONS {
        let good = scene().await;
        let before = good.everything().await;
        let reply = good.run(operation).await;
        let changes_something = good.everything().await != before;

        let scene = scene().await;
        scene.storage.fail_from(0, Fault::Conflict);
        let lost = scene.run(operation).await;
        assert!(scene.storage.calls() <= 100, "{}", scene.storage.calls());
        if changes_something {
            unavailable(&lost);
            assert_eq!(scene.everything().await, before);
        } else {
            assert_eq!(lost.status, reply.status);
        }
    }
}

#[tokio::test]
async fn a_refused_login_is_refused_alike_while_storage_works_and_unavailable_otherwise() {
    let scene = scene().await;
    for name in ["ann", "nobody", "carl"] {
        for position in 0..6 {
            let mut input = login_input(name);
            input["password"] = json!("wrong");
            scene.storage.fail_once_after(position, Fault::Unavailable);
            unavailable(&scene.world.post("/user/login", input).await);
        }
    }
}
