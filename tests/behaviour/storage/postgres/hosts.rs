//! Several hosts on one database, each a process that knows nothing of the others.

use std::{net::SocketAddr, sync::Barrier, thread};

use serde_json::{Value, json};

use super::{Host, OTHER_KEY, on, serve};
use crate::kit::{
    Connection, KEY, PASSWORD,
    binary::{command, data_directory},
    login_input, postgres, signup_input,
};

const CLIENTS: usize = 32;
const NAMES: usize = 200;

/// All clients do the same at the same moment, every other one on the other host. Returns the
/// answers to those that were accepted: one a round.
fn race(hosts: [SocketAddr; 2], path: &str, rounds: &[Value]) -> Vec<Value> {
    let start = Barrier::new(CLIENTS);
    let run = |client: usize| {
        let mut connection = Connection::open(hosts[client % 2]).unwrap();
        let round = |input: &Value| {
            start.wait();
            connection.call("POST", path, &input.to_string()).unwrap()
        };
        rounds.iter().map(round).collect::<Vec<_>>()
    };
    let answers: Vec<_> = thread::scope(|scope| {
        let run = &run;
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| scope.spawn(move || run(client)))
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    let round = |round: usize| {
        let accepted = answers.iter().filter_map(|of_client: &Vec<(u16, Value)>| {
            let (status, answer) = &of_client[round];
            assert!(*status < 500, "{status} {answer}");
            (answer["status"] == "ok").then(|| answer.clone())
        });
        let accepted: Vec<_> = accepted.collect();
        assert_eq!(accepted.len(), 1, "{accepted:?}");
        accepted[0].clone()
    };
    (0..rounds.len()).map(round).collect()
}

#[test]
fn one_of_many_clients_of_two_hosts_wins() {
    let url = postgres::database();
    let hosts = [Host::start(&url), Host::start(&url)];
    let addresses = hosts.each_ref().map(|host| host.server.address);

    let names: Vec<Value> = (0..NAMES)
        .map(|number| signup_input(&format!("racer{number}")))
        .collect();
    let answers = race(addresses, "/user/signup", &names);

    let tokens: Vec<Value> = answers
        .iter()
        .map(|answer| json!({"confirm_token": answer["confirm_token"]}))
        .collect();
    race(addresses, "/user/signup/confirm", &tokens);
}

#[test]
fn a_session_that_one_host_ends_is_refused_by_the_other_at_once() {
    let url = postgres::database();
    let hosts = [Host::start(&url), Host::start(&url)];
    let directory = data_directory();
    let made = on(
        command(
            directory.path(),
            &["user", "create-super-user", "boss", "--password", PASSWORD],
        ),
        &url,
        KEY,
    );
    assert!({ made }.output().unwrap().status.success());
    let [one, other] = hosts.each_ref().map(|host| &host.server);
    for (begins, ends) in [(one, other), (other, one)] {
        let (_, login) = begins.call("POST", "/user/login", &login_input("boss").to_string());
        let ust = json!({"ust": login["ust"], "current_app": "CRM"}).to_string();
        for server in [one, other] {
            assert_eq!(server.call("GET", "/user", &ust).0, 200);
        }
        assert_eq!(ends.call("POST", "/user/logout", &ust).0, 200);
        for server in [one, other] {
            assert_ne!(server.call("GET", "/user", &ust).0, 200);
        }
    }
}

#[test]
fn a_host_without_the_key_of_the_others_does_not_start() {
    let url = postgres::database();
    let _first = Host::start(&url);
    let directory = data_directory();
    // One that got as far as listening would say that, and end as well.
    let serve = || command(directory.path(), &["serve", "--listen", "nowhere"]);
    let refused = on(serve(), &url, OTHER_KEY).output().unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("[main] keys lacks a key"), "{said}");

    let keyless = on(serve(), &url, KEY)
        .env_remove("VESTIBULE_MAIN_KEYS")
        .output()
        .unwrap();
    assert!(!keyless.status.success());
    let said = String::from_utf8_lossy(&keyless.stderr);
    assert!(said.contains("[main] keys is missing"), "{said}");
    assert!(!directory.path().join("vestibule.key").exists());
}

#[test]
fn a_password_in_the_address_is_never_shown() {
    let directory = data_directory();
    for url in [
        "postgres://sso:sesame@127.0.0.1:1/sso",
        "postgres://sso:sesame@127.0.0.1:1/sso?sslmode=prefer",
        "postgres://sso@127.0.0.1:1/sso?password=sesame",
    ] {
        let failed = serve(directory.path(), url, KEY).output().unwrap();
        assert!(!failed.status.success());
        let said = String::from_utf8_lossy(&failed.stderr);
        assert!(
            said.contains("cannot open postgres://sso@127.0.0.1:1/sso"),
            "{said}"
        );
        assert!(!said.contains("sesame"), "{said}");
    }
}
