//! The template engine with the templates of one letter in it.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use icu_locale_core::LanguageIdentifier;
use minijinja::{Environment, UndefinedBehavior, Value, syntax::SyntaxConfig};

use crate::{
    Templates,
    contract::Problem,
    filters,
    kinds::{KINDS, Kind},
    locales::identifier,
    names::Part,
    problems,
    sources::{self, Source, Sources},
    times, unknown,
};

/// What the rendering of one template may cost. One unit is an instruction, or 64 bytes of data, so a
/// template takes milliseconds and some megabytes at most.
const FUEL: u64 = 50_000;

/// How deep templates may include one another and nest: the component has a small stack.
const MAX_DEPTH: usize = 60;

/// The name of the pattern of dates.
const DATE: &str = "date";

/// The engine with the templates of one letter.
pub(crate) struct Engine {
    environment: Environment<'static>,
}

impl Engine {
    /// Reads the templates of a letter.
    ///
    /// # Errors
    /// Whatever is wrong with a template before it is rendered.
    pub(crate) fn new(
        kind: &Kind,
        sources: &Sources,
        templates: &Templates<'_>,
    ) -> Result<Self, Vec<Problem>> {
        let mut engine = Self {
            environment: environment(&sources.locale),
        };
        let mut found = vec![];
        for part in Part::ALL {
            let layout = layout(part, templates);
            let known = |name: &str| KINDS.into_iter().any(|kind| kind.has(name));
            found.extend(layout.map_or_else(|one| vec![one], |layout| engine.add(&layout, known)));
            if let Some(texts) = sources.texts {
                let letter = built_in(format!("letter.{}", part.ending()), texts.letter);
                found.extend(engine.add(&letter, known));
            }
        }
        if let Some(texts) = sources.texts {
            found.extend(engine.add(&built_in(DATE.to_owned(), texts.date), |_| true));
        }
        for (_, source) in &sources.parts {
            found.extend(engine.add(source, |name| kind.has(name)));
        }
        if found.is_empty() {
            Ok(engine)
        } else {
            Err(found)
        }
    }

    /// Adds a template, and lists what is wrong with it.
    fn add(&mut self, source: &Source, known: impl Fn(&str) -> bool) -> Vec<Problem> {
        let (name, text) = (source.name.clone(), source.text.clone().into_owned());
        if let Err(error) = self.environment.add_template_owned(name, text) {
            return vec![problems::of_error(&source.name, &error)];
        }
        if !source.is_operators {
            return vec![];
        }
        unknown::variables(&self.environment, source, known)
    }

    /// Renders the named template.
    ///
    /// # Errors
    /// If the engine refuses.
    pub(crate) fn render(&self, name: &str, variables: &Value) -> Result<String, Problem> {
        let template = self.environment.get_template(name);
        template
            .and_then(|template| template.render(variables))
            .map_err(|error| problems::of_error(name, &error))
    }

    /// A point in time in the form of the language.
    ///
    /// # Errors
    /// If the engine refuses.
    pub(crate) fn time(&self, time: DateTime<Utc>) -> Result<String, Problem> {
        if self.environment.get_template(DATE).is_err() {
            return Ok(times::neutral(time));
        }
        self.render(DATE, &times::variables(time))
    }
}

fn environment(locale: &str) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_debug(true);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(MAX_DEPTH);
    let mut syntax = SyntaxConfig::builder();
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_path_join_callback(|name, parent| match (name, parent.rsplit_once('.')) {
        ("layout" | "letter", Some((_, ending))) => Cow::Owned(format!("{name}.{ending}")),
        _ => Cow::Borrowed(name),
    });
    filters::add(
        &mut environment,
        identifier(locale).unwrap_or(LanguageIdentifier::UNKNOWN),
    );
    environment
}

/// What surrounds a part: the operator's, or ours.
fn layout(part: Part, templates: &Templates<'_>) -> Result<Source, Problem> {
    let (text, is_replaceable) = match part {
        Part::Subject => (include_str!("../texts/layout.subject.jinja"), false),
        Part::Text => (include_str!("../texts/layout.txt.jinja"), true),
        Part::Html => (include_str!("../texts/layout.html.jinja"), true),
    };
    let replaced = is_replaceable.then(|| sources::operators(part.layout(), templates));
    let replaced = replaced.transpose()?.flatten();
    Ok(replaced.unwrap_or_else(|| built_in(part.layout(), text)))
}

fn built_in(name: String, text: &'static str) -> Source {
    Source {
        name,
        text: Cow::Borrowed(text),
        is_operators: false,
    }
}
