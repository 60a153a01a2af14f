//! A setting is one row: its name, type, default, range, unit and meaning. Loading, checking,
//! `configuration.effective` and `docs/settings.md` follow from the rows.
//!
//! To add a setting, add its row to the stanza in this folder, and use the field that the row makes:
//!
//! ```text
//! recent_login: integer(15, 1..=1_440) in "minutes", "What the setting means.";
//! ```

use std::ops::RangeInclusive;

use serde_json::Value as Json;

use super::Problems;
use crate::contract::configuration::{Problem, Setting};

/// A stanza: what its object in the settings may contain.
pub struct Stanza {
    /// As the operator writes it.
    pub name: &'static str,
    /// Its settings.
    pub rows: &'static [Row],
    /// Lists the problems of the stanza, as the host passes it on.
    pub problems: fn(Option<&str>) -> Vec<Problem>,
    /// What the stanza is for. The component does not need it.
    #[cfg(not(target_family = "wasm"))]
    pub meaning: &'static str,
}

/// A setting.
pub struct Row {
    /// As the operator writes it.
    pub key: &'static str,
    /// Its type, default and range.
    pub kind: Kind,
    /// Of numbers; may be empty. The component does not need it.
    #[cfg(not(target_family = "wasm"))]
    pub unit: &'static str,
    /// One sentence. The component does not need it.
    #[cfg(not(target_family = "wasm"))]
    pub meaning: &'static str,
}

/// The type of a setting, with its default and its range.
pub enum Kind {
    /// `true` or `false`.
    YesNo(bool),
    /// As [`Self::YesNo`], but the host sets it, and no operator.
    SetByHost(bool),
    /// An integer within a range.
    Integer(u32, RangeInclusive<u32>),
    /// Any text.
    Text(&'static str),
    /// One of these texts.
    OneOf(&'static str, &'static [&'static str]),
    /// A list of texts.
    Texts(&'static [&'static str]),
    /// A text that is never shown. It has no default.
    Secret,
    /// Texts that are never shown. There are none by default.
    Secrets,
}

/// The value of a setting, given or by default.
pub(crate) enum Value {
    Bool(bool),
    Integer(u32),
    Text(String),
    Texts(Vec<String>),
}

// What rows are written with.

pub(crate) const fn yes_no(default: bool) -> Kind {
    Kind::YesNo(default)
}

pub(crate) const fn set_by_host(default: bool) -> Kind {
    Kind::SetByHost(default)
}

pub(crate) const fn integer(default: u32, range: RangeInclusive<u32>) -> Kind {
    Kind::Integer(default, range)
}

pub(crate) const fn text(default: &'static str) -> Kind {
    Kind::Text(default)
}

pub(crate) const fn one_of(default: &'static str, choices: &'static [&'static str]) -> Kind {
    Kind::OneOf(default, choices)
}

pub(crate) const fn texts(default: &'static [&'static str]) -> Kind {
    Kind::Texts(default)
}

pub(crate) const fn secret() -> Kind {
    Kind::Secret
}

pub(crate) const fn secrets() -> Kind {
    Kind::Secrets
}

impl Kind {
    fn default(&self) -> Value {
        match self {
            Self::YesNo(default) | Self::SetByHost(default) => Value::Bool(*default),
            Self::Integer(default, _) => Value::Integer(*default),
            Self::Text(default) | Self::OneOf(default, _) => Value::Text((*default).to_owned()),
            Self::Texts(default) => {
                Value::Texts(default.iter().map(|text| (*text).to_owned()).collect())
            }
            Self::Secret => Value::Text(String::new()),
            Self::Secrets => Value::Texts(Vec::new()),
        }
    }

    /// The value that was given, if it has the type and is within the range. Otherwise one that
    /// other settings can be compared with.
    fn accept(&self, given: Json) -> Result<Value, Value> {
        match (self, given) {
            (Self::YesNo(_) | Self::SetByHost(_), Json::Bool(given)) => Ok(Value::Bool(given)),
            (Self::Integer(_, range), Json::Number(given)) => {
                let given = given.as_u64().and_then(|given| u32::try_from(given).ok());
                let given = given.ok_or_else(|| self.default())?;
                match range.contains(&given) {
                    true => Ok(Value::Integer(given)),
                    false => Err(Value::Integer(given.clamp(*range.start(), *range.end()))),
                }
            }
            (Self::OneOf(_, choices), Json::String(given)) if choices.contains(&&*given) => {
                Ok(Value::Text(given))
            }
            (Self::Text(_) | Self::Secret, Json::String(given)) => Ok(Value::Text(given)),
            (Self::Texts(_) | Self::Secrets, given) => texts_of(given)
                .map(Value::Texts)
                .ok_or_else(|| self.default()),
            _ => Err(self.default()),
        }
    }

    /// What a value has to be.
    fn requirement(&self) -> String {
        match self {
            Self::YesNo(_) | Self::SetByHost(_) => "must be true or false".to_owned(),
            Self::Integer(_, range) => out_of(range),
            Self::Text(_) | Self::Secret => "must be a text".to_owned(),
            Self::OneOf(_, choices) => format!("must be one of: {}", choices.join(", ")),
            Self::Texts(_) | Self::Secrets => NOT_TEXTS.to_owned(),
        }
    }

    /// A value as JSON, without secrets.
    fn shown(&self, value: Value) -> String {
        let shown = match (self, value) {
            (Self::Secret, _) => Json::from("(not shown)"),
            (Self::Secrets, Value::Texts(texts)) => {
                Json::from(format!("{} (not shown)", texts.len()))
            }
            (_, Value::Bool(value)) => Json::from(value),
            (_, Value::Integer(value)) => Json::from(value),
            (_, Value::Text(value)) => Json::from(value),
            (_, Value::Texts(value)) => Json::from(value),
        };
        shown.to_string()
    }
}

pub(super) const NOT_TEXTS: &str = "must be a list of texts";

/// A list of texts; `None` if it is something else.
pub(super) fn texts_of(given: Json) -> Option<Vec<String>> {
    let Json::Array(given) = given else {
        return None;
    };
    let text = |entry| match entry {
        Json::String(text) => Some(text),
        _ => None,
    };
    given.into_iter().map(text).collect()
}

/// What is wrong with an integer outside of a range.
pub(super) fn out_of(range: &RangeInclusive<u32>) -> String {
    let (start, end) = (grouped(*range.start()), grouped(*range.end()));
    format!("must be an integer from {start} to {end}")
}

/// An integer with a comma between groups of three digits.
#[must_use]
pub fn grouped(number: u32) -> String {
    match number.checked_div(1_000) {
        None | Some(0) => number.to_string(),
        Some(thousands) => format!("{},{:03}", grouped(thousands), number % 1_000),
    }
}

/// The members of the JSON object that a host passes on. Anything else is a problem.
pub(super) fn members(
    given: Option<&str>,
    problems: &mut Problems,
) -> serde_json::Map<String, Json> {
    match given.map(serde_json::from_str) {
        None => serde_json::Map::new(),
        Some(Ok(Json::Object(members))) => members,
        Some(_) => {
            problems.add("", "must be a table");
            serde_json::Map::new()
        }
    }
}

/// The values of a stanza in the order of its rows. A value that cannot be used is a problem.
pub(super) fn read(
    rows: &[Row],
    mut given: serde_json::Map<String, Json>,
    problems: &mut Problems,
) -> Vec<Value> {
    let mut values = Vec::with_capacity(rows.len());
    for Row { key, kind, .. } in rows {
        let value = match given.remove(*key) {
            None => kind.default(),
            Some(given) => kind.accept(given).unwrap_or_else(|instead| {
                problems.add(key, kind.requirement());
                instead
            }),
        };
        values.push(value);
    }
    for key in given.keys() {
        problems.add(key, "is an unknown key");
    }
    values
}

/// The stanza as it applies.
pub(crate) fn effective(stanza: &Stanza, given: Option<&str>) -> Vec<Setting> {
    let mut problems = Problems::of(stanza.name);
    let members = members(given, &mut problems);
    let values = read(stanza.rows, members, &mut problems);
    let setting = |(row, value): (&Row, Value)| Setting {
        stanza: stanza.name.to_owned(),
        key: row.key.to_owned(),
        value: row.kind.shown(value),
    };
    stanza.rows.iter().zip(values).map(setting).collect()
}

/// The field of a row, from its value.
pub(crate) trait Field {
    fn of(value: Option<Value>) -> Self;
}

impl Field for bool {
    fn of(value: Option<Value>) -> Self {
        matches!(value, Some(Value::Bool(true)))
    }
}

impl Field for u32 {
    fn of(value: Option<Value>) -> Self {
        match value {
            Some(Value::Integer(value)) => value,
            _ => 0,
        }
    }
}

impl Field for String {
    fn of(value: Option<Value>) -> Self {
        match value {
            Some(Value::Text(value)) => value,
            _ => Self::new(),
        }
    }
}

impl Field for Vec<String> {
    fn of(value: Option<Value>) -> Self {
        match value {
            Some(Value::Texts(value)) => value,
            _ => Self::new(),
        }
    }
}

/// The type of the field that a row makes.
macro_rules! field {
    (yes_no) => { bool };
    (set_by_host) => { bool };
    (integer) => { u32 };
    (text) => { String };
    (one_of) => { String };
    (texts) => { Vec<String> };
    (secret) => { String };
    (secrets) => { Vec<String> };
}
pub(crate) use field;

/// Defines a stanza by its rows: its fields, how it is loaded, and what it is checked for. The type
/// has a method `agree`, which adds what is wrong with several settings together.
macro_rules! stanza {
    (
        $(#[$documentation:meta])*
        $name:ident = $stanza:literal, $about:literal;
        $($field:ident: $kind:ident($($argument:expr),*) $(in $unit:literal)?, $meaning:literal;)*
    ) => {
        $(#[$documentation])*
        pub struct $name {
            $(
                #[doc = $meaning]
                pub $field: $crate::settings::rows::field!($kind),
            )*
        }

        impl $name {
            /// The stanza and its rows.
            pub const STANZA: $crate::settings::rows::Stanza = $crate::settings::rows::Stanza {
                name: $stanza,
                rows: &[$(
                    $crate::settings::rows::Row {
                        key: stringify!($field),
                        kind: $crate::settings::rows::$kind($($argument),*),
                        #[cfg(not(target_family = "wasm"))]
                        unit: concat!($($unit)?),
                        #[cfg(not(target_family = "wasm"))]
                        meaning: $meaning,
                    },
                )*],
                problems: |given| {
                    let mut problems = $crate::settings::Problems::of($stanza);
                    let members = $crate::settings::rows::members(given, &mut problems);
                    Self::read(members, &mut problems);
                    problems.into_found()
                },
                #[cfg(not(target_family = "wasm"))]
                meaning: $about,
            };

            /// The stanza as it applies, and what is wrong with it.
            fn read(
                members: serde_json::Map<String, serde_json::Value>,
                problems: &mut $crate::settings::Problems,
            ) -> Self {
                let rows = Self::STANZA.rows;
                let mut values = $crate::settings::rows::read(rows, members, problems).into_iter();
                let stanza = Self {
                    $($field: $crate::settings::rows::Field::of(values.next()),)*
                };
                stanza.agree(problems);
                stanza
            }

            /// Asks the host for the stanza.
            ///
            /// # Errors
            /// Unavailable, if the host passes on what `configuration.check` refuses.
            #[allow(dead_code, reason = "what stands in a table is not loaded as a whole")]
            pub(super) fn load(
                platform: &dyn $crate::platform::Platform,
            ) -> $crate::fault::Result<Self> {
                let given = platform.stanza($stanza);
                let mut problems = $crate::settings::Problems::of($stanza);
                let members = $crate::settings::rows::members(given.as_deref(), &mut problems);
                let stanza = Self::read(members, &mut problems);
                problems.refuse()?;
                Ok(stanza)
            }
        }
    };
}
pub(crate) use stanza;
