//! A server whose database becomes unavailable while the server runs, and comes back.

use std::fs;

use serde_json::json;

use super::Host;
use crate::kit::{Connection, Loss, Proxy, login_input, postgres, signup_input, until};

const LOSSES: usize = 100;
const WARM_UP: usize = 10;
/// Far less than one for each loss.
const LEEWAY: usize = 8;

/// The resources that a process uses.
#[derive(Debug)]
struct InUse {
    threads: usize,
    files: usize,
    resident_kilobytes: usize,
}

impl InUse {
    fn of(process: u32) -> Self {
        let count = |directory: &str| {
            let entries = fs::read_dir(format!("/proc/{process}/{directory}"));
            entries.unwrap().count()
        };
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident = resident.unwrap().trim().trim_end_matches(" kB");
        Self {
            threads: count("task"),
            files: count("fd"),
            resident_kilobytes: resident.parse().unwrap(),
        }
    }
}

fn status(host: &Host, path: &str) -> u16 {
    let mut connection = Connection::open(host.server.address).unwrap();
    connection.send("GET", path, "").unwrap().0
}

/// Takes the database away, sees what that looks like, and gives it back.
fn loss(host: &Host, proxy: &Proxy, number: usize) {
    proxy.refuse();
    proxy.cut();
    let login = login_input("walter").to_string();
    let (code, answer) = host.server.call("POST", "/user/login", &login);
    assert_eq!(code, 503, "{answer}");
    let cid = answer["cid"].as_str().unwrap();
    assert_eq!(cid.len(), 24);
    let expected = json!({"status": "error", "sub_status": ["E008004"], "cid": cid});
    assert_eq!(answer, expected);
    assert_eq!(status(host, "/readyz"), 503);
    assert_eq!(status(host, "/healthz"), 200);
    proxy.admit();
    until(|| status(host, "/readyz") == 200);
    assert_eq!(host.server.call("POST", "/user/login", &login).0, 403);

    // Once more in the middle of a commit. It is found to have happened.
    proxy.lose(Loss::Reply, b"before_confirmation");
    let sign_up = signup_input(&format!("walter{number}")).to_string();
    let (code, answer) = host.server.call("POST", "/user/signup", &sign_up);
    assert_eq!(code, 200, "{answer}");
    assert!(!proxy.is_armed());
}

#[test]
fn a_server_recovers_by_itself_and_leaks_nothing() {
    let (proxy, url) = Proxy::before(&postgres::database());
    let host = Host::start(&url);
    let process = host.server.id();
    // Everything has been used once.
    for number in 0..WARM_UP {
        loss(&host, &proxy, number);
    }
    let before = InUse::of(process);
    for number in WARM_UP..WARM_UP + LOSSES {
        loss(&host, &proxy, number);
    }
    let after = InUse::of(process);
    assert!(
        after.threads <= before.threads + LEEWAY,
        "{before:?} {after:?}"
    );
    assert!(after.files <= before.files + LEEWAY, "{before:?} {after:?}");
    let grown = after
        .resident_kilobytes
        .saturating_sub(before.resident_kilobytes);
    assert!(grown < 8_192, "{before:?} {after:?}");
    // None of these messages contains the typed username.
    assert!(!host.server.said().contains("walter"));
}
