//! Callers who lose the right to do something while it is being done.

use serde_json::{Value, json};

use super::{NEW, race};
use crate::kit::{OPERATOR, PASSWORD, State, World, but_attempts, caller, merged, set_state, with};

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
