//! What is wrong, for the operator. A problem never quotes a value, because values are tokens, usernames
//! and reasons, and problems end in logs.

use std::error::Error as _;

use minijinja::{Error, ErrorKind};

use crate::contract::Problem;

/// About a member of `site`.
pub(crate) fn of_site(member: &str, message: String) -> Problem {
    Problem {
        template: None,
        line: None,
        name: Some(member.to_owned()),
        message,
    }
}

/// About a template as a whole.
pub(crate) fn of_template(template: &str, message: impl Into<String>) -> Problem {
    Problem {
        template: Some(template.to_owned()),
        line: None,
        name: None,
        message: message.into(),
    }
}

/// From an error of the engine in the named template, or in one that it uses.
pub(crate) fn of_error(template: &str, error: &Error) -> Problem {
    let error = innermost(error);
    Problem {
        template: Some(error.name().unwrap_or(template).to_owned()),
        line: error.line().and_then(|line| u32::try_from(line).ok()),
        name: subject(error),
        message: message(error),
    }
}

/// An error in a block or an included template is the source of another error.
fn innermost(error: &Error) -> &Error {
    let mut found = error;
    while let Some(source) = found.source().and_then(|source| source.downcast_ref()) {
        found = source;
    }
    found
}

/// The variable, filter, test or function that the error is about.
fn subject(error: &Error) -> Option<String> {
    let detail = error.detail()?;
    let word = match error.kind() {
        ErrorKind::UndefinedError => detail.split('`').nth(1),
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction => {
            detail.split_whitespace().nth(1)
        }
        _ => None,
    };
    word.map(ToOwned::to_owned)
}

/// The details of some kinds of errors quote values; those of the others quote the template only.
fn message(error: &Error) -> String {
    let quotes_the_template = matches!(
        error.kind(),
        ErrorKind::SyntaxError
            | ErrorKind::BadEscape
            | ErrorKind::UndefinedError
            | ErrorKind::UnknownFilter
            | ErrorKind::UnknownTest
            | ErrorKind::UnknownFunction
            | ErrorKind::MissingArgument
    );
    match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => {
            "the template takes too long, or its output is too long".to_owned()
        }
        (kind, Some(detail)) if quotes_the_template => format!("{kind}: {detail}"),
        (kind, _) => kind.to_string(),
    }
}
