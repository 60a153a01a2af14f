//! Changes of an account and others at the same moment.

use std::sync::Arc;

use serde_json::{Value, json};
use vestibule::types::SubStatus;

use crate::kit::{
    Gate, OPERATOR, PASSWORD, State, World, but_attempts, caller, gated, login_input, merged,
    rejected, set_state, with,
};

const NEW: &str = "quite another long text";

async fn race() -> (Arc<Gate>, World) {
    gated(|builder| builder.settings.is_delivery_configured = true).await
}

/// What a super-user does to somebody whose login is just committing, and what becomes of the
/// login: no session is left over.
#[tokio::test]
async fn a_login_that_is_overtaken_leaves_no_session() {
    for (method, path, members, code) in [
        ("POST", "/user/lock", json!({}), "E005002"),
        ("DELETE", "/user", json!({}), "E005001"),
        ("PATCH", "/user", json!({"is_locked": true}), "E005002"),
        (
            "PATCH",
            "/user",
            json!({"approval_status": "rejected"}),
            "E005003",
        ),
        (
            "PATCH",
            "/user",
            json!({"sign_up_status": "before_confirmation"}),
            "E005003",
        ),
        (
            "PATCH",
            "/user/password",
            json!({"new_password": NEW}),
            "E005001",
        ),
        ("PATCH", "/user", json!({"username": "anna"}), "E005001"),
        ("POST", "/user/reject", json!({}), "E005001"),
    ] {
        let (gate, world) = race().await;
        let boss = world.super_user().await;
        let user_id = world.approved("ann").await;
        let mut input = with(&boss, members);
        input["user_id"] = json!(user_id);
        let login = world.call("POST", "/user/login", login_input("ann"));
        let overtaking = async {
            world.call(method, path, input.clone()).await.ok();
        };
        let login = gate.overtake(login, "session/", overtaking).await;
        login.refused(code);
        let sessions = world.sessions_of(&user_id).await;
        assert!(sessions.is_empty(), "{method} {path}: {sessions:?}");
        world.is_sound().await;
    }
}

/// Whom a call is about.
#[derive(Clone, Copy, PartialEq)]
enum About {
    Oneself,
    Ann,
    /// Somebody who waits for a decision.
    Ben,
}

type Call = (&'static str, &'static str, About, Value, &'static str);

/// What a super-user does, and what a regular user hears who asks for it.
fn calls() -> [Call; 19] {
    use About::{Ann, Ben, Oneself};
    let passwords = json!({"old_password": PASSWORD, "new_password": NEW});
    let (new, old) = (json!({"name": "new"}), json!({"name": "old", "value": 1}));
    let name = json!({"first_name": "A"});
    let others = json!({"all_but_current": true});
    [
        ("POST", "/user", Ann, json!({"username": "new"}), "E005001"),
        ("PATCH", "/user", Ann, name.clone(), "E008002"),
        ("PATCH", "/user", Oneself, name, "ok"),
        ("DELETE", "/user", Ann, json!({}), "E005001"),
        ("POST", "/user/lock", Ann, json!({}), "E005001"),
        ("POST", "/user/approve", Ben, json!({}), "E008002"),
        ("POST", "/user/reject", Ben, json!({}), "E008002"),
        ("PATCH", "/user/totp", Ann, json!({}), "E008002"),
        ("PATCH", "/user/totp", Oneself, json!({}), "ok"),
        ("PATCH", "/user/password", Ann, passwords.clone(), "E008002"),
        ("PATCH", "/user/password", Oneself, passwords, "ok"),
        (
            "DELETE",
            "/user/session",
            Ann,
            json!({"all": true}),
            "E005001",
        ),
        ("DELETE", "/user/session", Oneself, others, "ok"),
        ("POST", "/user/attr", Ann, new.clone(), "E005001"),
        ("POST", "/user/attr", Oneself, new.clone(), "ok"),
        ("PUT", "/user/attr", Oneself, new.clone(), "ok"),
        ("PUT", "/user/attr", Oneself, old.clone(), "ok"),
        ("POST", "/session/attr", Oneself, new, "ok"),
        ("PUT", "/session/attr", Oneself, old, "ok"),
    ]
}

/// What makes somebody one who may not do it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Loss {
    Logout,
    /// Which ends all sessions.
    Lock,
    /// The session is still there.
    LockOnly,
    Demotion,
}

/// A caller: the account, the session, and another session.
struct Boss {
    user_id: String,
    ust: String,
    other: String,
}

impl Boss {
    /// With attributes of the name `old`.
    async fn of(world: &World) -> Self {
        let ust = world.super_user().await;
        let boss = Self {
            user_id: world.last_target(),
            other: world.ust("boss").await,
            ust,
        };
        for path in ["/user/attr", "/session/attr"] {
            let old = boss.input(json!({"name": "old"}));
            world.post(path, old).await.ok();
        }
        boss
    }

    /// Names the session in every way there is.
    fn input(&self, members: Value) -> Value {
        let session = json!({"current_ust": self.ust, "target_ust": self.ust});
        with(&self.ust, merged(session, members))
    }

    async fn lose(&self, world: &World, loss: Loss) {
        let sso = &world.sso;
        match loss {
            Loss::Logout => sso.logout(&caller(), &self.ust).await.unwrap(),
            Loss::Lock => {
                let caller = caller();
                let locked = sso.lock_user(&caller, &OPERATOR, &self.user_id);
                locked.await.unwrap();
            }
            Loss::LockOnly => set_state(&*world.storage, &self.user_id, State::Locked).await,
            Loss::Demotion => set_state(&*world.storage, &self.user_id, State::NoSuperUser).await,
        }
    }
}

/// What somebody began is not done once they may not do it any more, though nothing else about them
/// changed.
#[tokio::test]
async fn a_caller_who_loses_the_right_during_the_call_changes_nothing() {
    for loss in [Loss::Logout, Loss::Lock, Loss::LockOnly, Loss::Demotion] {
        for (method, path, about, members, to_a_regular_user) in calls() {
            let code = match loss {
                Loss::Logout | Loss::Lock => "E007001",
                Loss::LockOnly => "E005002",
                Loss::Demotion if about == About::Oneself => continue,
                Loss::Demotion => to_a_regular_user,
            };
            let (gate, world) = race().await;
            let boss = Boss::of(&world).await;
            let ann = world.approved("ann").await;
            world.ust("ann").await;
            let ben = world.confirmed("ben").await;
            let mut input = boss.input(members);
            match about {
                About::Oneself => {}
                About::Ann => input["user_id"] = json!(ann),
                About::Ben => input["user_id"] = json!(ben),
            }
            let slow = world.call(method, path, input);
            let mut before = Vec::new();
            let fast = async {
                boss.lose(&world, loss).await;
                before = but_attempts(&*world.storage).await;
            };
            let overtaken = gate.overtake(slow, "audit/", fast).await;
            let what = format!("{method} {path} and {loss:?}");
            assert_eq!(
                (overtaken.status, &*overtaken.codes()),
                (403, code),
                "{what}"
            );
            assert_eq!(but_attempts(&*world.storage).await, before, "{what}");
            if loss == Loss::Logout {
                assert!(world.is_open(&boss.other).await, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn of_two_concurrent_claims_of_a_username_one_succeeds() {
    for (method, path, other) in [
        ("POST", "/user", json!({"username": "NEW"})),
        ("PATCH", "/user", json!({"username": "New"})),
        ("POST", "/user/signup", crate::kit::signup_input("nEW")),
    ] {
        let (gate, world) = race().await;
        let boss = world.super_user().await;
        world.approved("ann").await;
        let ann = world.ust("ann").await;
        let slow = world.call("PATCH", "/user", with(&ann, json!({"username": "new"})));
        let fast = async {
            world
                .call(method, path, with(&boss, other.clone()))
                .await
                .ok();
        };
        let slow = gate.overtake(slow, "username/", fast).await;
        slow.refused("E001002");
        assert_eq!(world.keys("username/new").await.len(), 1);
        world.is_sound().await;
    }
}

#[tokio::test]
async fn of_two_concurrent_changes_to_an_address_one_owns_it() {
    let (gate, world) = race().await;
    let boss = world.super_user().await;
    let ann = world.approved("ann").await;
    let input = json!({"user_id": ann, "email": "new@example.com"});
    let slow = world.call("PATCH", "/user", with(&boss, input));
    let fast = async {
        let input = json!({"username": "ben", "email": "NEW@example.com"});
        world.call("POST", "/user", with(&boss, input)).await.ok();
    };
    let slow = gate.overtake(slow, "email-of/", fast).await;
    slow.refused("E002002");
    world.is_sound().await;
}

/// The proof of an address that is just given up is none.
#[tokio::test]
async fn a_confirmation_that_a_change_overtakes_proves_nothing() {
    let (gate, world) = race().await;
    let user_id = world.approved("ann").await;
    let ust = world.ust("ann").await;
    let change = with(&ust, json!({"email": "one@example.com"}));
    world.call("PATCH", "/user", change).await.ok();
    let mails = world.mails().await;
    let token = mails.iter().find_map(|mail| match &mail.content {
        vestibule::types::Content::EmailConfirm(confirm) => Some(confirm.confirm_token.clone()),
        _ => None,
    });
    let (sso, token) = (world.sso.clone(), token.unwrap());
    let slow = async move { sso.confirm(&caller(), &token).await };
    let fast = async {
        let change = with(&ust, json!({"email": "two@example.com"}));
        world.call("PATCH", "/user", change).await.ok();
    };
    let confirmed = gate.overtake(slow, "email/", fast).await;
    assert_eq!(rejected(confirmed), [SubStatus::AuthNoSuchSignUpToken]);
    let account = world.account(&user_id).await;
    assert_eq!(account.email.as_deref(), Some("two@example.com"));
    assert!(!account.email_verified);
    world.is_sound().await;
}

/// Two changes of one password at once: the second has to know the first one's.
#[tokio::test]
async fn of_two_changes_of_a_password_the_first_counts() {
    let (gate, world) = race().await;
    world.approved("ann").await;
    let ann = world.ust("ann").await;
    let input = |new: &str| with(&ann, json!({"old_password": PASSWORD, "new_password": new}));
    let slow = world.call("PATCH", "/user/password", input("the slow one's text"));
    let fast = async {
        world.call("PATCH", "/user/password", input(NEW)).await.ok();
    };
    gate.overtake(slow, "user/", fast).await.refused("E005001");
    world.log_in("ann", json!({"password": NEW})).await.ok();
}

#[tokio::test]
async fn an_overtaken_change_is_applied_to_the_current_state() {
    let (gate, world) = race().await;
    let boss = world.super_user().await;
    let user_id = world.approved("ann").await;
    let ann = world.ust("ann").await;
    let slow = world.call("PATCH", "/user", with(&ann, json!({"first_name": "Ann"})));
    let fast = async {
        let input = json!({"user_id": user_id, "last_name": "Clark"});
        world.call("PATCH", "/user", with(&boss, input)).await.ok();
    };
    gate.overtake(slow, "user/", fast).await.ok();
    let account = world.account(&user_id).await;
    assert_eq!(account.first_name.as_deref(), Some("Ann"));
    assert_eq!(account.last_name.as_deref(), Some("Clark"));
}
