//! Which URLs may receive messages about sign-ups. The messages contain personal data, so the
//! connection has to be private.

use std::net::IpAddr;

/// Maximum characters of a URL.
const MAX_LENGTH: usize = 2_000;

/// Whether a text is an absolute URL of `https`, or of `http` on this machine, without user,
/// password and fragment.
pub(super) fn is_usable(url: &str) -> bool {
    if url.len() > MAX_LENGTH || !url.bytes().all(is_of_url) {
        return false;
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let Some(host) = host(authority) else {
        return false;
    };
    match scheme {
        "https" => true,
        "http" => is_loopback(host),
        _ => false,
    }
}

/// The characters that RFC 3986 permits in a URL without a fragment.
fn is_of_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&byte)
}

/// The host, if there is one and only a port follows it, or nothing. An IPv6 address is in brackets.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority
        .strip_prefix('[')
        .and_then(|v6| v6.split_once(']'))
    {
        Some((address, rest)) => {
            address.parse::<std::net::Ipv6Addr>().ok()?;
            (address, rest)
        }
        None => {
            let name = authority.split(':').next().unwrap_or_default();
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
            if name.is_empty() || !name.bytes().all(is_name) {
                return None;
            }
            (name, authority.get(name.len()..).unwrap_or_default())
        }
    };
    let is_port = |text: &str| text.parse::<u16>().is_ok_and(|port| port > 0);
    match port.strip_prefix(':') {
        Some(port) => is_port(port).then_some(host),
        None => port.is_empty().then_some(host),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_usable;

    #[test]
    fn urls_with_https_or_a_loopback_address_are_accepted() {
        for url in [
            "https://example.com",
            "https://hooks.example.com:8443/sign-ups?key=a%20b",
            "https://[2001:db8::1]:443/",
            "http://localhost:8080/x",
            "http://127.0.0.1/",
            "http://[::1]:9000?x",
        ] {
            assert!(is_usable(url), "{url}");
        }
    }

    #[test]
    fn all_other_urls_are_refused() {
        for url in [
            "",
            "example.com",
            "http://example.com/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "HTTPS://example.com/",
            "ftp://example.com/",
            "https://",
            "https:///path",
            "https://user:password@example.com/",
            "http://localhost@example.com/",
            "http://127.0.0.1:80@example.com/",
            "https://example.com/#part",
            "https://example.com:0/",
            "https://example.com:port/",
            "https://exa mple.com/",
            "https://example.com/\r\nx: y",
            "https://[::1",
            "https://[example.com]/",
            "https://bücher.example/",
        ] {
            assert!(!is_usable(url), "{url}");
        }
        assert!(!is_usable(&format!(
            "https://example.com/{}",
            "a".repeat(2_000)
        )));
    }
}
