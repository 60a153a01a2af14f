//! Rate limits: how often the linked credentials of an account may be used, and from where.
//!
//! A definition has one rule per line, `FROM=RATE/UNIT`. FROM is an address, a network or `*`. RATE is
//! a number, or `*` for no limit. UNIT is `m`, `h` or `d`: the calendar minute, hour or day in UTC. The
//! text after a `#` is a comment. The first line that contains the caller's address applies; all callers
//! it applies to share its number. An address that no line contains is refused.

mod count;

pub use count::count;

use crate::addresses::AddressList;

/// Bytes and lines of a definition.
const MAX_LENGTH: usize = 10_000;
const MAX_LINES: usize = 100;

/// A parsed definition.
struct RateLimits(Vec<Line>);

/// A line of a definition.
struct Line {
    /// The text before the `=`.
    from: String,
    addresses: AddressList,
    /// `None`: no limit.
    limit: Option<Limit>,
}

/// The number of calls in a period.
#[derive(Clone, Copy)]
struct Limit {
    calls: u32,
    unit: char,
    seconds: u32,
}

/// Whether a text is a definition: it has at most 10,000 bytes and 100 lines, and at least one rule.
#[must_use]
pub fn is_valid(definition: &str) -> bool {
    RateLimits::parse(definition).is_some_and(|limits| !limits.0.is_empty())
}

impl RateLimits {
    /// `None` if a line cannot be parsed.
    fn parse(definition: &str) -> Option<Self> {
        if definition.len() > MAX_LENGTH || definition.lines().count() > MAX_LINES {
            return None;
        }
        let lines = definition.lines();
        let rules = lines.map(|line| line.split_once('#').map_or(line, |(rule, _)| rule).trim());
        let parsed = rules.filter(|rule| !rule.is_empty()).map(Line::parse);
        parsed.collect::<Option<_>>().map(Self)
    }
}

impl Line {
    fn parse(text: &str) -> Option<Self> {
        let (from, rate) = text.split_once('=')?;
        let from = from.trim().to_owned();
        let (rate, unit) = match rate.split_once('/') {
            Some((rate, unit)) => (rate.trim(), Some(unit.trim())),
            None => (rate.trim(), None),
        };
        let period = match unit {
            Some("m") => Some(('m', 60)),
            Some("h") => Some(('h', 3_600)),
            Some("d") => Some(('d', 86_400)),
            Some(_) => return None,
            None => None,
        };
        let limit = match (rate, period) {
            ("*", _) => None,
            (rate, Some((unit, seconds))) => Some(Limit {
                calls: parse_digits(rate)?,
                unit,
                seconds,
            }),
            (_, None) => return None,
        };
        Some(Self {
            addresses: AddressList::parse(std::slice::from_ref(&from))?,
            from,
            limit,
        })
    }
}

/// Parses a number; unlike `str::parse`, refuses a sign.
fn parse_digits(text: &str) -> Option<u32> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{RateLimits, is_valid};

    #[test]
    fn definitions_are_recognised() {
        for text in [
            "*=1/d",
            " 10.0.0.0/8 = 100 / m \r\n\n# all others\n*=*/h",
            "192.0.2.1=0/h # none at all",
            "2001:db8::/32=5/m\n::1=*",
            "*=4294967295/d",
        ] {
            assert!(is_valid(text), "{text}");
        }
        for text in [
            "",
            "# nothing",
            "*",
            "*=",
            "*=1",
            "*=1/",
            "*=1/s",
            "*=1/M",
            "*=-1/m",
            "*=+1/m",
            "*=/m",
            "*=1.5/m",
            "*=4294967296/d",
            "=1/m",
            "somewhere=1/m",
            "10.0.0.0/33=1/m",
            "*=1/m/h",
            "*=1/m, ::1=1/m",
            "*=1/m\nnonsense",
        ] {
            assert!(!is_valid(text), "{text}");
        }
        assert!(is_valid(&"*=1/m\n".repeat(100)));
        assert!(!is_valid(&"*=1/m\n".repeat(101)));
        assert!(!is_valid(&format!("*=1/m #{}", "x".repeat(10_000))));
    }

    #[test]
    fn a_rate_has_a_unit_unless_it_is_unlimited() {
        let limits = RateLimits::parse("::1=*\n*=7/h").unwrap().0;
        assert!(limits[0].limit.is_none());
        let limit = limits[1].limit.unwrap();
        assert_eq!((limit.calls, limit.unit, limit.seconds), (7, 'h', 3_600));
    }
}
