//! Crashes: real processes, real disks, `kill -9` at any moment. No acknowledged change is lost, no
//! change is half done, and the data is consistent.
//!
//! Killing a process does not clear the kernel's cache, so the effect of a power failure is tested
//! separately: `durability` checks the system calls. `cargo xtask crash` runs the long form.

use crate::kit::{Dice, effort};

use self::{
    books::Books,
    deployment::{Deployment, OnPostgres, OnSqlite},
    load::{Load, serve},
};

mod books;
mod careless;
mod deployment;
mod desk;
mod disk;
mod durability;
mod full_disk;
mod load;
mod person;
mod settle;
mod trace;

/// Maximum number of acknowledged changes before a crash.
const CHANGES: usize = 60;

#[test]
fn acknowledged_writes_survive_kill_9_on_sqlite() {
    survives(&mut OnSqlite::new(), effort::kills(), 1);
}

#[test]
fn acknowledged_writes_survive_kill_9_on_postgres() {
    survives(&mut OnPostgres::new(), effort::kills().div_ceil(2), 2);
}

/// Has a deployment crash again and again on the same data.
fn survives(deployment: &mut dyn Deployment, kills: usize, seed: u64) {
    let mut dice = Dice::new(seed);
    let mut load = Load::new(deployment, seed);
    for kill in 1..=kills {
        let mut server = serve(deployment);
        load.settle(server.address, false);
        let changes = 1 + dice.below(CHANGES);
        let address = server.address;
        load.work(address, changes, || {
            deployment.crash(&mut server, &mut dice)
        });
        drop(server);
        deployment.recover();
        if kill % 50 == 0 {
            println!("{kill} kills, {}", load.tally);
        }
    }
    let mut server = serve(deployment);
    load.settle(server.address, true);
    server.kill();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = deployment.open(&runtime);
    let books = runtime.block_on(Books::read(&store));
    books.balance();
    books.compare(&load.tally);
    deployment.check();
    println!(
        "{kills} kills survived by {} people: {}",
        load.people().count(),
        load.tally
    );
}
