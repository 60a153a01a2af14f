//! The schemas of the types for which the parser accepts more JSON than the type's name says.

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
    "description": "A text. Numbers and booleans are converted to text, null to the empty text.",
    "type": ["string", "number", "boolean", "null"],
}));

kind!(TextList, |generator| json_schema!({
    "description": "A list of texts. A scalar counts as a list of one, null as the empty list.",
    "anyOf": [
        {"type": "array", "items": generator.subschema_for::<Text>()},
        generator.subschema_for::<Text>(),
    ],
}));

kind!(Count, |_| json_schema!({
    "description": "A whole number from 0, as a number or a text; null, \"\" and negative numbers count as 0.",
    "type": ["integer", "string", "null"],
    "pattern": r"^\s*([+-]?[0-9]+)?\s*$",
}));

kind!(Flag, |_| json_schema!({
    "description": "A truth value: a boolean, or one of these words in any case and with spaces \
        around it. Any other value is false if it is empty or 0, and true otherwise. If absent: \
        false.",
    "anyOf": [
        {"type": ["boolean", "number", "null", "array", "object"]},
        {"enum": [
            "true", "yes", "on", "y", "t", "1", "false", "no", "off", "n", "f", "0", ""
        ]},
    ],
}));

kind!(Whole, |_| json_schema!({
    "description": "A whole number, as a number or a text; null and \"\" count as absent.",
    "type": ["integer", "string", "null"],
    "pattern": r"^\s*([+-]?[0-9]+)?\s*$",
}));

kind!(Names, |generator| {
    let text = generator.subschema_for::<Text>();
    let named = json_schema!({
        "type": "object", "properties": {"name": text}, "required": ["name"],
    });
    json_schema!({
        "description": "Names, each as a text or as the `name` of an object. One alone counts as \
            a list of one, null as the empty list.",
        "anyOf": [{"type": "array", "items": {"anyOf": [text, named]}}, named, text],
    })
});

impl<T: JsonSchema> JsonSchema for Nullable<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Nullable{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A change: null removes the value; if absent, it stays unchanged.",
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
