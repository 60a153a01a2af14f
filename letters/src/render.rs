//! A message becomes a letter.

use crate::{
    Templates,
    contract::{Letter, Message, Problem, Site},
    engine::Engine,
    kinds,
    locales::candidates,
    names::Part,
    problems, site,
    sources::{self, Sources},
    variables::Variables,
};

/// Renders a letter in the recipient's locale, or in the next best one.
///
/// # Errors
/// Whatever is wrong with the site or with the operator's templates.
pub fn render(
    message: &Message,
    locale: Option<&str>,
    site: &Site,
    templates: &Templates<'_>,
) -> Result<Letter, Vec<Problem>> {
    let wrong = site::check(site);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let kind = kinds::of(message);
    let candidates = candidates(locale, site.locale.as_deref());
    let sources = sources::choose(kind, candidates, templates).map_err(|problem| vec![problem])?;
    let engine = Engine::new(kind, &sources, templates)?;
    rendered(message, site, sources, &engine)
}

fn rendered(
    message: &Message,
    site: &Site,
    sources: Sources,
    engine: &Engine,
) -> Result<Letter, Vec<Problem>> {
    let mut letter = Letter {
        subject: String::new(),
        text: String::new(),
        html: None,
        locale: sources.locale,
    };
    let mut found = vec![];
    for (part, source) in &sources.parts {
        let variables = Variables::of(message, site, &letter.locale, *part, engine);
        let rendered = variables.and_then(|variables| engine.render(&source.name, &variables));
        match rendered {
            Err(problem) => found.push(problem),
            Ok(text) if text.trim().is_empty() => {
                found.push(problems::of_template(&source.name, "the result is empty"));
            }
            Ok(text) => match part {
                Part::Subject => letter.subject = one_line(&text),
                Part::Text => letter.text = lines(&text),
                Part::Html => letter.html = Some(lines(&text)),
            },
        }
    }
    if found.is_empty() {
        Ok(letter)
    } else {
        Err(found)
    }
}

/// A header field has one line: with another, a value could add a header.
fn one_line(text: &str) -> String {
    let is_space = |character: char| character.is_whitespace() || character.is_control();
    let words: Vec<&str> = text
        .split(is_space)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// Lines that end with `\n`, without empty lines at the beginning and the end.
fn lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut text = lines.join("\n").trim_matches('\n').to_owned();
    text.push('\n');
    text
}
