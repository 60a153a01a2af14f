//! The costs of operations: the number of storage calls, and of keys in them.

use serde_json::{Value, json};
use vestibule::settings::Settings;

use crate::kit::{Company, caller, everything};

async fn company(change: impl FnOnce(&mut Settings)) -> Company {
    Company::with(|builder| change(&mut builder.settings)).await
}

impl Company {
    /// Calls and keys of a request of the super-user.
    async fn costs(&self, method: &str, path: &str, members: Value) -> (usize, usize) {
        self.storage.heal();
        self.ask(&self.boss, method, path, members).await;
        (self.storage.calls(), self.storage.keys())
    }

    async fn verified(&self, ust: &str) -> (usize, usize) {
        self.storage.heal();
        self.world.sso.verify(&caller(), ust).await.unwrap();
        (self.storage.calls(), self.storage.keys())
    }
}

/// The limits of a session's life cost a check nothing, and a check writes nothing.
#[tokio::test]
async fn a_check_is_one_read() {
    for limit in [0, 90] {
        let company = company(|settings| {
            settings.set("session.max_age", limit);
            settings.set("session.idle_time", limit / 9);
        })
        .await;
        let before = everything(&company.storage).await;
        assert_eq!(company.verified(&company.ann).await, (1, 2));
        assert_eq!(company.verified("garbage").await.0, 0);
        let both = json!({"current_ust": company.boss, "target_ust": company.ann});
        let costs = company.costs("POST", "/user/session", both).await;
        assert_eq!(costs, (1, 4));
        assert_eq!(everything(&company.storage).await, before);
    }
}

/// Attributes are looked for where there are some.
#[tokio::test]
async fn a_renewal_is_a_read_and_a_commit() {
    let company = company(|settings| settings.set("session.max_age", 90)).await;
    let renewal = async || {
        company.storage.heal();
        let reply = company.ask(&company.ann, "PATCH", "/user/session", json!({}));
        reply.await.ok();
        company.storage.calls()
    };
    assert_eq!(renewal().await, 2);
    let attribute = json!({"current_ust": company.ann, "target_ust": company.ann, "name": "a"});
    let made = company.ask(&company.ann, "POST", "/session/attr", attribute);
    made.await.ok();
    assert_eq!(renewal().await, 3);
}

/// One read for the caller, one count, one scan, one read of the page; and no scan without need.
#[tokio::test]
async fn a_search_reads_only_its_page() {
    let company = company(|_| {}).await;
    company.world.signup("carl").await.ok();
    for (criteria, calls, keys) in [
        (json!({}), 4, 2 + 4),
        (json!({"page_size": 2}), 4, 2 + 2),
        (json!({"cur_page": 2}), 2, 2),
        (json!({"first_name": "ann"}), 2, 2),
        (json!({"email": "ann"}), 1, 2),
        (json!({"email": "ann@example.com"}), 4, 2 + 1),
        (json!({"username": "ann"}), 3, 2 + 2),
        (json!({"username": "nobody"}), 2, 2 + 1),
        (json!({"user_id": "zusr1"}), 2, 2 + 1),
        (json!({"name_op": "xor"}), 1, 2),
    ] {
        let what = criteria.to_string();
        let costs = company.costs("GET", "/user/search", criteria).await;
        assert_eq!(costs, (calls, keys), "{what}");
    }
}
