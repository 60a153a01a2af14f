//! The templates of a letter: the operator's where there are some, else the built-in ones.
//!
//! Text and HTML come from the same hand. If the operator replaces the text of a letter and not its HTML,
//! the letter has no HTML, because most people would read the built-in words and never the operator's.

use std::borrow::Cow;

use crate::{
    Templates,
    contract::Problem,
    kinds::Kind,
    locales::{Candidate, Texts},
    names::Part,
    problems,
};

/// Bytes of the longest template.
const MAX_SOURCE: usize = 65_536;

/// A template.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: Cow<'static, str>,
    /// Whether the operator wrote it.
    pub(crate) is_operators: bool,
}

/// The templates of a letter.
pub(crate) struct Sources {
    /// The locale of the letter.
    pub(crate) locale: String,
    /// The built-in texts of its language.
    pub(crate) texts: Option<&'static Texts>,
    pub(crate) parts: Vec<(Part, Source)>,
}

/// The operator's template with a name.
pub(crate) fn operators(
    name: String,
    templates: &Templates<'_>,
) -> Result<Option<Source>, Problem> {
    let Some(text) = templates(&name) else {
        return Ok(None);
    };
    if text.len() > MAX_SOURCE {
        let message = format!("the template has more than {MAX_SOURCE} bytes");
        return Err(problems::of_template(&name, message));
    }
    Ok(Some(Source {
        name,
        text: Cow::Owned(text),
        is_operators: true,
    }))
}

/// The templates of the best locale that has a letter of the kind.
///
/// # Errors
/// If the operator's templates of that locale are incomplete.
pub(crate) fn choose(
    kind: &Kind,
    candidates: Vec<Candidate>,
    templates: &Templates<'_>,
) -> Result<Sources, Problem> {
    for candidate in candidates {
        if let Some(sources) = of(kind, &candidate, templates)? {
            return Ok(sources);
        }
    }
    Err(problems::of_template(
        kind.name,
        "no locale has this letter",
    ))
}

fn of(
    kind: &Kind,
    candidate: &Candidate,
    templates: &Templates<'_>,
) -> Result<Option<Sources>, Problem> {
    let find = |tag: &str, part: Part| operators(part.name(tag, kind.name), templates);
    let built_in = |part| Some((part, built_in(kind, candidate.texts?, part)));
    let mut subject = None;
    let mut body = None;
    for tag in &candidate.tags {
        if subject.is_none() {
            subject = find(tag, Part::Subject)?.map(|source| (Part::Subject, source));
        }
        if body.is_none() {
            body = with_text(find(tag, Part::Text)?, find(tag, Part::Html)?)?
                .map(|parts| (tag.clone(), parts));
        }
    }
    let (locale, mut parts) = match (body, candidate.texts) {
        (Some(body), _) => body,
        (None, Some(texts)) => {
            let parts = [Part::Text, Part::Html].into_iter().filter_map(built_in);
            (texts.language.to_owned(), parts.collect())
        }
        (None, None) => return Ok(None),
    };
    let Some(subject) = subject.or_else(|| built_in(Part::Subject)) else {
        let name = Part::Subject.name(&locale, kind.name);
        return Err(problems::of_template(
            &name,
            "the letter has a text, but no subject",
        ));
    };
    parts.insert(0, subject);
    Ok(Some(Sources {
        locale,
        texts: candidate.texts,
        parts,
    }))
}

/// The operator's text, with the HTML beside it.
fn with_text(
    text: Option<Source>,
    html: Option<Source>,
) -> Result<Option<Vec<(Part, Source)>>, Problem> {
    match (text, html) {
        (Some(text), html) => {
            let html = html.map(|html| (Part::Html, html));
            Ok(Some([(Part::Text, text)].into_iter().chain(html).collect()))
        }
        (None, Some(html)) => {
            let message = "the letter has HTML, but no text (the same name with .txt)";
            Err(problems::of_template(&html.name, message))
        }
        (None, None) => Ok(None),
    }
}

/// One source serves all parts: the layout decides which of its blocks are used.
fn built_in(kind: &Kind, texts: &'static Texts, part: Part) -> Source {
    Source {
        name: part.name(texts.language, kind.name),
        text: Cow::Borrowed(texts.kind(kind)),
        is_operators: false,
    }
}
