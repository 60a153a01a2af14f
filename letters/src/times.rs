//! Points in time, as letters say them: in UTC, to the minute, in the form of the language.

use chrono::{DateTime, Datelike, Utc};
use minijinja::{Value, context};

/// A point in time from its seconds since 1970-01-01T00:00:00Z; `None` if no letter can say it.
pub(crate) fn at(seconds: u64) -> Option<DateTime<Utc>> {
    let time = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    (time.year() <= 9_999).then_some(time)
}

/// What the pattern of dates of a language may use.
pub(crate) fn variables(time: DateTime<Utc>) -> Value {
    context! {
        year => time.year(),
        month => time.month(),
        day => time.day(),
        time => time.format("%H:%M").to_string(),
    }
}

/// For a language without a pattern.
pub(crate) fn neutral(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M UTC").to_string()
}
