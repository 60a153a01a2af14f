//! Variables that no letter of the kind has. They are found without rendering, so also in branches that no
//! sample takes.

use minijinja::{
    Environment,
    machinery::{Token, tokenize},
};

use crate::{contract::Problem, sources::Source};

/// Lists the variables of an operator's template that are not known.
pub(crate) fn variables(
    environment: &Environment<'_>,
    source: &Source,
    known: impl Fn(&str) -> bool,
) -> Vec<Problem> {
    let Ok(template) = environment.get_template(&source.name) else {
        return vec![];
    };
    let is_global = |name: &str| environment.globals().any(|(global, _)| global == name);
    let used = template.undeclared_variables(false).into_iter();
    let mut unknown: Vec<String> = used
        .filter(|name| !known(name) && !is_global(name) && name != "super")
        .collect();
    unknown.sort();
    let problem = |name: String| Problem {
        template: Some(source.name.clone()),
        line: line(environment, &source.text, &name),
        message: format!("no variable of this letter is called {name}"),
        name: Some(name),
    };
    unknown.into_iter().map(problem).collect()
}

/// The line of the first use of a variable.
fn line(environment: &Environment<'_>, text: &str, name: &str) -> Option<u32> {
    let tokens = tokenize(text, false, environment.syntax().clone());
    let mut is_member = false;
    for (token, span) in tokens.map_while(Result::ok) {
        if matches!(token, Token::Ident(word) if word == name) && !is_member {
            return Some(u32::from(span.start_line));
        }
        is_member = matches!(token, Token::Dot);
    }
    None
}
