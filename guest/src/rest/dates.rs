//! Dates that clients send: most formats are accepted, as in Zato. Without a zone it is UTC,
//! without a time midnight.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::timestamp::Timestamp;

const WITH_ZONE: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%dT%H:%M%#z",
    "%Y%m%dT%H%M%S%#z",
];

const WITHOUT_ZONE: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M",
    "%Y%m%dT%H%M%S",
    "%d %B %Y %H:%M:%S",
    "%B %d, %Y %H:%M:%S",
];

const DAYS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %B %Y",
    "%B %d, %Y",
    "%B %d %Y",
];

/// Longer texts are not dates.
const MAX_LENGTH: usize = 64;

/// Parses a date from 1970 to 9999. Numeric dates have to begin with the year, because day and month
/// could not be distinguished otherwise.
#[must_use]
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() > MAX_LENGTH {
        return None;
    }
    let date = with_zone(text).or_else(|| without_zone(text))?;
    let seconds = u64::try_from(date.timestamp()).ok()?;
    // A leap second counts as the second before it.
    let nanoseconds = date.timestamp_subsec_nanos().min(999_999_999);
    Some(Timestamp::from_clock(seconds, nanoseconds)).filter(|date| date.is_a_date())
}

fn with_zone(text: &str) -> Option<DateTime<Utc>> {
    let standard =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    let parse = |format: &&str| DateTime::parse_from_str(text, format).ok();
    let found = standard.ok().or_else(|| WITH_ZONE.iter().find_map(parse))?;
    Some(found.to_utc())
}

fn without_zone(text: &str) -> Option<DateTime<Utc>> {
    let moment = |format: &&str| NaiveDateTime::parse_from_str(text, format).ok();
    let day = |format: &&str| NaiveDate::parse_from_str(text, format).ok();
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let found = WITHOUT_ZONE.iter().find_map(moment);
    let found = found.or_else(|| DAYS.iter().find_map(day).map(midnight))?;
    Some(found.and_utc())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn most_formats_are_understood() {
        for text in [
            "2345-12-27T11:22:33",
            "2345-12-27 11:22:33",
            "2345-12-27T11:22:33.000",
            "2345-12-27T11:22:33Z",
            "2345-12-27T12:22:33+01:00",
            "2345-12-27T12:22:33+0100",
            "2345-12-27 12:22:33 +01",
            " 23451227T112233 ",
            "Thu, 27 Dec 2345 11:22:33 +0000",
            "27 December 2345 11:22:33",
            "2345/12/27 11:22:33",
        ] {
            let found = parse(text).map(|date| date.to_iso());
            assert_eq!(found.as_deref(), Some("2345-12-27T11:22:33"), "{text}");
        }
        for text in [
            "2030-01-02",
            "2030/01/02",
            "20300102",
            "2 Jan 2030",
            "January 2, 2030",
        ] {
            let found = parse(text).map(|date| date.to_iso());
            assert_eq!(found.as_deref(), Some("2030-01-02T00:00:00"), "{text}");
        }
        let fraction = parse("2030-01-02T03:04:05.123456").map(|date| date.to_iso());
        assert_eq!(fraction.as_deref(), Some("2030-01-02T03:04:05.123456"));
    }

    #[test]
    fn invalid_dates() {
        for text in [
            "",
            "tomorrow",
            "2030-02-30",
            "2030-13-01",
            "01.02.2030",
            "1969-12-31T23:59:59",
            "10000-01-01",
            "+012345-01-01T00:00:00Z",
            "1893456000",
            "2030-01-02T25:00:00",
            &"2".repeat(100_000),
        ] {
            assert_eq!(parse(text), None, "{text:.40}");
        }
    }
}
