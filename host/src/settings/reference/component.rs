//! Stanzas of the component, from the rows that it reads them with.

use vestibule_guest::settings::{
    STANZAS, address_lists,
    kind::{Kind, grouped},
    linked_auth::Definition,
    rows::Row,
};

use super::{Key, Stanza};

/// Every stanza, in the component's order.
pub(super) fn stanzas() -> Vec<Stanza> {
    let rows = STANZAS.iter().map(|stanza| Stanza {
        heading: format!("[{}]", stanza.name),
        meaning: stanza.meaning.to_owned(),
        keys: keys(stanza.rows),
    });
    let mut stanzas: Vec<_> = rows.collect();
    stanzas.push(Stanza {
        heading: format!("[{}]", address_lists::STANZA),
        meaning: address_lists::MEANING.to_owned(),
        keys: Vec::new(),
    });
    stanzas.push(Stanza {
        heading: format!("[[{}.definition]]", Definition::STANZA.name),
        meaning: Definition::STANZA.meaning.to_owned(),
        keys: keys(Definition::STANZA.rows),
    });
    stanzas
}

/// Keys that the host itself sets are not for the file.
fn keys(rows: &[Row]) -> Vec<Key> {
    let rows = rows.iter();
    rows.filter(|row| !matches!(row.kind, Kind::SetByHost(_)))
        .map(key)
        .collect()
}

fn key(row: &Row) -> Key {
    let (kind, default) = match &row.kind {
        Kind::YesNo(default) | Kind::SetByHost(default) => {
            ("true or false".to_owned(), default.to_string())
        }
        Kind::Integer(default, _) => ("integer".to_owned(), default.to_string()),
        Kind::Text(default) => ("text".to_owned(), quoted(default)),
        Kind::OneOf(default, choices) => {
            let choices: Vec<_> = choices.iter().map(|choice| quoted(choice)).collect();
            (choices.join(" or "), quoted(default))
        }
        Kind::Texts(default) => {
            let texts: Vec<_> = default.iter().map(|text| quoted(text)).collect();
            (
                "list of texts".to_owned(),
                format!("[{}]", texts.join(", ")),
            )
        }
        Kind::Secret => ("text".to_owned(), String::new()),
        Kind::Secrets => ("list of texts".to_owned(), String::new()),
    };
    let is_none = default.is_empty() || row.meaning.ends_with("Required.");
    Key {
        name: row.key.to_owned(),
        kind,
        range: range(row),
        default: if is_none {
            String::new()
        } else {
            format!("`{default}`")
        },
        meaning: row.meaning.to_owned(),
    }
}

fn range(row: &Row) -> String {
    let Kind::Integer(_, range) = &row.kind else {
        return String::new();
    };
    let (start, end) = (grouped(*range.start()), grouped(*range.end()));
    format!("{start} to {end} {}", row.unit)
        .trim_end()
        .to_owned()
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
