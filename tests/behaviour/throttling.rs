//! After too many failed attempts a client has to wait: `[throttling]`.

use std::time::Duration;

use serde_json::json;

use crate::kit::{Reply, World};

mod accounts;
mod at_once;
mod settling;
mod sign_ups;
mod sources;
mod waits;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// An address from which no user has logged in.
const STRANGE: &str = "198.51.100.1";

impl World {
    fn comes_from(&mut self, address: &str) {
        self.peer.set_ip(address.parse().unwrap());
    }

    /// Somebody's login with a wrong password.
    async fn guess(&self, name: &str) -> Reply {
        self.log_in(name, json!({"password": "wrong"})).await
    }

    /// The number of attempts for which a hash is computed.
    async fn guesses(&self, name: &str, number: usize) {
        for _ in 0..number {
            self.guess(name).await.refused("E005001");
        }
    }
}

impl Reply {
    /// Requires HTTP 429 with this number of seconds.
    #[track_caller]
    fn waits(self, seconds: u64) {
        let expected = json!({
            "status": "error",
            "sub_status": ["E005001"],
            "cid": self.json["cid"],
        });
        assert_eq!((self.status, &self.json), (429, &expected), "{self:?}");
        assert_eq!(self.headers["retry-after"], seconds.to_string());
    }
}
