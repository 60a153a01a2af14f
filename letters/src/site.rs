//! What the letters of one server have in common, and the links in them.

use form_urlencoded::byte_serialize;

use crate::{
    contract::{Problem, Site},
    problems,
};

/// The place of the token in a URL.
const PLACE: &str = "{token}";

/// Characters of the longest name.
const MAX_NAME: usize = 100;

/// Characters of the longest URL.
const MAX_URL: usize = 2_000;

/// Lists what is wrong with a site.
pub(crate) fn check(site: &Site) -> Vec<Problem> {
    let mut found = vec![];
    let name = site.name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.contains(char::is_control) {
        let message = format!("must have 1 to {MAX_NAME} characters, and no control characters");
        found.push(problems::of_site("name", message));
    }
    for (member, url, has_token) in [
        ("confirm-url", &site.confirm_url, true),
        ("disown-url", &site.disown_url, true),
        ("reset-url", &site.reset_url, true),
        ("login-url", &site.login_url, false),
        ("decide-url", &site.decide_url, false),
    ] {
        let wrong = url.as_deref().and_then(|url| wrong(url, has_token));
        found.extend(wrong.map(|message| problems::of_site(member, message.to_owned())));
    }
    found
}

/// What is wrong with a URL.
fn wrong(url: &str, has_token: bool) -> Option<&'static str> {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let forbidden = |character: char| {
        character.is_whitespace() || character.is_control() || "\"'<>`\\".contains(character)
    };
    let places = url.matches(PLACE).count();
    if host.is_none_or(|host| host.is_empty() || host.starts_with('/')) {
        Some("must begin with https:// or http:// and name a host")
    } else if url.contains(forbidden) {
        Some("must not contain white space, quotation marks, angle brackets or backslashes")
    } else if url.chars().count() > MAX_URL {
        Some("must have at most 2,000 characters")
    } else if has_token && places != 1 {
        Some("must contain {token} exactly once")
    } else if !has_token && places != 0 {
        Some("must not contain {token}: there is none in this letter")
    } else {
        None
    }
}

/// A URL with the token in its place.
pub(crate) fn with_token(url: &str, token: &str) -> String {
    let token: String = byte_serialize(token.as_bytes()).collect();
    url.replace(PLACE, &token)
}

#[cfg(test)]
mod tests {
    use super::{with_token, wrong};

    #[test]
    fn only_links_to_pages_are_urls() {
        for url in [
            "javascript:alert(1)//{token}",
            "/confirm?token={token}",
            "https:///{token}",
            "https://",
            "https://a.example/{token}\" onclick=\"x",
            "https://a.example/<{token}>",
            "https://a.example/ {token}",
            "https://a.example/\n{token}",
            "https://a.example/",
            "https://a.example/{token}/{token}",
        ] {
            assert!(wrong(url, true).is_some(), "{url}");
        }
        assert_eq!(wrong("http://127.0.0.1:8080/confirm#{token}", true), None);
        assert_eq!(wrong("https://a.example/?a=1&b=2", false), None);
        assert!(wrong("https://a.example/{token}", false).is_some());
    }

    #[test]
    fn a_token_cannot_leave_its_place() {
        let url = with_token("https://a.example/?t={token}&x=1", "a&b=\"c#");
        assert_eq!(url, "https://a.example/?t=a%26b%3D%22c%23&x=1");
    }
}
