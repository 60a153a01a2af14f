//! The forms in which usernames and e-mail addresses are compared. Keys in the store are made
//! of them, so they cannot be changed later.

use std::str::FromStr;

use email_address::{EmailAddress, Options};
use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};

/// Bytes of a username that can be anybody's.
const MAX_TYPED: usize = 1_000;

/// Two spellings that differ in case or compatible characters only are one username.
#[must_use]
pub fn canonical_username(username: &str) -> String {
    folded(username)
}

/// The canonical form of whatever somebody typed as a username; the empty text, which is nobody's,
/// for what is too long to be one.
#[must_use]
pub fn username_to_look_up(typed: &str) -> String {
    // Nobody has a longer one, folded or not, and it would not fit into a key.
    let is_possible = |name: &str| name.len() <= MAX_TYPED;
    Some(typed)
        .filter(|typed| is_possible(typed))
        .map(canonical_username)
        .filter(|canonical| is_possible(canonical))
        .unwrap_or_default()
}

/// NFKC with full case folding, for texts that are compared or searched whatever their case.
/// Folding may denormalise and normalising may yield capitals, so both are repeated once.
#[must_use]
pub fn folded(text: &str) -> String {
    let nfkc = const { ComposingNormalizerBorrowed::new_nfkc() };
    let fold = |text: &str| CaseMapper::new().fold_string(text).into_owned();
    let once = nfkc.normalize(&fold(&nfkc.normalize(text))).into_owned();
    nfkc.normalize(&fold(&once)).into_owned()
}

/// Whether a character has no place in a username: control characters and those that are not
/// shown, which would make two names look the same.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// The form in which addresses are compared: NFC, case-folded, the domain by IDNA. None if the
/// text is no e-mail address.
#[must_use]
pub fn canonical_email(email: &str) -> Option<String> {
    let options = Options::default()
        .without_display_text()
        .without_domain_literal();
    let address = EmailAddress::parse_with_options(email, options).ok()?;
    let nfc = const { ComposingNormalizerBorrowed::new_nfc() };
    let local = CaseMapper::new()
        .fold_string(&nfc.normalize(address.local_part()))
        .into_owned();
    let domain = idna::domain_to_ascii_strict(address.domain()).ok()?;
    let canonical = format!("{}@{domain}", nfc.normalize(&local));
    EmailAddress::from_str(&canonical).ok()?;
    Some(canonical)
}

#[cfg(test)]
mod tests {
    use super::{canonical_email, canonical_username, is_invisible};

    #[test]
    fn usernames_are_folded_for_all_of_unicode() {
        assert_eq!(canonical_username("My.Username"), "my.username");
        assert_eq!(canonical_username("STRASSE"), canonical_username("straße"));
        assert_eq!(canonical_username("\u{212a}elvin"), "kelvin");
        assert_eq!(canonical_username("e\u{301}"), canonical_username("É"));
        assert_eq!(canonical_username("ﬁne"), "fine");
    }

    #[test]
    fn canonical_is_stable() {
        for name in ["İstanbul", "ǅ", "\u{345}\u{301}α", "ẞ", "㎯", "ﬃ"] {
            let once = canonical_username(name);
            assert_eq!(canonical_username(&once), once);
        }
    }

    #[test]
    fn invisible_characters_are_seen() {
        for character in ['\0', '\u{200d}', '\u{ad}', '\u{feff}', '\u{2060}'] {
            assert!(is_invisible(character), "{character:?}");
        }
        assert!(!is_invisible('é'));
    }

    #[test]
    fn addresses_are_compared_without_case_and_by_idna() {
        assert_eq!(
            canonical_email("My.Name@EXAMPLE.com").as_deref(),
            Some("my.name@example.com")
        );
        assert_eq!(
            canonical_email("a@BÜCHER.example"),
            canonical_email("A@xn--bcher-kva.example")
        );
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "",
            "a",
            "@",
            "a@",
            "@b.example",
            "a@b@c",
            "A <a@b.example>",
            "a@[127.0.0.1]",
        ] {
            assert_eq!(canonical_email(text), None, "{text}");
        }
    }
}
