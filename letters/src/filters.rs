//! The filters of templates, besides those of the engine.

use icu_locale_core::LanguageIdentifier;
use icu_plurals::{PluralCategory, PluralRules};
use minijinja::{Environment, Error, ErrorKind, State, Value, filters::escape, value::Kwargs};
use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// Columns of a line of text: what mail programs show without a break, also in a reply to a reply.
const WIDTH: usize = 72;

/// Adds the filters. Plurals are those of a language.
pub(crate) fn add(environment: &mut Environment<'_>, language: LanguageIdentifier) {
    environment.add_filter("wrap", wrap);
    environment.add_filter("quote", quote);
    environment.add_filter("paragraphs", in_html);
    environment.add_filter("plural", move |count: u64, forms: Kwargs| {
        plural(&language, count, &forms)
    });
}

/// For text: each paragraph in lines of 72 columns.
fn wrap(text: &str) -> String {
    let filled: Vec<String> = paragraphs(text).map(|text| fill(&text, "")).collect();
    filled.join("\n\n")
}

/// For text: as a quotation, which keeps its lines.
fn quote(text: &str) -> String {
    let filled = |line: &str| match line {
        "" => ">".to_owned(),
        line => fill(line, "> "),
    };
    let quoted: Vec<String> = text.lines().map(filled).collect();
    quoted.join("\n")
}

/// For HTML: an element for each paragraph.
fn in_html(state: &mut State<'_, '_>, text: &Value) -> Result<Value, Error> {
    let escaped = escape(state, text)?;
    let elements = paragraphs(escaped.as_str().unwrap_or_default());
    let elements: String = elements.map(|text| format!("<p>{text}</p>\n")).collect();
    Ok(Value::from_safe_string(elements))
}

/// Paragraphs are separated by empty lines, and are one line each. A no-break space is not white space.
fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = text.lines().map(str::trim_ascii).collect();
    let groups: Vec<String> = lines
        .split(|line| line.is_empty())
        .filter(|lines| !lines.is_empty())
        .map(|lines| {
            let words = lines.iter().flat_map(|line| line.split_ascii_whitespace());
            words.collect::<Vec<&str>>().join(" ")
        })
        .collect();
    groups.into_iter()
}

fn fill(text: &str, indent: &str) -> String {
    let options = Options::new(WIDTH)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(text, options)
}

/// The form that the language has for a number, as `count|plural(one="person", other="persons")`.
fn plural(language: &LanguageIdentifier, count: u64, forms: &Kwargs) -> Result<Value, Error> {
    let rules = PluralRules::try_new_cardinal(language.into());
    let category = rules.map_or(PluralCategory::Other, |rules| rules.category_for(count));
    let mut wanted = None;
    for one in PluralCategory::all() {
        let form: Option<Value> = forms.get(name(one))?;
        if one == category {
            wanted = form;
        }
    }
    forms.assert_all_used()?;
    wanted.ok_or_else(|| {
        let detail = format!("the plural form `{}` of the language", name(category));
        Error::new(ErrorKind::MissingArgument, detail)
    })
}

/// The name of a category in Unicode's data, and so in templates.
fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
