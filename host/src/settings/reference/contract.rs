//! Stanzas that the component asks for, from `wit/settings.wit`.

use std::path::Path;

use serde_json::Value;
use wit_parser::{Docs, Field, Interface, Record, Resolve, Type, TypeDef, TypeDefKind};

use super::{
    Key, Stanza,
    defaults::{Defaults, in_words},
    meaning,
};
use crate::settings::file::File;

/// Every stanza, in the contract's order.
pub(super) fn stanzas(defaults: &Defaults) -> Vec<Stanza> {
    let mut resolve = Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    resolve.push_dir(&wit).unwrap();
    let is_it = |interface: &&Interface| interface.name.as_deref() == Some("settings");
    let mut interfaces = resolve.interfaces.iter().map(|(_, interface)| interface);
    let settings = interfaces.find(is_it).unwrap();
    let mut stanzas = Vec::new();
    for (name, function) in &settings.functions {
        let Some(definition) = function.result.and_then(|result| defined(&resolve, result)) else {
            continue;
        };
        if let TypeDefKind::Record(record) = &definition.kind {
            let name = snake(name);
            stanzas.push(Stanza {
                heading: format!("[{name}]"),
                meaning: text(&definition.docs),
                keys: keys(&resolve, record, &name, Some(defaults)),
            });
        }
    }
    stanzas.push(Stanza {
        heading: "[user_address_list]".to_owned(),
        meaning: format!(
            "{} One key for each user: `ann = [\"192.0.2.0/24\"]`.",
            text(&settings.functions["address-list"].docs)
        ),
        keys: Vec::new(),
    });
    let definition = &resolve.types[settings.types["linked-auth-definition"]];
    if let TypeDefKind::Record(record) = &definition.kind {
        stanzas.push(Stanza {
            heading: "[[linked_auth.definition]]".to_owned(),
            meaning: text(&definition.docs),
            keys: keys(&resolve, record, "linked_auth", None),
        });
    }
    stanzas
}

fn keys(resolve: &Resolve, record: &Record, stanza: &str, defaults: Option<&Defaults>) -> Vec<Key> {
    let keys = record
        .fields
        .iter()
        .map(|field| (snake(&field.name), field));
    let keys =
        keys.filter(|(name, field)| defaults.is_none() || is_in_file(resolve, stanza, name, field));
    let key = |(name, field): (String, &Field)| {
        let (meaning, said) = meaning(field.docs.contents.as_deref().unwrap());
        let default =
            defaults.and_then(|defaults| defaults.get(&(stanza.to_owned(), name.clone())));
        let default = default.filter(|_| said.is_some());
        if let (Some(default), Some(said)) = (default, said) {
            let words = in_words(default);
            assert!(
                said == words || said.starts_with(&format!("{words} (")),
                "[{stanza}] {name}: {said:?} is {words:?}"
            );
        }
        Key {
            name,
            kind: kind(resolve, field).0.to_owned(),
            default: default.map(as_toml).unwrap_or_default(),
            meaning,
        }
    };
    keys.map(key).collect()
}

/// Some are not for the file, but said by the host as a whole.
fn is_in_file(resolve: &Resolve, stanza: &str, key: &str, field: &Field) -> bool {
    let variable = format!("VESTIBULE_{stanza}_{key}").to_uppercase();
    let example = kind(resolve, field).1.to_owned();
    File::load(None, [(variable, example)]).is_ok()
}

/// In words, and an example.
fn kind(resolve: &Resolve, field: &Field) -> (&'static str, &'static str) {
    let Some(TypeDefKind::Option(within)) = kind_of(resolve, field.ty) else {
        unreachable!("every field is optional");
    };
    match within {
        Type::Bool => ("true or false", "true"),
        Type::U32 => ("whole number", "1"),
        Type::String => ("text", "text"),
        _ => ("list of texts", "[]"),
    }
}

fn defined(resolve: &Resolve, of: Type) -> Option<&TypeDef> {
    match of {
        Type::Id(id) => Some(&resolve.types[id]),
        _ => None,
    }
}

fn kind_of(resolve: &Resolve, of: Type) -> Option<&TypeDefKind> {
    Some(&defined(resolve, of)?.kind)
}

fn as_toml(value: &Value) -> String {
    // Scalars and lists of texts are the same in both.
    format!("`{}`", value.to_string().replace("\",\"", "\", \""))
}

/// A documentation comment in one line.
fn text(docs: &Docs) -> String {
    meaning(docs.contents.as_deref().unwrap_or_default()).0
}

fn snake(name: &str) -> String {
    name.replace('-', "_")
}
