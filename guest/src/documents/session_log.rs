//! Logs of sessions.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Erasure, InspectedDocument, Kind, RelatedDocuments, Session, words::words};
use crate::{
    contract::{maintenance::Flaw, sessions},
    keyring::Keyring,
    keys::{self, Parts},
    store::Document,
    timestamp::Timestamp,
};

/// Maximum number of entries, as in Zato.
const MAX_ENTRIES: usize = 100;

/// Maximum bytes of a log: agents may be long, and a page of sessions has a log for each.
const MAX_BYTES: usize = 32 * 1024;

/// `session-log/<user>/<digest>`: the addresses and agents that began and renewed a session. It is
/// written with the session, whose version is checked, and expires with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionLog {
    /// The latest entries, oldest first.
    pub entries: VecDeque<StateChange>,
    /// When the session ends.
    pub expires_at: Timestamp,
}

/// One entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StateChange {
    /// The number of the entry, from 1; removed entries are counted too.
    pub idx: u32,
    /// The event.
    pub ctx_source: ChangeSource,
    /// The time.
    pub timestamp_utc: Timestamp,
    /// The address of the login or renewal.
    pub remote_addr: Option<String>,
    /// The agent of the login or renewal.
    pub user_agent: Option<String>,
}

words! {
    /// The event of an entry.
    ChangeSource as sessions::ChangeSource {
        /// It began.
        Login = "login",
        /// It was renewed.
        Renew = "renew",
    }
}

impl SessionLog {
    /// A log without entries, for a session that ends at this time.
    #[must_use]
    pub fn until(expires_at: Timestamp) -> Self {
        Self {
            entries: VecDeque::new(),
            expires_at,
        }
    }

    /// Adds an entry, and removes the oldest ones that no longer fit.
    pub fn note(
        &mut self,
        ctx_source: ChangeSource,
        timestamp_utc: Timestamp,
        remote_addr: Option<String>,
        user_agent: Option<String>,
    ) {
        let last = self.entries.back().map_or(0, |entry| entry.idx);
        self.entries.push_back(StateChange {
            idx: last.saturating_add(1),
            ctx_source,
            timestamp_utc,
            remote_addr,
            user_agent,
        });
        let mut bytes: usize = self.entries.iter().map(StateChange::bytes).sum();
        while self.entries.len() > MAX_ENTRIES || (bytes > MAX_BYTES && self.entries.len() > 1) {
            let oldest = self.entries.pop_front();
            bytes -= oldest.as_ref().map_or(0, StateChange::bytes);
        }
    }
}

impl StateChange {
    /// The size as stored.
    fn bytes(&self) -> usize {
        serde_json::to_string(self).map_or(0, |json| json.len())
    }
}

impl Document for SessionLog {
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Kind for SessionLog {
    type Document = Self;
    const KEY: &'static str = "session-log/<user>/<digest>";
    const MEANING: &'static str = "the addresses and agents that began and renewed a session";
    const ERASURE: Erasure = Erasure::UnderUser;

    fn related(found: &InspectedDocument<'_, Self>, _: &Keyring) -> Vec<String> {
        vec![session_of(&found.key)]
    }

    fn flaws(found: &InspectedDocument<'_, Self>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        match related.live::<Session>(&session_of(&found.key)) {
            None => vec![Flaw::NoSession],
            Some(session) if session.expires_at != found.document.expires_at => {
                vec![Flaw::EndsApart]
            }
            Some(_) => Vec::new(),
        }
    }
}

fn session_of(key: &Parts<'_>) -> String {
    keys::session(key.get("user"), key.get("digest"))
}

#[cfg(test)]
mod tests {
    use super::{ChangeSource, MAX_BYTES, SessionLog};
    use crate::timestamp::Timestamp;

    fn noted(times: u32, agent: &str) -> SessionLog {
        let now = Timestamp::from_seconds(1_767_225_600);
        let mut log = SessionLog::until(now);
        for _ in 0..times {
            let (addr, agent) = (Some("192.0.2.1".to_owned()), Some(agent.to_owned()));
            log.note(ChangeSource::Renew, now, addr, agent);
        }
        log
    }

    #[test]
    fn the_latest_100_entries_are_kept_and_the_numbers_continue() {
        for (times, kept, first) in [(1, 1, 1), (100, 100, 1), (101, 100, 2), (250, 100, 151)] {
            let log = noted(times, "Firefox");
            let numbers: Vec<u32> = log.entries.iter().map(|entry| entry.idx).collect();
            assert_eq!(numbers, Vec::from_iter(first..=times));
            assert_eq!(numbers.len(), kept);
        }
    }

    #[test]
    fn fewer_are_kept_if_they_are_long() {
        for agent in ["\u{1}".repeat(512), "\u{1f980}".repeat(512)] {
            let log = noted(300, &agent);
            let bytes = serde_json::to_string(&log).unwrap().len();
            assert!((MAX_BYTES / 2..MAX_BYTES + 200).contains(&bytes), "{bytes}");
            assert!(log.entries.len() >= 10);
            assert_eq!(log.entries.back().unwrap().idx, 300);
        }
    }
}
