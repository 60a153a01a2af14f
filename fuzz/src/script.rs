//! Bytes as a sequence of requests.
//!
//! It resembles HTTP, so that seeds are readable and a dictionary of words is useful:
//!
//! ```text
//! settings: 7
//!
//! POST /user/login?current_app=CRM
//! after: 60
//! authorization: Bearer $ust
//!
//! {"username": "ann"}
//! ~
//! GET /user
//! …
//! ```
//!
//! Paths are below `/zato/sso` unless they begin with `/zato`. `after` lets seconds pass, `from` is
//! the address of the client, `trusted` makes it a trusted client; with `unchecked` the host's own rules
//! for sign-ups replace the built-in ones, and accept this sign-up. Every other line is a header. Lines
//! that cannot be parsed are skipped.

use std::borrow::Cow;

/// Maximum number of requests of one sequence; longer ones find nothing new and take long.
const MAX_STEPS: usize = 24;

/// A parsed script.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// The seed of the settings; `None`: the initial settings.
    pub(crate) settings: Option<u64>,
    pub(crate) steps: Vec<Step>,
}

/// One request.
#[derive(Debug, Default)]
pub(crate) struct Step {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) after: u64,
    pub(crate) from: Option<String>,
    pub(crate) is_trusted: bool,
    pub(crate) is_unchecked: bool,
}

impl Script {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut script = Self::default();
        let mut rest = bytes;
        if let Some(settings) = bytes.strip_prefix(b"settings: ") {
            let (seed, steps) = split(settings, b"\n\n");
            script.settings = text(seed).parse().ok();
            rest = steps;
        }
        while !rest.is_empty() && script.steps.len() < MAX_STEPS {
            let (step, more) = split(rest, b"\n~\n");
            script.steps.push(Step::parse(step));
            rest = more;
        }
        script
    }
}

impl Step {
    fn parse(bytes: &[u8]) -> Self {
        let (head, body) = split(bytes, b"\n\n");
        let head = text(head);
        let mut lines = head.lines();
        let (method, target) = pair(lines.next().unwrap_or_default(), ' ');
        let (path, query) = pair(target, '?');
        let path = match path.starts_with("/zato") {
            true => path.to_owned(),
            false => format!("/zato/sso{path}"),
        };
        let mut step = Self {
            method: method.to_owned(),
            path,
            query: target.contains('?').then(|| query.to_owned()),
            body: body.to_vec(),
            ..Self::default()
        };
        for line in lines {
            let (name, value) = pair(line, ':');
            let value = value.trim();
            match name {
                "after" => step.after = value.parse().unwrap_or_default(),
                "from" => step.from = Some(value.to_owned()),
                "trusted" => step.is_trusted = true,
                "unchecked" => step.is_unchecked = true,
                _ => step.headers.push((name.to_lowercase(), value.to_owned())),
            }
        }
        step
    }
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn pair(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
}

/// The parts before and after the first occurrence.
fn split<'a>(bytes: &'a [u8], at: &[u8]) -> (&'a [u8], &'a [u8]) {
    let found = bytes.windows(at.len()).position(|window| window == at);
    match found.and_then(|place| bytes.split_at_checked(place)) {
        Some((before, from)) => (before, from.get(at.len()..).unwrap_or_default()),
        None => (bytes, &[]),
    }
}
