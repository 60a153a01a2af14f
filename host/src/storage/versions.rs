//! Versions: the contract has opaque texts, and every store here counts.
//!
//! A text that no store gives out is a number that no document has, so that a check with it does not
//! hold.

/// The version of a document that a store numbered.
pub(super) fn text(number: i64) -> String {
    number.to_string()
}

/// The number that a store gave out as this text; -1, which none gives out, for any other text.
pub(super) fn number(version: &str) -> i64 {
    let number = version.parse().ok();
    number
        .filter(|number| text(*number) == version)
        .unwrap_or(-1)
}

#[cfg(test)]
mod tests {
    use super::{number, text};

    #[test]
    fn only_a_returned_version_is_a_number() {
        for given in [1, 42, i64::MAX] {
            assert_eq!(number(&text(given)), given);
        }
        for other in ["", "01", "+1", " 1", "1.0", "9223372036854775808", "é"] {
            assert_eq!(number(other), -1, "{other}");
        }
    }
}
