//! A server under `strace`, and what its system calls prove.
//!
//! A call is written down when it has ended, or in two lines if something else happened meanwhile.
//! The thread is held at both ends of the call until that is written, so the order of the lines is
//! the order of things: a call that ended on an earlier line was complete before one that began on
//! a later line did anything.

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::kit::binary::{Server, start};

const CALLS: &str = "fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg,recvfrom";

/// A page of the database in full.
const LENGTH: &str = "5000";

pub(super) struct Traced {
    pub(super) server: Server,
    directory: TempDir,
}

impl Traced {
    /// Runs a command that serves.
    pub(super) fn start(command: &Command) -> Self {
        let found = Command::new("strace")
            .arg("-V")
            .stdout(Stdio::null())
            .status();
        assert!(
            found.is_ok(),
            "this test needs strace: apt-get install strace"
        );
        let directory = tempfile::tempdir().unwrap();
        let mut strace = Command::new("strace");
        strace
            .args(["-f", "-yy", "-s", LENGTH, "-e", "signal=none"])
            .arg(format!("--trace={CALLS}"))
            .arg("-o")
            .arg(directory.path().join("trace"))
            .arg(command.get_program())
            .args(command.get_args())
            .env_clear()
            .stdin(Stdio::null());
        for (name, value) in command.get_envs() {
            strace.env(name, value.unwrap());
        }
        Self {
            server: start(strace),
            directory,
        }
    }

    /// Stops the traced process; returns its system calls.
    pub(super) fn stop(mut self) -> Trace {
        self.signal("TERM");
        self.server.ended();
        let text = fs::read(self.directory.path().join("trace")).unwrap();
        Trace::read(&String::from_utf8(text).unwrap())
    }

    /// `strace` itself takes no notice of signals while it has something to trace.
    fn signal(&self, signal: &str) {
        let id = self.server.id();
        let children = format!("/proc/{id}/task/{id}/children");
        for child in fs::read_to_string(children)
            .unwrap_or_default()
            .split_whitespace()
        {
            let kill = format!("kill -{signal} {child}");
            let _ended = Command::new("sh").args(["-c", &kill]).status();
        }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        self.signal("KILL");
    }
}

/// A system call, with the lines on which it began and ended.
#[derive(Debug)]
struct Call {
    name: String,
    text: String,
    began: usize,
    ended: usize,
}

impl Call {
    fn is_on_the_log(&self) -> bool {
        self.text.contains("-wal>")
    }

    /// The connection it is about.
    fn connection(&self) -> Option<&str> {
        self.text
            .split_once("<TCP:[")?
            .1
            .split_once("]>")
            .map(|(connection, _)| connection)
    }
}

/// All of them, in the order of their ends.
pub(super) struct Trace(Vec<Call>);

/// A sign-up that was acknowledged.
#[derive(Debug)]
pub(super) struct Acknowledgement {
    /// Its transaction was in the log, and an `fsync` of the log that began after that was complete
    /// before the acknowledgement was sent.
    pub(super) is_durable: bool,
    /// The number of writes to the log, of any client, that were certainly not on the disk.
    pub(super) writes_at_risk: usize,
}

impl Trace {
    fn read(text: &str) -> Self {
        let mut begun: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        let mut calls = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let (thread, what) = line.split_once(' ').unwrap();
            let what = what.trim_start();
            if let Some(first) = what.strip_suffix("<unfinished ...>") {
                begun.insert(thread, (number, first));
            } else if let Some((_, rest)) = what.split_once(" resumed>") {
                let (began, first) = begun.remove(thread).unwrap();
                calls.push(Self::call(format!("{first}{rest}"), began, number));
            } else if !what.starts_with("+++") {
                calls.push(Self::call(what.to_owned(), number, number));
            }
        }
        Self(calls)
    }

    fn call(text: String, began: usize, ended: usize) -> Call {
        let name = text.split_once('(').unwrap().0.to_owned();
        Call {
            name,
            text,
            began,
            ended,
        }
    }

    /// The calls of `fsync` for the log that succeeded.
    fn syncs(&self) -> impl Iterator<Item = &Call> {
        self.0.iter().filter(|call| {
            ["fsync", "fdatasync"].contains(&&*call.name)
                && call.is_on_the_log()
                && call.text.ends_with("= 0")
        })
    }

    fn writes(&self) -> impl Iterator<Item = &Call> {
        let writes = self.0.iter().filter(|call| call.name == "pwrite64");
        writes.filter(|call| call.is_on_the_log())
    }

    /// How many calls of `fsync` there were between the first request and the last answer.
    pub(super) fn syncs_meanwhile(&self) -> usize {
        let requests = || self.0.iter().filter(|call| username(call).is_some());
        let first = requests().next().unwrap().ended;
        let last = self.answers().last().unwrap().began;
        self.syncs()
            .filter(|sync| (first..last).contains(&sync.began))
            .count()
    }

    fn answers(&self) -> impl Iterator<Item = &Call> {
        let sends = ["write", "writev", "sendto", "sendmsg"];
        let sent = self
            .0
            .iter()
            .filter(move |call| sends.contains(&&*call.name));
        sent.filter(|call| call.connection().is_some() && call.text.contains("HTTP/1.1 200"))
    }

    /// The state of the disk at each acknowledgement of a sign-up.
    pub(super) fn acknowledgements(&self) -> Vec<Acknowledgement> {
        let (writes, syncs): (Vec<_>, Vec<_>) = (self.writes().collect(), self.syncs().collect());
        let judge = |answer: &Call| {
            let is_synced = |write: &Call| {
                let mut after = syncs.iter().filter(|sync| write.ended < sync.began);
                after.any(|sync| sync.ended < answer.began)
            };
            let key = format!("username/{}", self.who_is_answered(answer));
            let own = writes.iter().find(|write| write.text.contains(&key));
            let before = writes.iter().filter(|write| write.began < answer.began);
            Acknowledgement {
                is_durable: own.is_some_and(|write| is_synced(write)),
                writes_at_risk: before.filter(|write| !is_synced(write)).count(),
            }
        };
        self.answers().map(judge).collect()
    }

    fn who_is_answered(&self, answer: &Call) -> &str {
        let heard = self.0.iter().filter(|call| call.ended < answer.began);
        let mut on_it = heard.filter(|call| call.connection() == answer.connection());
        on_it
            .rfind(|call| username(call).is_some())
            .and_then(username)
            .unwrap()
    }
}

/// The username, if it is a request to sign up.
fn username(call: &Call) -> Option<&str> {
    if call.name != "recvfrom" {
        return None;
    }
    let (_, rest) = call.text.split_once(r#"\"username\":\""#)?;
    rest.split_once(r#"\""#).map(|(name, _)| name)
}
