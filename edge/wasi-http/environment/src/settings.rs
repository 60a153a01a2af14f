//! What the operator set.

use serde_json::{Map, Value, json};
use toml::Table;
use vestibule_settings::{Variable, entries, parse};
use wasip2::cli::environment::get_environment;

use crate::{
    contract::{
        Environment,
        exports::vestibule::{edge::edge_settings, sso::settings},
    },
    file,
    stanzas::{self, EDGE, EDGE_KEYS, STORAGE},
};

/// The variable with the path of the settings file.
const CONFIG: &str = "VESTIBULE_CONFIG";

/// The keys of stanza `main` that the operator cannot set.
const SET_BY_HOST: [&str; 2] = ["is_delivery_configured", "is_callback_configured"];

impl settings::Guest for Environment {
    fn stanza(name: String) -> Option<String> {
        if name == EDGE || name == STORAGE {
            return None;
        }
        Some(Given::read().stanza(&name)?.to_string())
    }

    fn entry(stanza: String, key: String) -> Option<String> {
        entries(&stanza, &Given::read().stanza(&stanza)?).remove(&key)
    }
}

impl edge_settings::Guest for Environment {
    fn get(key: String) -> Option<String> {
        Some(Given::read().stanzas.get(EDGE)?.get(key)?.to_string())
    }

    fn problems() -> Vec<String> {
        Given::read().problems
    }
}

/// What the operator set, and what is wrong with it.
#[derive(Default)]
struct Given {
    stanzas: Map<String, Value>,
    problems: Vec<String>,
}

impl Given {
    fn read() -> Self {
        let variables = get_environment();
        let path = variables.iter().find(|(name, _)| name == CONFIG);
        let text = path.map_or(Ok(String::new()), |(_, path)| file::read(path));
        match text {
            Ok(text) => Self::understand(&text, variables),
            Err(problem) => Self {
                problems: vec![problem],
                ..Self::default()
            },
        }
    }

    fn understand(text: &str, variables: Vec<(String, String)>) -> Self {
        let mut given = Self::default();
        match parse(text) {
            Ok(table) => given.take(table),
            Err(error) => given.problems.push(format!("{CONFIG}: {error}")),
        }
        for variable in variables.into_iter().filter_map(Variable::of_environment) {
            match variable.place(stanzas::all()) {
                Ok((stanza, key)) => given.set(&stanza, key, &variable.value),
                Err(error) => given.problems.push(error.to_string()),
            }
        }
        given.check_own();
        given
    }

    fn take(&mut self, table: Table) {
        for (name, stanza) in table {
            if !stanzas::all().any(|known| known == name) {
                self.problems.push(format!("unknown stanza [{name}]"));
                continue;
            }
            match serde_json::to_value(stanza) {
                Ok(stanza @ Value::Object(_)) => {
                    self.stanzas.insert(name, stanza);
                }
                _ => self
                    .problems
                    .push(format!("{name} must be a stanza: [{name}]")),
            }
        }
    }

    fn set(&mut self, stanza: &str, key: String, value: &toml::Value) {
        let table = self.stanzas.entry(stanza).or_insert_with(|| json!({}));
        if let (Value::Object(table), Ok(value)) = (table, serde_json::to_value(value)) {
            table.insert(key, value);
        }
    }

    /// Checks what the component does not: the keys that only a host may set, and the edge's own.
    fn check_own(&mut self) {
        let keys = |stanza: &str| {
            let stanza = self.stanzas.get(stanza).and_then(Value::as_object);
            let keys = stanza.map(|stanza| stanza.keys().cloned().collect::<Vec<_>>());
            keys.unwrap_or_default()
        };
        let of_host = keys("main").into_iter();
        let of_host = of_host
            .filter(|key| SET_BY_HOST.contains(&key.as_str()))
            .map(|key| ("main", key));
        let unknown = keys(EDGE).into_iter();
        let unknown = unknown.filter(|key| !EDGE_KEYS.contains(&key.as_str()));
        let problems: Vec<String> = of_host
            .chain(unknown.map(|key| (EDGE, key)))
            .map(|(stanza, key)| format!("[{stanza}] {key} is an unknown key"))
            .collect();
        self.problems.extend(problems);
    }

    /// A stanza as the component gets it. It learns in `main` whether somebody delivers messages.
    fn stanza(&self, name: &str) -> Option<Value> {
        let mut stanza = self.stanzas.get(name).cloned();
        if name == "main" {
            let delivers = self
                .stanzas
                .get(EDGE)
                .and_then(|edge| edge.get("delivers_messages"));
            let delivers = delivers.and_then(Value::as_bool).unwrap_or(false);
            let main = stanza.get_or_insert_with(|| json!({}));
            if let Value::Object(main) = main {
                main.insert("is_delivery_configured".to_owned(), delivers.into());
            }
        }
        stanza
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test may fail")]

    use super::Given;

    fn given(text: &str, variables: &[(&str, &str)]) -> Given {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Given::understand(text, variables.iter().map(owned).collect())
    }

    fn stanza(given: &Given, name: &str) -> String {
        given
            .stanza(name)
            .map(|stanza| stanza.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn variables_replace_keys_of_the_file() {
        let given = given(
            "[session]\nexpiry = 30\nmax_age = 60\n[apps]\nall = [\"CRM\"]",
            &[
                ("VESTIBULE_SESSION_EXPIRY", "40"),
                ("VESTIBULE_PASSWORD_RESET_VALID_FOR", "5"),
                ("VESTIBULE_PASSWORD_EXPIRY", "7"),
                ("VESTIBULE_MAIN_KEYS", "[\"a\", \"b\"]"),
                ("PATH", "/bin"),
            ],
        );
        assert!(given.problems.is_empty(), "{:?}", given.problems);
        assert_eq!(stanza(&given, "session"), r#"{"expiry":40,"max_age":60}"#);
        assert_eq!(stanza(&given, "password_reset"), r#"{"valid_for":5}"#);
        assert_eq!(stanza(&given, "password"), r#"{"expiry":7}"#);
        assert_eq!(stanza(&given, "apps"), r#"{"all":["CRM"]}"#);
        assert_eq!(
            stanza(&given, "main"),
            r#"{"is_delivery_configured":false,"keys":["a","b"]}"#
        );
        assert_eq!(stanza(&given, "signup"), "");
    }

    #[test]
    fn messages_are_queued_if_somebody_delivers_them() {
        let given = given("[edge]\ndelivers_messages = true", &[]);
        assert_eq!(stanza(&given, "main"), r#"{"is_delivery_configured":true}"#);
    }

    #[test]
    fn what_nobody_knows_is_a_problem() {
        for (text, name, expected) in [
            ("[singup]", "", "unknown stanza [singup]"),
            ("session = 1", "", "session must be a stanza: [session]"),
            ("[edge]\nclient = 1", "", "[edge] client is an unknown key"),
            (
                "[main]\nis_delivery_configured = true",
                "",
                "[main] is_delivery_configured is an unknown key",
            ),
            (
                "",
                "VESTIBULE_SINGUP_ENABLED",
                "VESTIBULE_SINGUP_ENABLED does not begin with the name of a stanza",
            ),
            ("[main", "", "VESTIBULE_CONFIG: line 1: "),
        ] {
            let given = given(text, &[(name, "hush")]);
            let [problem] = given.problems.as_slice() else {
                panic!("{:?}", given.problems);
            };
            assert!(problem.starts_with(expected), "{problem}");
            assert!(!problem.contains("hush"), "{problem}");
        }
    }
}
