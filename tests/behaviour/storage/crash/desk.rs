//! A client's requests, and their outcomes: done, refused, or unknown.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    net::SocketAddr,
    sync::mpsc::Sender,
};

use serde_json::{Value, json};

use crate::kit::Connection;

/// The outcome of a request.
#[derive(Debug)]
pub(super) enum Fate {
    /// Acknowledged.
    Done(Value),
    /// Refused, with these codes.
    Refused(String),
    /// The connection broke, or the server could not say.
    Unknown,
}

/// A question that was not answered.
#[derive(Debug)]
pub(super) struct NoAnswer;

/// How often each kind of change, by the name that it has in the audit log, was acknowledged,
/// was left in doubt, and turned out to have taken place after all.
#[derive(Clone, Default)]
pub(super) struct Tally {
    pub(super) acknowledged: BTreeMap<&'static str, usize>,
    pub(super) uncertain: BTreeMap<&'static str, usize>,
    pub(super) turned_out: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(super) fn turned_out(&mut self, kind: &'static str, took_place: bool) {
        *self.turned_out.entry(kind).or_default() += usize::from(took_place);
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (sum, part) in [
            (&mut self.acknowledged, &other.acknowledged),
            (&mut self.uncertain, &other.uncertain),
            (&mut self.turned_out, &other.turned_out),
        ] {
            for (kind, number) in part {
                *sum.entry(kind).or_default() += number;
            }
        }
    }
}

impl Display for Tally {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        for (what, numbers) in [
            ("acknowledged", &self.acknowledged),
            ("in doubt", &self.uncertain),
            ("of these found done", &self.turned_out),
        ] {
            let sum: usize = numbers.values().sum();
            write!(to, "\n  {what}: {sum} {numbers:?}")?;
        }
        Ok(())
    }
}

/// A connection, and the super-user's UST.
pub(super) struct Desk {
    connection: Option<Connection>,
    boss: String,
    pub(super) tally: Tally,
    /// Hears of each change that was acknowledged.
    news: Option<Sender<()>>,
}

impl Desk {
    /// There may be no server at this address any more.
    pub(super) fn open(address: SocketAddr, boss: &str, news: Option<Sender<()>>) -> Self {
        Self {
            connection: Connection::open(address).ok(),
            boss: boss.to_owned(),
            tally: Tally::default(),
            news,
        }
    }

    /// Whether the server still answers.
    pub(super) fn is_open(&self) -> bool {
        self.connection.is_some()
    }

    /// Asks for a change.
    pub(super) fn change(
        &mut self,
        kind: &'static str,
        method: &str,
        path: &str,
        input: Value,
    ) -> Fate {
        let fate = self.look(method, path, input);
        match &fate {
            Fate::Done(_) => {
                *self.tally.acknowledged.entry(kind).or_default() += 1;
                if let Some(news) = &self.news {
                    let _nobody_listens_after_the_kill = news.send(());
                }
            }
            Fate::Unknown => *self.tally.uncertain.entry(kind).or_default() += 1,
            Fate::Refused(_) => {}
        }
        fate
    }

    /// Asks for something that changes nothing.
    pub(super) fn look(&mut self, method: &str, path: &str, mut input: Value) -> Fate {
        input["current_app"] = json!("CRM");
        let Some(connection) = &mut self.connection else {
            return Fate::Unknown;
        };
        match connection.call(method, path, &input.to_string()) {
            Ok((200, answer)) => Fate::Done(answer),
            Ok((503, answer)) => {
                assert_eq!(answer["sub_status"], json!(["E008004"]), "{answer}");
                Fate::Unknown
            }
            Ok((403, answer)) => {
                Fate::Refused(answer["sub_status"][0].as_str().unwrap().to_owned())
            }
            Ok(other) => panic!("{method} {path}: {other:?}"),
            Err(_) => {
                self.connection = None;
                Fate::Unknown
            }
        }
    }

    /// Decides about a user.
    pub(super) fn decide(&mut self, kind: &'static str, path: &str, user_id: &str) -> Fate {
        let input = json!({"ust": self.boss, "user_id": user_id});
        self.change(kind, "POST", path, input)
    }

    /// An account as the super-user sees it.
    pub(super) fn account(&mut self, user_id: &str) -> Fate {
        let input = json!({"ust": self.boss, "user_id": user_id});
        self.look("GET", "/user", input)
    }

    /// The user ID of a user who waits for a decision; `None` if no user of this name does.
    pub(super) fn waiting(&mut self, name: &str) -> Result<Option<String>, NoAnswer> {
        for page in 1.. {
            let input = json!({"ust": self.boss, "cur_page": page, "page_size": 100});
            let Fate::Done(list) = self.look("GET", "/user/signup", input) else {
                return Err(NoAnswer);
            };
            let list = list.as_array().unwrap();
            let found: Vec<&Value> = list.iter().filter(|one| one["username"] == name).collect();
            if let [one] = found[..] {
                return Ok(Some(one["user_id"].as_str().unwrap().to_owned()));
            }
            assert!(found.is_empty(), "{name} waits twice");
            if list.is_empty() {
                break;
            }
        }
        Ok(None)
    }
}
