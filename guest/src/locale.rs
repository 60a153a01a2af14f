//! The languages of users: BCP 47 tags, in the form of Unicode locale identifiers (UTS 35).

use icu_locale_core::Locale;

use crate::{
    contract::types::SubStatus,
    fault::{Fault, Result},
};

/// Bytes of the longest tag. RFC 5646, section 4.4.1: no shorter limit leaves room for every tag that
/// has a use.
const MAX_LOCALE: usize = 35;

/// The canonical form of a tag; `None` if the text is not a well-formed tag, or a longer one.
#[must_use]
pub(crate) fn canonical_locale(text: &str) -> Option<String> {
    if text.len() > MAX_LOCALE {
        return None;
    }
    Locale::try_from_str(text).ok().map(|tag| tag.to_string())
}

/// The locale in an input, trimmed; `None` if it is empty then.
///
/// # Errors
/// E008002, if it is not a well-formed tag.
pub(crate) fn wanted(text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let malformed = || Fault::refused(SubStatus::CommonInvalidInput);
    canonical_locale(text).map(Some).ok_or_else(malformed)
}

#[cfg(test)]
mod tests {
    use super::canonical_locale;

    #[test]
    fn a_tag_is_kept_in_canonical_form() {
        for (text, canonical) in [
            ("de", "de"),
            ("DE-at", "de-AT"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("sl-ROZAJ-biske-1994", "sl-1994-biske-rozaj"),
            ("de-DE-u-co-phonebk", "de-DE-u-co-phonebk"),
            ("yue", "yue"),
            ("xx-ZZ", "xx-ZZ"),
        ] {
            assert_eq!(canonical_locale(text).as_deref(), Some(canonical), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_tags() {
        for text in [
            "",
            "*",
            "-",
            "d",
            "de_AT",
            "de-",
            "-de",
            "de--AT",
            "german language",
            "x-pirate",
            "i-klingon",
            "zh-yue",
            "de-AT\0",
            "d\u{e9}",
            "de-1901-1901",
            "en-a-aaaaaaaa-bbbbbbbb-cccccccc-dddd",
        ] {
            assert_eq!(canonical_locale(text), None, "{text}");
        }
    }

    #[test]
    fn a_tag_has_at_most_35_characters() {
        let longest = "en-a-aaaaaaaa-bbbbbbbb-cccccccc-ddd";
        assert_eq!(longest.len(), 35);
        assert_eq!(canonical_locale(longest).as_deref(), Some(longest));
        assert_eq!(canonical_locale(&format!("{longest}d")), None);
    }
}
