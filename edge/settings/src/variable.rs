//! Variables of the environment: `VESTIBULE_<STANZA>_<KEY>` replaces a key, its value written as
//! in TOML (a text needs no quotes).

use anyhow::{Context, Result};
use toml::{Table, Value};

const PREFIX: &str = "VESTIBULE_";

/// Variables that replace an argument of the command line instead of a key.
const ARGUMENTS: [&str; 4] = ["LISTEN", "DATA", "STORAGE", "CONFIG"];

/// A variable that replaces a key.
#[derive(Clone)]
pub struct Variable {
    /// As in the environment.
    variable: String,
    /// Stanza and key in lower case, with an underscore between them. Which one that is follows from the
    /// stanzas there are.
    name: String,
    /// What the key is set to.
    pub value: Value,
}

impl Variable {
    /// `None` if the variable does not stand for a key.
    #[must_use]
    pub fn of_environment((variable, value): (String, String)) -> Option<Self> {
        let name = variable.strip_prefix(PREFIX)?;
        (!ARGUMENTS.contains(&name)).then(|| Self {
            name: name.to_lowercase(),
            value: parse_value(&value),
            variable: variable.clone(),
        })
    }

    /// Stanza and key: the stanza with the longest name that fits.
    ///
    /// # Errors
    /// If none of the stanzas fits. The message has the variable's name, not its value.
    pub fn place<'a>(&self, stanzas: impl Iterator<Item = &'a str>) -> Result<(String, String)> {
        let found = stanzas
            .filter_map(|stanza| Some((stanza, self.key_in(stanza)?)))
            .max_by_key(|(stanza, _)| stanza.len());
        let (stanza, key) = found.with_context(|| {
            format!("{} does not begin with the name of a stanza", self.variable)
        })?;
        Ok((stanza.to_owned(), key.to_owned()))
    }

    /// Whether the variable may belong to a stanza, judged without the names of other stanzas.
    #[must_use]
    pub fn may_be_of(&self, stanza: &str) -> bool {
        self.key_in(stanza).is_some()
    }

    fn key_in(&self, stanza: &str) -> Option<&str> {
        self.name.strip_prefix(stanza)?.strip_prefix('_')
    }
}

fn parse_value(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>();
    let value = parsed.ok().and_then(|mut table| table.remove("value"));
    // JSON has no such number: it would be as if the variable was not set.
    let is_json = |value: &Value| value.as_float().is_none_or(f64::is_finite);
    let value = value.filter(is_json);
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use toml::Value;

    use super::parse_value;

    #[test]
    fn a_number_that_json_does_not_have_is_a_text() {
        for text in ["nan", "inf", "-inf"] {
            assert_eq!(parse_value(text), Value::String(text.to_owned()));
        }
        assert_eq!(parse_value("0.5"), Value::Float(0.5));
    }
}
