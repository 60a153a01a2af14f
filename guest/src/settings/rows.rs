//! A setting is one row: its name, type, default, range, unit and meaning. Loading, checking,
//! `configuration.effective` and `docs/settings.md` follow from the rows.
//!
//! To add a setting, add its row to the stanza in this folder, and use the field that the row makes:
//!
//! ```text
//! recent_login: integer(15, 1..=1_440) in "minutes", "What the setting means.";
//! ```

use serde_json::Value as Json;

use super::{
    Problems,
    kind::{Kind, Value},
};
use crate::contract::configuration::{Problem, Setting};

/// A stanza: the keys that its object in the settings may have.
pub struct Stanza {
    /// The name, as the operator writes it.
    pub name: &'static str,
    /// Its settings.
    pub rows: &'static [Row],
    /// Lists the problems of the stanza, as the host passes it on.
    pub problems: fn(Option<&str>) -> Vec<Problem>,
    /// The purpose of the stanza, for the documentation only.
    #[cfg(not(target_family = "wasm"))]
    pub meaning: &'static str,
}

/// A setting.
pub struct Row {
    /// The name, as the operator writes it.
    pub key: &'static str,
    /// Its type, default and range.
    pub kind: Kind,
    /// The unit of a number; may be empty. For the documentation only.
    #[cfg(not(target_family = "wasm"))]
    pub unit: &'static str,
    /// The meaning in one sentence, for the documentation only.
    #[cfg(not(target_family = "wasm"))]
    pub meaning: &'static str,
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

/// The values of a stanza in the order of its rows. An invalid value is a problem.
pub(super) fn read(
    rows: &[Row],
    mut given: serde_json::Map<String, Json>,
    problems: &mut Problems,
) -> Values {
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
    values.into_iter()
}

/// The stanza in force.
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

/// The values of a stanza that are not yet assigned to fields.
pub(super) type Values = std::vec::IntoIter<Value>;

/// The field of a row, from the next value. (Never inlined: there are some seventy fields.)
pub(super) trait Field {
    fn next(values: &mut Values) -> Self;
}

impl Field for bool {
    #[inline(never)]
    fn next(values: &mut Values) -> Self {
        matches!(values.next(), Some(Value::Bool(true)))
    }
}

impl Field for u32 {
    #[inline(never)]
    fn next(values: &mut Values) -> Self {
        match values.next() {
            Some(Value::Integer(value)) => value,
            _ => 0,
        }
    }
}

impl Field for String {
    #[inline(never)]
    fn next(values: &mut Values) -> Self {
        match values.next() {
            Some(Value::Text(value)) => value,
            _ => Self::new(),
        }
    }
}

impl Field for Vec<String> {
    #[inline(never)]
    fn next(values: &mut Values) -> Self {
        match values.next() {
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

/// Defines a stanza by its rows: its fields, loading and checks. The type has a method `agree`, which
/// adds the problems that concern several settings together.
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
                        kind: $crate::settings::kind::$kind($($argument),*),
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

            /// The stanza in force, and its problems.
            #[inline(never)]
            fn read(
                members: serde_json::Map<String, serde_json::Value>,
                problems: &mut $crate::settings::Problems,
            ) -> Self {
                let rows = Self::STANZA.rows;
                let mut values = $crate::settings::rows::read(rows, members, problems);
                let stanza = Self {
                    $($field: $crate::settings::rows::Field::next(&mut values),)*
                };
                stanza.agree(problems);
                stanza
            }

            /// Loads the stanza from the host.
            ///
            /// # Errors
            /// Unavailable, if the host passes on what `configuration.check` refuses.
            #[allow(dead_code, reason = "entries of a table are not loaded as a whole")]
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
