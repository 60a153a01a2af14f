//! Where the storage server is.

use std::net::IpAddr;

use wasip2::{cli::environment::get_environment, http::types::Scheme};

const URL: &str = "VESTIBULE_STORAGE_URL";
const TOKEN: &str = "VESTIBULE_STORAGE_TOKEN";

/// The storage server, as the operator named it.
pub(crate) struct Server {
    pub(crate) scheme: Scheme,
    /// Host and port.
    pub(crate) authority: String,
    pub(crate) token: String,
}

impl Server {
    /// Reads the environment.
    ///
    /// # Errors
    /// If a variable is missing, or the URL is not one that may be used. The message contains neither.
    pub(crate) fn of_environment() -> Result<Self, String> {
        let variables = get_environment();
        let find = |wanted: &str| {
            let found = variables.iter().find(|(name, _)| name == wanted);
            found
                .map(|(_, value)| value.as_str())
                .ok_or_else(|| format!("{wanted} is not set"))
        };
        let (scheme, authority) = parse(find(URL)?).ok_or_else(|| {
            format!("{URL} has to be https://HOST:PORT, or http:// with a loopback address")
        })?;
        Ok(Self {
            scheme,
            authority,
            token: find(TOKEN)?.to_owned(),
        })
    }
}

/// Scheme and authority. The token must not travel unencrypted.
fn parse(url: &str) -> Option<(Scheme, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if authority.is_empty() || !authority.bytes().all(is_plain) {
        return None;
    }
    match scheme {
        "https" => Some((Scheme::Https, authority.to_owned())),
        "http" if is_loopback(authority) => Some((Scheme::Http, authority.to_owned())),
        _ => None,
    }
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => authority,
    };
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_token_does_not_travel_unencrypted() {
        for url in [
            "https://sso.example",
            "https://sso.example:17012/",
            "http://127.0.0.1:17012",
            "http://[::1]:17012",
            "http://[::1]",
            "http://localhost:1",
        ] {
            assert!(parse(url).is_some(), "{url}");
        }
        for url in [
            "http://192.0.2.1:17012",
            "http://sso.example",
            "http://127.0.0.1.example",
            "http://a@127.0.0.1",
            "https://sso.example/path",
            "https://",
            "sso.example",
            "postgres://db/sso",
        ] {
            assert!(parse(url).is_none(), "{url}");
        }
    }
}
