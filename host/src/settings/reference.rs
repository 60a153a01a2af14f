//! The reference of all settings, `docs/settings.md`: generated from the component's rows and this
//! host's stanzas.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

mod component;
mod own;

use std::fmt::Write;

use super::file::{Callbacks, Host, Storage};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/settings.md");

const INTRODUCTION: &str = "\
# Settings

`vestibule` reads one TOML file (`--config FILE`), with the stanzas of Zato's `sso.conf` and a few of
its own. An environment variable `VESTIBULE_<STANZA>_<KEY>` replaces a key; its value is written as in
TOML: `VESTIBULE_SESSION_EXPIRY=30`. Every key is optional, unless it is marked as required. Unknown
stanzas, unknown keys and invalid values are errors at start; the message names stanza and key. A program
that embeds the library sets the same keys: `vestibule::settings::Settings::set(\"session.expiry\", 30)`.
";

/// One key of a stanza.
struct Key {
    name: String,
    kind: String,
    /// With the unit; of integers.
    range: String,
    /// As TOML, or in words.
    default: String,
    meaning: String,
}

/// One stanza.
struct Stanza {
    /// As the file writes it, with its brackets.
    heading: String,
    meaning: String,
    keys: Vec<Key>,
}

#[test]
fn the_golden_agrees_with_the_rows() {
    let page = page(&stanzas());
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(GOLDEN, &page).unwrap();
        return;
    }
    assert!(
        page == std::fs::read_to_string(GOLDEN).unwrap_or_default(),
        "docs/settings.md is out of date; if the change is meant, run with UPDATE_GOLDENS=1"
    );
}

fn stanzas() -> Vec<Stanza> {
    let mut stanzas = component::stanzas();
    stanzas.push(own::stanza::<Callbacks>("callbacks"));
    stanzas.push(own::stanza::<Host>("host"));
    stanzas.push(own::stanza::<Storage>("storage"));
    stanzas
}

fn page(stanzas: &[Stanza]) -> String {
    let mut page = INTRODUCTION.to_owned();
    for stanza in stanzas {
        write!(page, "\n## `{}`\n\n{}\n", stanza.heading, stanza.meaning).unwrap();
        if !stanza.keys.is_empty() {
            page += "\n| Key | Type | Range | Default | Meaning |\n|---|---|---|---|---|\n";
        }
        for key in &stanza.keys {
            let Key {
                name,
                kind,
                range,
                default,
                meaning,
            } = key;
            writeln!(
                page,
                "| `{name}` | {kind} | {range} | {default} | {meaning} |"
            )
            .unwrap();
        }
    }
    page
}

/// A documentation comment in one line, and the default that it names.
fn meaning(documentation: &str) -> (String, Option<String>) {
    let line = documentation
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match line.split_once("Default: ") {
        Some((meaning, default)) => {
            let default = default.trim_end_matches('.').to_owned();
            (meaning.trim_end().to_owned(), Some(default))
        }
        None => (line, None),
    }
}
