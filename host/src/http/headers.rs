//! The headers of a request that the component gets: the list in `wit/rest.wit`, and no other.

use axum::http::HeaderMap;

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

/// The headers of the list and the one that `apps.http_header` names, with all their values, those of
/// one name in their order. Bytes that are not UTF-8 become U+FFFD.
pub(super) fn passed_on(headers: &HeaderMap, http_header: Option<&str>) -> Vec<(String, String)> {
    let current_app = http_header.unwrap_or(CURRENT_APP).to_lowercase();
    let is_listed = PASSED_ON.contains(&current_app.as_str());
    let further = (!is_listed).then_some(current_app.as_str());
    let mut passed = Vec::new();
    for name in PASSED_ON.into_iter().chain(further) {
        let values = headers.get_all(name).into_iter();
        let texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        passed.extend(texts.map(|text| (name.to_owned(), text)));
    }
    passed
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, header::InvalidHeaderValue};

    use serde_json::{Value, json};

    use super::{CURRENT_APP, PASSED_ON, passed_on};

    fn headers(given: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            let name = HeaderName::from_static(name);
            headers.append(name, HeaderValue::from_static(value));
        }
        headers
    }

    fn passed(given: &[(&'static str, &'static str)], http_header: Option<&str>) -> Vec<String> {
        let passed = passed_on(&headers(given), http_header).into_iter();
        passed
            .map(|(name, value)| format!("{name}: {value}"))
            .collect()
    }

    #[test]
    fn the_list_is_that_of_every_host() -> serde_json::Result<()> {
        let table = include_str!("../../../tests/cases/headers.json");
        let table: Value = serde_json::from_str(table)?;
        assert_eq!(table.get("passed-on"), Some(&json!(PASSED_ON)));
        assert_eq!(table.get("current-app"), Some(&json!(CURRENT_APP)));
        Ok(())
    }

    #[test]
    fn the_list_is_passed_on_and_nothing_else() {
        for name in PASSED_ON {
            assert_eq!(passed(&[(name, "x")], None), [format!("{name}: x")]);
        }
        let others = [("x-real-ip", "1"), ("user-agent", "a"), ("x-app", "b")];
        assert!(passed(&others, None).is_empty());
    }

    #[test]
    fn the_current_application_has_the_header_of_the_settings() {
        let given = [
            ("x-app", "a"),
            ("x-zato-sso-current-app", "b"),
            ("origin", "c"),
        ];
        let by_default = ["origin: c", "x-zato-sso-current-app: b"];
        assert_eq!(passed(&given, None), by_default);
        assert_eq!(passed(&given, Some("X-App")), ["origin: c", "x-app: a"]);
        assert_eq!(passed(&given, Some("Origin")), ["origin: c"]);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() -> Result<(), InvalidHeaderValue> {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(b"caf\xc3\xa9 \xff")?;
        headers.append("cookie", value);
        let passed = passed_on(&headers, None);
        assert_eq!(passed, [("cookie".to_owned(), "café \u{fffd}".to_owned())]);
        Ok(())
    }

    #[test]
    fn headers_of_one_name_keep_their_order() {
        let given = [("cookie", "b"), ("origin", "x"), ("cookie", "a")];
        assert_eq!(
            passed(&given, None),
            ["cookie: b", "cookie: a", "origin: x"]
        );
    }
}
