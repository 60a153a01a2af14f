//! What the parser makes of JSON where it is more forgiving than a type's name says.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::rest::{
    attributes::Names,
    input::{Count, Flag, Nullable, Text, TextList, Whole},
};

macro_rules! kind {
    ($name:ident, $schema:expr) => {
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let schema: fn(&mut SchemaGenerator) -> Schema = $schema;
                schema(generator)
            }
        }
    };
}

kind!(Text, |_| json_schema!({
    "description": "A text. Numbers and booleans are written out, null is the empty text.",
    "type": ["string", "number", "boolean", "null"],
}));

kind!(TextList, |generator| json_schema!({
    "description": "A list of texts. A scalar is a list of one, null the empty list.",
    "anyOf": [
        {"type": "array", "items": generator.subschema_for::<Text>()},
        generator.subschema_for::<Text>(),
    ],
}));

kind!(Count, |_| json_schema!({
    "description": "A whole number from 0, or a text of one; 0 for null, \"\" and what is below 0.",
    "type": ["integer", "string", "null"],
    "pattern": r"^\s*([+-]?[0-9]+)?\s*$",
}));

kind!(Flag, |_| json_schema!({
    "description": "A truth: a boolean, one of these words in any case and with blanks around it, \
        or whether another value is empty or 0. False if absent.",
    "anyOf": [
        {"type": ["boolean", "number", "null", "array", "object"]},
        {"enum": [
            "true", "yes", "on", "y", "t", "1", "false", "no", "off", "n", "f", "0", ""
        ]},
    ],
}));

kind!(Whole, |_| json_schema!({
    "description": "A whole number, or a text of one; none for null and \"\".",
    "type": ["integer", "string", "null"],
    "pattern": r"^\s*([+-]?[0-9]+)?\s*$",
}));

kind!(Names, |generator| {
    let text = generator.subschema_for::<Text>();
    let named = json_schema!({
        "type": "object", "properties": {"name": text}, "required": ["name"],
    });
    json_schema!({
        "description": "Names, each by itself or as the `name` of an object. One alone is a list \
            of one, null the empty list.",
        "anyOf": [{"type": "array", "items": {"anyOf": [text, named]}}, named, text],
    })
});

impl<T: JsonSchema> JsonSchema for Nullable<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Nullable{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A change: null takes away what there is, absence leaves it.",
            "anyOf": [generator.subschema_for::<T>(), {"type": "null"}],
        })
    }
}

/// How a kind is written in a query string, if it can be.
pub(super) fn in_query(kind: &str) -> Option<serde_json::Value> {
    Some(match kind {
        "Text" => serde_json::json!({"type": "string"}),
        "TextList" | "Names" => serde_json::json!({"type": "array", "items": {"type": "string"}}),
        "Count" => serde_json::json!({"type": "integer", "minimum": 0}),
        "Whole" => serde_json::json!({"type": "integer"}),
        "Flag" => serde_json::json!({"type": "boolean"}),
        _ => return None,
    })
}
