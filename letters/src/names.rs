//! The names that templates have.

use std::fmt;

use crate::{kinds::Kind, locales::canonical};

/// A part of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Subject,
    Text,
    Html,
}

impl Part {
    /// All parts.
    pub(crate) const ALL: [Self; 3] = [Self::Subject, Self::Text, Self::Html];

    /// What names of templates end in. The engine escapes what is inserted into `html` only.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Text => "txt",
            Self::Html => "html",
        }
    }

    /// The name of what surrounds the part.
    pub(crate) fn layout(self) -> String {
        format!("layout.{}", self.ending())
    }

    /// The name of a template of the part, such as `de/test.html`.
    pub(crate) fn name(self, locale: &str, stem: &str) -> String {
        format!("{locale}/{stem}.{}", self.ending())
    }

    fn with_ending(ending: &str) -> Option<Self> {
        let mut parts = Self::ALL.into_iter();
        parts.find(|part| part.ending() == ending)
    }
}

/// What the operator may replace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// What surrounds a part of the built-in letters.
    Layout,
    /// A part of a letter in a locale.
    Letter {
        locale: String,
        kind: &'static Kind,
        part: Part,
    },
}

/// Why a name has no meaning.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meaningless {
    /// It has not the form `LOCALE/KIND.PART`.
    Form,
    Locale(String),
    Kind(String),
    Part(String),
}

impl Name {
    /// Reads a name.
    pub(crate) fn read(name: &str) -> Result<Self, Meaningless> {
        if [Part::Text, Part::Html]
            .into_iter()
            .any(|part| part.layout() == name)
        {
            return Ok(Self::Layout);
        }
        let (locale, rest) = name.split_once('/').ok_or(Meaningless::Form)?;
        let (stem, ending) = rest.split_once('.').ok_or(Meaningless::Form)?;
        if canonical(locale).as_deref() != Some(locale) {
            return Err(Meaningless::Locale(locale.to_owned()));
        }
        let kind = Kind::named(stem).ok_or_else(|| Meaningless::Kind(stem.to_owned()))?;
        let part = Part::with_ending(ending).ok_or_else(|| Meaningless::Part(ending.to_owned()))?;
        let locale = locale.to_owned();
        Ok(Self::Letter { locale, kind, part })
    }
}

impl Meaningless {
    /// The word in the name that is wrong.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Form => None,
            Self::Locale(word) | Self::Kind(word) | Self::Part(word) => Some(word),
        }
    }
}

impl fmt::Display for Meaningless {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => write!(
                text,
                "unknown template: the names are layout.txt, layout.html and LOCALE/KIND.subject, .txt or .html"
            ),
            Self::Locale(locale) => match canonical(locale) {
                Some(canonical) => write!(text, "the locale is spelled {canonical}"),
                None => write!(text, "not a locale"),
            },
            Self::Kind(_) => write!(text, "unknown kind of letter"),
            Self::Part(_) => write!(text, "the name has to end in .subject, .txt or .html"),
        }
    }
}
