//! The headers of a request that the component gets: the list in `wit/rest.wit`, and no other.

use serde_json::Value;

use crate::contract::vestibule::sso::settings;

/// Names and values, as they arrived.
pub(crate) type Headers = [(String, Vec<u8>)];

/// The header that `apps.http_header` names by default.
const CURRENT_APP: &str = "x-zato-sso-current-app";

/// In lower case. `tests/cases/headers.json` has the same list for every host.
const PASSED_ON: [&str; 18] = [
    "authorization",
    "cookie",
    "accept",
    "accept-language",
    "origin",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "sec-fetch-user",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-method",
    "x-forwarded-uri",
    "x-original-url",
    "x-original-uri",
    "x-original-method",
];

/// The headers of the list and the one that `apps.http_header` names, in their order. Bytes that are not
/// UTF-8 become U+FFFD.
pub(crate) fn passed_on(all: &Headers) -> Vec<(String, String)> {
    let apps = settings::stanza("apps");
    let apps = apps.and_then(|apps| serde_json::from_str::<Value>(&apps).ok());
    let named = apps.as_ref().and_then(|apps| apps.get("http_header"));
    let named = named.and_then(Value::as_str).unwrap_or(CURRENT_APP);
    listed(all, &named.to_lowercase())
}

fn listed(all: &Headers, current_app: &str) -> Vec<(String, String)> {
    let lower = all
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value));
    lower
        .filter(|(name, _)| PASSED_ON.contains(&name.as_str()) || name == current_app)
        .map(|(name, value)| (name, text(value)))
        .collect()
}

/// The first value of a header.
pub(crate) fn first(all: &Headers, wanted: &str) -> Option<String> {
    values(all, wanted).next()
}

/// The values of a header, in their order.
pub(crate) fn values<'a>(
    all: &'a Headers,
    wanted: &'a str,
) -> impl DoubleEndedIterator<Item = String> + 'a {
    let found = all
        .iter()
        .filter(move |(name, _)| name.eq_ignore_ascii_case(wanted));
    found.map(|(_, value)| text(value))
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{CURRENT_APP, PASSED_ON, listed};

    #[test]
    fn the_list_is_that_of_every_host() -> serde_json::Result<()> {
        let table = include_str!("../../../../tests/cases/headers.json");
        let table: Value = serde_json::from_str(table)?;
        assert_eq!(table.get("passed-on"), Some(&json!(PASSED_ON)));
        assert_eq!(table.get("current-app"), Some(&json!(CURRENT_APP)));
        Ok(())
    }

    #[test]
    fn the_list_and_the_header_of_the_settings_are_passed_on() {
        let header = |name: &str, value: &[u8]| (name.to_owned(), value.to_vec());
        let given = [
            header("Cookie", b"b"),
            header("x-app", b"CRM"),
            header("x-real-ip", b"192.0.2.1"),
            header("cookie", b"a \xff"),
        ];
        let passed = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let cookies = [passed("cookie", "b"), passed("cookie", "a \u{fffd}")];
        assert_eq!(listed(&given, "x-zato-sso-current-app"), cookies);
        let [first, second] = cookies;
        assert_eq!(
            listed(&given, "x-app"),
            [first, passed("x-app", "CRM"), second]
        );
    }
}
