//! The built-in locales with their texts, and which locale a letter is written in.

use icu_locale_core::LanguageIdentifier;

use crate::kinds::Kind;

/// The texts of a language: templates that have no words of another.
pub(crate) struct Texts {
    /// The language, such as `de`.
    pub(crate) language: &'static str,
    /// The sentences of every letter.
    pub(crate) letter: &'static str,
    /// The pattern of dates.
    pub(crate) date: &'static str,
    /// The source of each kind, by its name.
    kinds: [(&'static str, &'static str); 8],
}

/// The texts in a folder. If a file is missing, the crate does not compile.
macro_rules! texts {
    ($language:literal) => {
        Texts {
            language: $language,
            letter: text!($language, "letter"),
            date: text!($language, "date"),
            kinds: [
                ("signup-confirm", text!($language, "signup-confirm")),
                ("signup-welcome", text!($language, "signup-welcome")),
                ("signup-rejected", text!($language, "signup-rejected")),
                ("password-reset", text!($language, "password-reset")),
                ("email-confirm", text!($language, "email-confirm")),
                ("email-changed", text!($language, "email-changed")),
                ("signups-waiting", text!($language, "signups-waiting")),
                ("test", text!($language, "test")),
            ],
        }
    };
}
macro_rules! text {
    ($language:literal, $name:literal) => {
        include_str!(concat!("../texts/", $language, "/", $name, ".jinja"))
    };
}

/// In alphabetical order.
static BUILT_IN: [Texts; 6] = [
    texts!("de"),
    texts!("en"),
    texts!("es"),
    texts!("fr"),
    texts!("ja"),
    texts!("pl"),
];

/// The language that always has letters.
const LAST_RESORT: &str = "en";

impl Texts {
    /// Of a language.
    pub(crate) fn of(language: &str) -> Option<&'static Self> {
        BUILT_IN.iter().find(|texts| texts.language == language)
    }

    /// The source of a kind.
    pub(crate) fn kind(&self, kind: &Kind) -> &'static str {
        let mut kinds = self.kinds.iter();
        let found = kinds.find(|(name, _)| *name == kind.name);
        found.map_or("", |(_, source)| *source)
    }
}

/// The locales of the built-in letters, in alphabetical order.
pub fn built_in() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|texts| texts.language)
}

/// A locale in which a letter may be written.
pub(crate) struct Candidate {
    /// Its tag and its language, or only the tag if they are the same: the most specific first.
    pub(crate) tags: Vec<String>,
    /// The built-in texts of its language.
    pub(crate) texts: Option<&'static Texts>,
}

impl Candidate {
    fn new(locale: &str) -> Option<Self> {
        let tag = identifier(locale)?;
        let language = tag.language.to_string();
        let mut tags = vec![tag.to_string()];
        if !tags.contains(&language) {
            tags.push(language.clone());
        }
        let texts = Texts::of(&language);
        Some(Self { tags, texts })
    }
}

/// The locales in which a letter may be written, the best first. The last one has built-in letters.
pub(crate) fn candidates(recipient: Option<&str>, site: Option<&str>) -> Vec<Candidate> {
    let wanted = [recipient, site, Some(LAST_RESORT)];
    let known = wanted.into_iter().flatten().filter_map(Candidate::new);
    known.collect()
}

/// A tag in canonical form; `None` if it is malformed.
pub(crate) fn canonical(tag: &str) -> Option<String> {
    identifier(tag).map(|tag| tag.to_string())
}

/// Language, script, region and variants of a tag. Zato's spelling with `_` is understood, and extensions,
/// which say nothing about the words, are left out.
pub(crate) fn identifier(tag: &str) -> Option<LanguageIdentifier> {
    let tag = tag.replace('_', "-");
    let identifier = icu_locale_core::Locale::try_from_str(&tag).ok()?.id;
    (!identifier.language.is_unknown()).then_some(identifier)
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN, Texts, candidates};
    use crate::kinds::KINDS;

    #[test]
    fn every_kind_has_a_text_in_every_locale() {
        for texts in &BUILT_IN {
            for kind in KINDS {
                let source = texts.kind(kind);
                assert!(!source.is_empty(), "{} {}", texts.language, kind.name);
            }
        }
    }

    /// A block that is missing would leave a gap in the letter.
    #[test]
    fn a_text_has_the_same_blocks_in_every_locale() {
        let blocks = |source: &str| -> Vec<String> {
            let starts = source.lines().filter(|line| line.contains("{% block "));
            starts
                .map(|line| line.split("{% block ").nth(1).unwrap().to_owned())
                .map(|rest| rest.split(' ').next().unwrap().to_owned())
                .collect()
        };
        let english = Texts::of("en").unwrap();
        for texts in &BUILT_IN {
            assert_eq!(blocks(texts.letter), blocks(english.letter));
            for kind in KINDS {
                let (one, other) = (blocks(texts.kind(kind)), blocks(english.kind(kind)));
                assert_eq!(one, other, "{} {}", texts.language, kind.name);
            }
        }
    }

    #[test]
    fn a_locale_falls_back_to_its_language_then_to_the_site_then_to_english() {
        let tags = |recipient, site| -> Vec<String> {
            let candidates = candidates(recipient, site);
            candidates.into_iter().flat_map(|one| one.tags).collect()
        };
        assert_eq!(
            tags(Some("de-AT"), Some("fr_CA")),
            ["de-AT", "de", "fr-CA", "fr", "en"]
        );
        assert_eq!(tags(Some("ja-u-ca-japanese"), None), ["ja", "en"]);
        assert_eq!(tags(Some("klingon!"), Some("../de")), ["en"]);
        assert_eq!(tags(Some("und"), None), ["en"]);
    }
}
