//! The header `Accept-Language` (RFC 9110, section 12.5.4): which language a client prefers.
//!
//! The crate `accept-language` cannot be used: a quality that is NaN breaks the order by which it
//! sorts, and then sorting may panic.

use crate::{contract::rest::Header, locale::canonical_locale};

const NAME: &str = "accept-language";
/// The highest quality, in thousandths. A language without a quality has this one.
const MOST: u16 = 1_000;

/// The most preferred language, the first one if several are equal; `None` if the headers prefer no
/// language. Malformed parts are ignored.
pub(super) fn preferred(headers: &[Header]) -> Option<String> {
    let named = headers.iter().filter(|(name, _)| name == NAME);
    let ranges = named.flat_map(|(_, value)| value.split(','));
    let mut best: Option<(u16, String)> = None;
    for range in ranges {
        let Some((quality, text)) = understood(range) else {
            continue;
        };
        let is_preferred = best.as_ref().is_none_or(|(most, _)| quality > *most);
        if quality > 0
            && is_preferred
            && let Some(locale) = canonical_locale(text)
        {
            best = Some((quality, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

/// The quality of a range and its text, which need not be a language.
fn understood(range: &str) -> Option<(u16, &str)> {
    match range.split_once(';') {
        None => Some((MOST, range.trim())),
        Some((text, weight)) => Some((quality(weight)?, text.trim())),
    }
}

/// A quality in thousandths: `q=` and a number from 0 to 1 with at most three decimals.
fn quality(weight: &str) -> Option<u16> {
    let (name, value) = weight.trim().split_once('=')?;
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    let is_number = decimals.len() <= 3 && decimals.bytes().all(|digit| digit.is_ascii_digit());
    if !name.eq_ignore_ascii_case("q") || !is_number {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(MOST),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::preferred;

    fn of(values: &[&str]) -> Option<String> {
        let header = |value: &&str| ("accept-language".to_owned(), (*value).to_owned());
        let headers: Vec<_> = values.iter().map(header).collect();
        preferred(&headers)
    }

    #[test]
    fn the_highest_quality_wins_and_the_first_of_equals() {
        for (value, expected) in [
            ("de-AT", "de-AT"),
            ("da, en-gb;q=0.8, en;q=0.7", "da"),
            ("en;q=0.7,de;q=0.8", "de"),
            ("en;q=0.125, de;q=0.13", "de"),
            ("fr;q=0.5, de;q=0.500, en;q=0.5", "fr"),
            ("fr;q=0.9, de;q=1.0", "de"),
            ("  EN-us ; Q=0.3 ,\t", "en-US"),
        ] {
            assert_eq!(of(&[value]).as_deref(), Some(expected), "{value}");
        }
        assert_eq!(of(&["en;q=0.5", "de;q=0.6"]).as_deref(), Some("de"));
    }

    #[test]
    fn an_unwanted_language_is_skipped() {
        for value in [
            "*, de;q=0.1",
            "en;q=0, de;q=0.1",
            "en;q=0.000, de;q=0.001",
            "en_US, de",
        ] {
            assert_eq!(of(&[value]).as_deref(), Some("de"), "{value}");
        }
        for value in ["", "*", "en;q=0", ",,;", "not a language"] {
            assert_eq!(of(&[value]), None, "{value}");
        }
    }

    #[test]
    fn a_malformed_quality_is_skipped() {
        for quality in [
            "",
            "q",
            "q=",
            "q=NaN",
            "q=2",
            "q=1.001",
            "q=-1",
            "q=+0",
            "q=0.1234",
            "q=.5",
            "q=0,5",
            "q=1e0",
            "q=0.+1",
            "q=1;q=1",
            "p=1",
            "q=1 0",
            "q=\u{660}",
        ] {
            let value = format!("en;{quality}, de;q=0.001");
            assert_eq!(of(&[&value]).as_deref(), Some("de"), "{value}");
        }
    }
}
