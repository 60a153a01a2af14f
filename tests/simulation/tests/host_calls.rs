//! Calls of the host by operations: each stanza, the time and every other import counts as a call.
//! How often storage is called is counted with its keys in `tests/behaviour/costs.rs`.

use std::cell::RefCell;

use serde_json::{Value, json};
use vestibule_guest::{
    call::Call,
    contract::{
        audit::Event,
        password_hashing::{Algorithm, HashingError},
        rest::Request,
        storage::{Check, Clause, Entry, KeyRange, Page, StoreError, Write},
        types::Caller,
    },
    platform::Platform,
    rest, sessions,
    timestamp::Timestamp,
};
use vestibule_simulation::Quiet;

const BOSS: &str = "the.boss";
const PASSWORD: &str = "correct horse battery staple";

/// Checks are the most frequent calls of a host. The most calls that one needs: the time, the secret keys,
/// the limits of sessions, a read, the applications, the settings of refusals, the user's address list, and
/// the event.
#[test]
fn a_check_makes_at_most_8_calls_and_none_twice() {
    let host = Counting::new();
    let ust = host.log_in(BOSS);
    host.calls.take();
    let checked = sessions::verify(&mut Call::begin(&host, &caller()), &ust);
    assert!(checked.is_ok_and(|session| session.is_some()));
    let calls = host.calls.take();
    assert!(calls.len() <= 8, "{calls:?}");
    assert_eq!(repeated(&calls), [""; 0], "{calls:?}");
}

/// If a super-user checks another user's session, the super-user's address list is the ninth call.
#[test]
fn a_check_for_a_super_user_makes_one_call_more() {
    let host = Counting::new();
    let boss = host.log_in(BOSS);
    let ann = json!({"ust": boss, "current_app": "CRM", "username": "ann",
                     "email": "ann@example.com", "password": PASSWORD, "auto_approve": true});
    let created = host.request("POST", "/user", &ann);
    assert_eq!(created["status"], "ok", "{created}");
    let ann = host.log_in("ann");
    for (target, most) in [(&boss, 8), (&ann, 9)] {
        host.calls.take();
        let both = json!({"current_ust": boss, "target_ust": target, "current_app": "CRM"});
        let answer = host.request("POST", "/user/session", &both);
        assert_eq!(answer["is_valid"], true, "{answer}");
        let calls = host.calls.take();
        assert!(calls.len() <= most, "{calls:?}");
        assert_eq!(repeated(&calls), [""; 0], "{calls:?}");
    }
}

/// An operation may call storage and randomness as often as it needs, and every other import once.
#[test]
fn a_login_loads_nothing_twice() {
    let host = Counting::new();
    host.calls.take();
    host.log_in(BOSS);
    let calls = host.calls.take();
    let is_needed = |call: &&String| ["get", "scan", "commit", "random"].contains(&call.as_str());
    let once: Vec<String> = calls
        .iter()
        .filter(|call| !is_needed(call))
        .cloned()
        .collect();
    assert!(once.iter().any(|call| call == "stanza login"), "{calls:?}");
    assert_eq!(repeated(&once), [""; 0], "{calls:?}");
}

fn caller() -> Caller {
    Caller {
        cid: Some("1".to_owned()),
        current_app: None,
        remote_addr: Some("192.0.2.10".to_owned()),
        user_agent: None,
        is_trusted_client: false,
    }
}

/// The calls that were made more than once.
fn repeated(calls: &[String]) -> Vec<&String> {
    let is_repeated =
        |(place, call): &(usize, &String)| calls.iter().take(*place).any(|one| one == *call);
    let numbered = calls.iter().enumerate();
    numbered.filter(is_repeated).map(|(_, call)| call).collect()
}

/// A host that records the calls.
struct Counting {
    world: Quiet,
    calls: RefCell<Vec<String>>,
}

impl Counting {
    fn new() -> Self {
        let world = Quiet::default();
        world.prepare(BOSS, PASSWORD);
        Self {
            world,
            calls: RefCell::default(),
        }
    }

    fn note(&self, call: impl Into<String>) {
        self.calls.borrow_mut().push(call.into());
    }

    /// A UST of a user.
    fn log_in(&self, username: &str) -> String {
        let input = json!({"username": username, "password": PASSWORD, "current_app": "CRM"});
        let answer = self.request("POST", "/user/login", &input);
        let ust = answer["ust"].as_str();
        ust.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn request(&self, method: &str, path: &str, input: &Value) -> Value {
        let request = Request {
            method: method.to_owned(),
            path: format!("/zato/sso{path}"),
            query: None,
            headers: Vec::new(),
            body: input.to_string().into_bytes(),
            caller: caller(),
            signup_verdict: None,
        };
        let response = rest::handle(self, &request);
        serde_json::from_slice(&response.body).unwrap_or_default()
    }
}

impl Platform for Counting {
    fn now(&self) -> Timestamp {
        self.note("now");
        self.world.now()
    }

    fn random(&self, length: usize) -> Vec<u8> {
        self.note("random");
        self.world.random(length)
    }

    fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
        self.note("get");
        self.world.get(keys)
    }

    fn scan(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        self.note("scan");
        self.world.scan(range, filter, page)
    }

    fn count(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        self.note("count");
        self.world.count(range, filter, live_at)
    }

    fn commit(&self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
        self.note("commit");
        self.world.commit(checks, writes)
    }

    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Algorithm,
        length: u32,
    ) -> Result<Vec<u8>, HashingError> {
        self.note("derive");
        self.world.derive(password, salt, algorithm, length)
    }

    fn stanza(&self, name: &str) -> Option<String> {
        self.note(format!("stanza {name}"));
        self.world.stanza(name)
    }

    fn entry(&self, stanza: &str, key: &str) -> Option<String> {
        self.note(format!("entry {stanza} {key}"));
        self.world.entry(stanza, key)
    }

    fn emit(&self, event: &Event) {
        self.note("emit");
        self.world.emit(event);
    }
}
