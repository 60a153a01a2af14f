//! An acknowledged change is on the disk, not only in the kernel's cache.
//!
//! For a power failure cannot be had in a test, the system calls are looked at: before a server
//! sends an acknowledgement, an `fsync` of the log has ended that began after the transaction was
//! written to the log. That the look finds something is shown by servers that do not care.

use std::{net::SocketAddr, thread};

use super::{
    careless,
    trace::{Trace, Traced},
};
use crate::kit::{
    Connection,
    binary::{command, data_directory},
    signup_input,
};

const CLIENTS: usize = 16;

/// Signs this number of users up, one after another.
fn sign_up(address: SocketAddr, client: usize, people: usize) {
    let mut connection = Connection::open(address).unwrap();
    for number in 0..people {
        let body = signup_input(&format!("c{client:02}n{number:03}")).to_string();
        let (status, answer) = connection.call("POST", "/user/signup", &body).unwrap();
        assert_eq!(status, 200, "{answer}");
    }
}

/// Our server, while several clients sign users up.
fn ours(clients: usize, people: usize) -> Trace {
    let data = data_directory();
    let serve = command(data.path(), &["serve", "--listen", "127.0.0.1:0"]);
    let traced = Traced::start(&serve);
    let address = traced.server.address;
    thread::scope(|scope| {
        for client in 0..clients {
            scope.spawn(move || sign_up(address, client, people));
        }
    });
    traced.stop()
}

#[test]
fn an_acknowledgement_waits_for_its_fsync() {
    let trace = ours(1, 30);
    let acknowledgements = trace.acknowledgements();
    assert_eq!(acknowledgements.len(), 30);
    for (number, each) in acknowledgements.iter().enumerate() {
        assert!(
            each.is_durable && each.writes_at_risk == 0,
            "{number}: {each:?}"
        );
    }
    assert!(trace.syncs_meanwhile() >= 30);
    println!(
        "30 commits one after another: {} fsyncs",
        trace.syncs_meanwhile()
    );
}

#[test]
fn commits_at_the_same_time_share_an_fsync_and_each_waits_for_it() {
    let trace = ours(CLIENTS, 6);
    let acknowledgements = trace.acknowledgements();
    let commits = acknowledgements.len();
    assert_eq!(commits, CLIENTS * 6);
    for (number, each) in acknowledgements.iter().enumerate() {
        assert!(each.is_durable, "{number}: {each:?}");
    }
    let syncs = trace.syncs_meanwhile();
    assert!(syncs < commits, "{syncs} for {commits} commits");
    println!("{commits} commits of {CLIENTS} clients: {syncs} fsyncs");
}

#[test]
fn a_server_that_does_not_wait_for_the_disk_is_detected() {
    for (synchronous, is_durable) in [("FULL", true), ("NORMAL", false), ("OFF", false)] {
        let directory = tempfile::tempdir().unwrap();
        let traced = Traced::start(&careless::command(synchronous, directory.path()));
        sign_up(traced.server.address, 1, 20);
        let acknowledgements = traced.stop().acknowledgements();
        assert_eq!(acknowledgements.len(), 20);
        for each in acknowledgements {
            assert_eq!(
                each.is_durable, is_durable,
                "synchronous={synchronous}: {each:?}"
            );
            assert_eq!(
                each.writes_at_risk == 0,
                is_durable,
                "synchronous={synchronous}: {each:?}"
            );
        }
    }
}
