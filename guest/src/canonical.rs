//! The canonical forms in which usernames and e-mail addresses are compared. Keys of the store
//! contain them, so they can never change.

use std::str::FromStr;

use email_address::{EmailAddress, Options};
use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};

use crate::limits::USERNAME_BYTES;

/// Bytes of a text that can be the spelling of a username; its canonical form may be shorter.
const MAX_TYPED: usize = 1_000;

/// The canonical form of a username. Two spellings that differ only in case or in compatible
/// characters are the same username.
#[must_use]
pub fn canonical_username(username: &str) -> String {
    folded(username)
}

/// The canonical form of a text that a client typed as a username. It is the empty text, which no
/// account has, if the text cannot be a username: it is too long, or has U+0000.
#[must_use]
pub fn username_to_look_up(typed: &str) -> String {
    // A longer text does not fit into a key, and no key has U+0000.
    if typed.len() > MAX_TYPED || typed.contains('\0') {
        return String::new();
    }
    let canonical = canonical_username(typed);
    if canonical.len() > USERNAME_BYTES {
        return String::new();
    }
    canonical
}

/// NFKC with full case folding, for texts that are compared or searched without regard to case.
/// Folding may denormalise, and normalising may yield capitals: so both are done twice.
#[must_use]
pub fn folded(text: &str) -> String {
    let nfkc = const { ComposingNormalizerBorrowed::new_nfkc() };
    let fold = |text: &str| CaseMapper::new().fold_string(text).into_owned();
    let once = nfkc.normalize(&fold(&nfkc.normalize(text))).into_owned();
    nfkc.normalize(&fold(&once)).into_owned()
}

/// Whether a character is not visible: control characters, and those that Unicode calls default
/// ignorable. With them, two different usernames could look the same.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// The canonical form of an e-mail address: NFC, case-folded, the domain by IDNA. `None` if the
/// text is not an e-mail address.
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
    fn invisible_characters_are_recognised() {
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
    fn other_texts_are_not_addresses() {
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
