//! Several clients at work, until the server is gone.

use std::{
    net::SocketAddr,
    process::Output,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use super::{
    deployment::Deployment,
    desk::{Desk, Fate, Tally},
    person::{Known, Person},
};
use crate::kit::{
    Dice, PASSWORD, SUPER_USER,
    binary::{Server, start, unthrottled},
    login_input,
};

const CLIENTS: usize = 6;

/// Number of users per client who are about to be approved at the same time.
const ON_THEIR_WAY: usize = 3;

/// A client continues with one of this number of recent users.
const RECENT: usize = 8;

/// Number of other users that are compared after each crash.
const OTHERS: usize = 3;

pub(super) struct Load {
    boss: String,
    clients: Vec<Client>,
    pub(super) tally: Tally,
}

struct Client {
    number: usize,
    dice: Dice,
    people: Vec<Person>,
}

/// Starts a server that tells when a username is taken.
pub(super) fn serve(deployment: &dyn Deployment) -> Server {
    let mut command = deployment.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .env("RUST_LOG", "warn")
        .env("VESTIBULE_SIGNUP_INFORM_IF_USER_EXISTS", "true");
    unthrottled(&mut command);
    start(command)
}

impl Load {
    /// With a super-user that the command line creates.
    pub(super) fn new(deployment: &dyn Deployment, seed: u64) -> Self {
        let create = [
            "user",
            "create-super-user",
            SUPER_USER,
            "--password",
            PASSWORD,
        ];
        let made: Output = deployment.command(&create).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        let mut server = serve(deployment);
        let mut desk = Desk::open(server.address, "", None);
        let login = desk.change("user.login", "POST", "/user/login", login_input(SUPER_USER));
        let Fate::Done(answer) = login else {
            panic!("the super-user cannot log in: {login:?}");
        };
        server.kill();
        let client = |number| Client {
            number,
            dice: Dice::new(seed + number as u64),
            people: Vec::new(),
        };
        Self {
            boss: answer["ust"].as_str().unwrap().to_owned(),
            clients: (1..=CLIENTS).map(client).collect(),
            tally: desk.tally,
        }
    }

    /// Works until this number of changes is acknowledged, and on until the crash.
    pub(super) fn work(&mut self, address: SocketAddr, changes: usize, crash: impl FnOnce()) {
        let is_over = AtomicBool::new(false);
        let (news, heard) = mpsc::channel();
        let boss = &self.boss;
        let tallies: Vec<Tally> = thread::scope(|scope| {
            let working: Vec<_> = self
                .clients
                .iter_mut()
                .map(|client| {
                    let mut desk = Desk::open(address, boss, Some(news.clone()));
                    let is_over = &is_over;
                    scope.spawn(move || {
                        while desk.is_open() && !is_over.load(Ordering::Relaxed) {
                            client.step(&mut desk);
                        }
                        desk.tally
                    })
                })
                .collect();
            drop(news);
            assert_eq!(
                heard.iter().take(changes).count(),
                changes,
                "all clients gave up"
            );
            crash();
            is_over.store(true, Ordering::Relaxed);
            working
                .into_iter()
                .map(|client| client.join().unwrap())
                .collect()
        });
        tallies.iter().for_each(|tally| self.tally.add(tally));
    }

    /// Compares the clients' knowledge with the server's data: about all changed users and a few others, or
    /// about all users.
    pub(super) fn settle(&mut self, address: SocketAddr, everybody: bool) {
        let boss = &self.boss;
        let tallies: Vec<Tally> = thread::scope(|scope| {
            let settling: Vec<_> = self
                .clients
                .iter_mut()
                .map(|client| {
                    let mut desk = Desk::open(address, boss, None);
                    scope.spawn(move || {
                        client.settle(&mut desk, everybody);
                        desk.tally
                    })
                })
                .collect();
            settling
                .into_iter()
                .map(|client| client.join().unwrap())
                .collect()
        });
        tallies.iter().for_each(|tally| self.tally.add(tally));
    }

    pub(super) fn people(&self) -> impl Iterator<Item = &Person> {
        self.clients.iter().flat_map(|client| &client.people)
    }
}

impl Client {
    fn step(&mut self, desk: &mut Desk) {
        let is_on_the_way = |person: &&Person| person.approved != Known::Yes;
        let on_their_way = self.people.iter().filter(is_on_the_way).count();
        let count = self.people.len();
        if count == 0 || on_their_way < ON_THEIR_WAY && self.dice.below(4) == 0 {
            let name = format!("p{}x{count}", self.number);
            self.people.push(Person::new(name));
        }
        let count = self.people.len();
        let index = count - 1 - self.dice.below(count.min(RECENT));
        self.people[index].go_on(desk, &mut self.dice);
    }

    fn settle(&mut self, desk: &mut Desk, everybody: bool) {
        for _ in 0..OTHERS.min(self.people.len()) {
            let index = self.dice.below(self.people.len());
            self.people[index].is_touched = true;
        }
        for person in &mut self.people {
            if person.is_touched || everybody {
                person.settle(desk);
            }
        }
    }
}
