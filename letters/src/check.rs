//! Checks the operator's templates before the first letter is sent.

use std::collections::BTreeSet;

use crate::{
    Templates,
    contract::{Problem, Site},
    kinds::Kind,
    locales,
    names::{Name, Part},
    problems, render, samples, site,
};

/// Lists what is wrong with a site and with the operator's templates; `names` are those of all templates.
#[must_use]
pub fn check(site: &Site, names: &[String], templates: &Templates<'_>) -> Vec<Problem> {
    let mut found = site::check(site);
    if !found.is_empty() {
        return found;
    }
    let mut locales: BTreeSet<String> = locales::built_in().map(ToOwned::to_owned).collect();
    for name in names {
        match Name::read(name) {
            Ok(Name::Layout) => {}
            Ok(Name::Letter { locale, kind, part }) => {
                if part == Part::Subject && !has_text(&locale, kind, templates) {
                    let message = "the letter has a subject, but no text";
                    found.push(problems::of_template(name, message));
                }
                locales.insert(locale);
            }
            Err(meaningless) => found.push(Problem {
                name: meaningless.word().map(ToOwned::to_owned),
                ..problems::of_template(name, meaningless.to_string())
            }),
        }
    }
    for message in samples::messages() {
        for locale in &locales {
            let rendered = render(&message, Some(locale), site, templates);
            found.extend(rendered.err().into_iter().flatten());
        }
    }
    distinct(found)
}

/// Whether a locale has a text for a subject: the operator's, or the built-in one of its language.
fn has_text(locale: &str, kind: &Kind, templates: &Templates<'_>) -> bool {
    let candidate = locales::candidates(Some(locale), None).into_iter().next();
    candidate.is_some_and(|candidate| {
        let is_there = |tag: &String| templates(&Part::Text.name(tag, kind.name)).is_some();
        candidate.texts.is_some() || candidate.tags.iter().any(is_there)
    })
}

/// The same problem occurs in the letters of many samples.
fn distinct(problems: Vec<Problem>) -> Vec<Problem> {
    let mut found: Vec<Problem> = vec![];
    for problem in problems {
        if !found.contains(&problem) {
            found.push(problem);
        }
    }
    found
}
