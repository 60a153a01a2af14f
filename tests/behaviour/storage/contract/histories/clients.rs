//! Concurrent clients whose operations come from a seed.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    sync::atomic::{AtomicUsize, Ordering},
};

use tokio::sync::Barrier;

use super::{
    record::{Answer, Asked, Record},
    *,
};
use crate::kit::Dice;

const CLIENTS: usize = 4;

/// Keys that byte order tells from every other order: that of UTF-16 has the emoji before U+FFFF,
/// languages have "é" before "z" and take no notice of U+0001.
const NAMES: [&str; 5] = ["a", "a\u{1}", "z", "z\u{ffff}é", "z😀"];

/// The constant part of every value, beside its number.
const AWKWARD: &str = "e\u{301}é\u{feff}\u{ffff}😀\u{10ffff}\\u00e9'\\\"%_\u{2028} \u{7f}";

/// Seconds since 1970: documents that have expired at a sweep, and ones that have not.
const TIMES: [Option<u64>; 4] = [None, None, Some(10), Some(20)];
const SWEEP: u64 = 15;

/// A store, a place in it, and a clock.
struct Scene {
    store: Store,
    prefix: String,
    clock: AtomicUsize,
    values: AtomicUsize,
    start: Barrier,
}

pub(super) struct History {
    number: usize,
    pub(super) records: Vec<Record>,
}

struct Client {
    scene: Arc<Scene>,
    dice: Dice,
    /// The versions it saw last.
    known: BTreeMap<String, Option<String>>,
    records: Vec<Record>,
}

impl History {
    /// Runs clients on a store in which only their own documents expire.
    pub(super) async fn of(store: &Store, number: usize) -> Self {
        let scene = Arc::new(Scene {
            store: Arc::clone(store),
            prefix: format!("{number:06}/"),
            clock: AtomicUsize::new(0),
            values: AtomicUsize::new(0),
            start: Barrier::new(CLIENTS),
        });
        let client = |client| Client {
            scene: Arc::clone(&scene),
            dice: Dice::new((number * 10 + client) as u64),
            known: NAMES.iter().map(|name| (scene.key(name), None)).collect(),
            records: Vec::new(),
        };
        let mut first = client(0);
        first.begins().await;
        let working: Vec<_> = (1..=CLIENTS)
            .map(|number| tokio::spawn(client(number).works()))
            .collect();
        let mut records = Vec::new();
        for client in working {
            records.extend(client.await.unwrap());
        }
        first.ends().await;
        records.extend(first.records);
        records.sort_by_key(|record| record.began);
        Self { number, records }
    }

    /// Whether the first and the last commit were done, in whose way nothing was.
    pub(super) fn is_framed(&self) -> bool {
        let mut commits = self
            .records
            .iter()
            .filter(|one| matches!(one.asked, Asked::Commit(..)));
        let is_done = |one: Option<&Record>| one.is_some_and(|one| one.answer == Answer::Committed);
        is_done(commits.next()) && is_done(commits.next_back())
    }

    /// How many pairs of operations there were at the same time.
    pub(super) fn overlaps(&self) -> usize {
        let begun_during = |one: &Record| {
            let began = self.records.iter().map(|other| other.began);
            began
                .filter(|began| one.began < *began && *began < one.ended)
                .count()
        };
        self.records.iter().map(begun_during).sum()
    }

    /// How many commits there were, and how many were refused.
    pub(super) fn commits(&self) -> (usize, usize) {
        let number = |answer| {
            self.records
                .iter()
                .filter(|one| one.answer == answer)
                .count()
        };
        (number(Answer::Committed), number(Answer::Conflict))
    }
}

impl Display for History {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        writeln!(to, "history {}:", self.number)?;
        for Record {
            asked,
            answer,
            began,
            ended,
        } in &self.records
        {
            writeln!(to, "{began}-{ended}: {asked:?}\n    => {answer:?}")?;
        }
        Ok(())
    }
}

impl Scene {
    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn all(&self) -> KeyRange {
        range(&self.prefix, &self.prefix.replace('/', "0"))
    }

    async fn ask(&self, asked: &Asked) -> Answer {
        let store = &self.store;
        match asked.clone() {
            Asked::Get(keys) => Answer::Found(store.get(keys).await.unwrap()),
            Asked::Scan(range, page) => {
                Answer::Page(store.scan(range, vec![], page).await.unwrap())
            }
            Asked::Count(range, live_at) => {
                Answer::Number(store.count(range, vec![], live_at).await.unwrap())
            }
            Asked::Sweep(now) => Answer::Number(store.sweep(now).await.unwrap()),
            Asked::Commit(checks, writes) => match store.commit(checks, writes).await {
                Ok(()) => Answer::Committed,
                Err(StoreError::Conflict) => Answer::Conflict,
                Err(StoreError::Unknown) => Answer::Unknown,
                Err(other) => panic!("{other:?}"),
            },
        }
    }
}

impl Client {
    async fn ask(&mut self, asked: Asked) -> Answer {
        let began = self.scene.clock.fetch_add(1, Ordering::SeqCst);
        // Others may begin, even if the store answers at once.
        tokio::task::yield_now().await;
        let answer = self.scene.ask(&asked).await;
        let ended = self.scene.clock.fetch_add(1, Ordering::SeqCst);
        if let Asked::Get(keys) = &asked {
            self.known
                .extend(keys.iter().map(|key| (key.clone(), None)));
        }
        let record = Record {
            asked,
            answer: answer.clone(),
            began,
            ended,
        };
        let seen = record.seen().into_iter();
        self.known
            .extend(seen.map(|entry| (entry.key.clone(), Some(entry.version.clone()))));
        self.records.push(record);
        answer
    }

    /// Before the others, so nothing can be in the way.
    async fn begins(&mut self) {
        let checks = self.known.keys().map(|key| absent(key)).collect();
        let writes = vec![self.put(), self.put()];
        self.ask(Asked::Commit(checks, writes)).await;
    }

    async fn works(mut self) -> Vec<Record> {
        let scene = Arc::clone(&self.scene);
        scene.start.wait().await;
        for _ in 0..=2 + self.dice.below(2) {
            let asked = self.decide();
            self.ask(asked).await;
        }
        self.records
    }

    /// After the other clients: reads all data, and changes it with the versions read. The next history
    /// finds nothing that could expire.
    async fn ends(&mut self) {
        self.ask(Asked::Get(self.known.keys().cloned().collect()))
            .await;
        self.ask(Asked::Scan(self.scene.all(), page(1_000, 0, false)))
            .await;
        let checks = self.known.iter().map(|(key, version)| Check {
            key: key.clone(),
            version: version.clone(),
        });
        let commit = Asked::Commit(checks.collect(), vec![Write::DeleteRange(self.scene.all())]);
        self.ask(commit).await;
    }

    fn decide(&mut self) -> Asked {
        match self.dice.below(20) {
            0..5 => Asked::Get((0..=self.dice.below(3)).map(|_| self.key()).collect()),
            5..8 => {
                let page = page(
                    1 + self.dice.below(6) as u32,
                    self.dice.below(2) as u32,
                    self.dice.below(2) == 0,
                );
                let live_at = self.live_at();
                Asked::Scan(self.range(), Page { live_at, ..page })
            }
            8..10 => {
                let live_at = self.live_at();
                Asked::Count(self.range(), live_at)
            }
            10..11 => Asked::Sweep(SWEEP),
            _ => {
                let checks = (0..self.dice.below(3)).map(|_| self.check()).collect();
                let writes = (0..=self.dice.below(3)).map(|_| self.write()).collect();
                Asked::Commit(checks, writes)
            }
        }
    }

    fn key(&mut self) -> String {
        self.scene.key(NAMES[self.dice.below(NAMES.len())])
    }

    /// Everything, or what lives on at the time of a sweep.
    fn live_at(&mut self) -> Option<u64> {
        (self.dice.below(2) == 0).then_some(SWEEP)
    }

    /// All keys, or those between two of them.
    fn range(&mut self) -> KeyRange {
        match self.dice.below(2) {
            0 => self.scene.all(),
            _ => range(&self.key(), &self.key()),
        }
    }

    /// As it was seen last.
    fn check(&mut self) -> Check {
        let key = self.key();
        let version = self.known[&key].clone();
        Check { key, version }
    }

    fn write(&mut self) -> Write {
        match self.dice.below(8) {
            0 => Write::Delete(self.key()),
            1 => Write::DeleteRange(self.range()),
            _ => self.put(),
        }
    }

    /// No value is written twice.
    fn put(&mut self) -> Write {
        let number = self.scene.values.fetch_add(1, Ordering::SeqCst);
        Write::Put(Document {
            key: self.key(),
            value: format!("{{\"number\":{number},\"text\":\"{AWKWARD}\"}}"),
            expires_at: *self.dice.one_of(&TIMES),
        })
    }
}
