//! Moments, in microseconds since 1970 UTC: the resolution of Zato's dates.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::contract::Datetime;

const MICROSECONDS: i64 = 1_000_000;

/// The beginning of the year 10000.
const AFTER_9999: i64 = 253_402_300_800 * MICROSECONDS;

/// A moment in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From the time of a clock. A time out of range becomes the nearest one in range.
    #[must_use]
    pub fn from_clock(seconds: u64, nanoseconds: u32) -> Self {
        let whole = i64::try_from(seconds)
            .unwrap_or(i64::MAX)
            .saturating_mul(MICROSECONDS);
        Self(whole.saturating_add(i64::from(nanoseconds / 1_000)))
    }

    /// Seconds since 1970, rounded up: the first whole second that is not before the moment.
    #[must_use]
    pub fn seconds_rounded_up(self) -> u64 {
        let seconds = self.0.div_euclid(MICROSECONDS) + i64::from(self.0 % MICROSECONDS != 0);
        u64::try_from(seconds).unwrap_or(0)
    }

    /// Seconds since 1970, rounded down: everything that ended by this second has ended.
    #[must_use]
    pub fn seconds(self) -> u64 {
        u64::try_from(self.0.div_euclid(MICROSECONDS)).unwrap_or(0)
    }

    /// The beginning of a second since 1970.
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Self {
        Self::from_clock(seconds, 0)
    }

    /// Whether its date can be written as `2025-11-21`, with a year of four digits.
    #[must_use]
    pub fn is_a_date(self) -> bool {
        (0..AFTER_9999).contains(&self.0)
    }

    /// The moment this number of seconds later.
    #[must_use]
    pub fn plus_seconds(self, seconds: u64) -> Self {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(seconds.saturating_mul(MICROSECONDS)))
    }

    /// The moment this number of minutes later.
    #[must_use]
    pub fn plus_minutes(self, minutes: u32) -> Self {
        self.plus_seconds(u64::from(minutes) * 60)
    }

    /// The moment this number of days of 24 hours later.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        self.plus_seconds(u64::from(days) * 86_400)
    }

    /// Seconds until another moment, rounded up; 0 if that moment is not later.
    #[must_use]
    pub fn seconds_until(self, later: Self) -> u64 {
        let micros = later.0.saturating_sub(self.0).max(0);
        u64::try_from(micros)
            .unwrap_or(0)
            .div_ceil(MICROSECONDS.unsigned_abs())
    }

    /// The end of the period that contains the moment. Periods of this number of seconds follow
    /// each other since 1970.
    #[must_use]
    pub fn end_of_period(self, seconds: u32) -> Self {
        let length = i64::from(seconds.max(1)) * MICROSECONDS;
        let began = self.0.div_euclid(length).saturating_mul(length);
        Self(began.saturating_add(length))
    }

    /// A text that sorts as the moments do, for keys.
    #[must_use]
    pub fn sortable(self) -> String {
        format!("{:016x}", self.0.max(0))
    }

    /// ISO 8601 without a time zone, always UTC; the fraction is absent when it is zero.
    #[must_use]
    pub fn to_iso(self) -> String {
        let Some(date) = DateTime::<Utc>::from_timestamp_micros(self.0) else {
            return String::new();
        };
        let fraction = match self.0 % MICROSECONDS {
            0 => SecondsFormat::Secs,
            _ => SecondsFormat::Micros,
        };
        let text = date.to_rfc3339_opts(fraction, true);
        text.trim_end_matches('Z').to_owned()
    }
}

impl From<Timestamp> for Datetime {
    fn from(timestamp: Timestamp) -> Self {
        let micros = timestamp.0.max(0);
        Self {
            seconds: u64::try_from(micros / MICROSECONDS).unwrap_or(0),
            nanoseconds: u32::try_from(micros % MICROSECONDS).unwrap_or(0) * 1_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn iso_drops_a_zero_fraction_only() {
        assert_eq!(
            Timestamp::from_clock(1_519_573_912, 81_767_000).to_iso(),
            "2018-02-25T15:51:52.081767"
        );
        assert_eq!(
            Timestamp::from_clock(1_519_573_912, 999).to_iso(),
            "2018-02-25T15:51:52"
        );
    }

    #[test]
    fn seconds_are_rounded_up_so_that_nothing_expires_early() {
        assert_eq!(Timestamp::from_clock(7, 0).seconds_rounded_up(), 7);
        assert_eq!(Timestamp::from_clock(7, 1_000).seconds_rounded_up(), 8);
    }

    #[test]
    fn periods_follow_each_other_in_utc() {
        let time = Timestamp::from_clock(1_767_225_600 + 61, 500_000_000);
        let end = time.end_of_period(60);
        assert_eq!(end, Timestamp::from_seconds(1_767_225_600 + 120));
        assert_eq!(time.seconds_until(end), 59);
        assert_eq!(end.end_of_period(60), end.plus_seconds(60));
        assert_eq!(end.seconds_until(time), 0);
        let day = time.end_of_period(86_400);
        assert_eq!(day, Timestamp::from_seconds(1_767_225_600 + 86_400));
    }

    #[test]
    fn sortable_sorts_by_time() {
        let early = Timestamp::from_clock(9, 0).sortable();
        let late = Timestamp::from_clock(1_000_000_000, 0).sortable();
        assert!(early < late);
    }
}
