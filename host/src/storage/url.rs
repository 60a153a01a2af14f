//! Where data is kept, as an operator writes it: `sqlite:DIR` or `postgres://…`.
//!
//! The address of a database server may hold a password, so it is never shown whole, and a text
//! that is no address is not repeated either: it may be one that was mistyped.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// An address of a store. Showing it, also for debugging, leaves out a password.
#[derive(Clone, PartialEq, Eq)]
pub enum StorageUrl {
    /// A directory with `vestibule.db`.
    Sqlite(PathBuf),
    /// A database, by the whole URL.
    Postgres(String),
}

const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

/// A text that is the address of no store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is neither sqlite:DIR nor postgres://…")]
pub struct NotAStorageUrl;

impl FromStr for StorageUrl {
    type Err = NotAStorageUrl;

    fn from_str(text: &str) -> Result<Self, NotAStorageUrl> {
        if POSTGRES.iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite:") {
            Some(directory) if !directory.is_empty() => Ok(Self::Sqlite(directory.into())),
            _ => Err(NotAStorageUrl),
        }
    }
}

impl fmt::Display for StorageUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(directory) => write!(to, "sqlite:{}", directory.display()),
            Self::Postgres(url) => to.write_str(&without_secrets(url)),
        }
    }
}

impl fmt::Debug for StorageUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

/// `scheme://user@host:port/database`. The parameters may have a password too, so they are left
/// out, and where it cannot be told what is what, everything is.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    if parameters.contains('@') {
        return format!("{scheme}://…");
    }
    match place.rsplit_once('@') {
        // Where an `@` was forgotten, what looks like a host may be a password.
        None if place.contains(':') && !has_port(place) => format!("{scheme}://…"),
        None => format!("{scheme}://{place}"),
        Some((user, host)) => {
            let name = user.split_once(':').map_or(user, |(name, _)| name);
            format!("{scheme}://{name}@{host}")
        }
    }
}

fn has_port(place: &str) -> bool {
    let host = place.split('/').next().unwrap_or_default();
    let is_number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    host.rsplit_once(':')
        .is_some_and(|(_, port)| is_number(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<StorageUrl>()
            .map_or_else(|error| error.to_string(), |url| format!("{url} {url:?}"))
    }

    #[test]
    fn addresses_are_known_by_their_beginning() {
        assert_eq!("sqlite:/a b".parse(), Ok(StorageUrl::Sqlite("/a b".into())));
        for url in ["postgres://db/sso", "postgresql://db/sso"] {
            assert_eq!(url.parse(), Ok(StorageUrl::Postgres(url.to_owned())));
        }
        for text in [
            "",
            "sqlite:",
            "sqlite",
            "/var/lib",
            "mysql://hush@db",
            "hush",
        ] {
            assert_eq!(text.parse::<StorageUrl>(), Err(NotAStorageUrl));
            assert!(!shown(text).contains("hush"));
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        for (url, expected) in [
            ("postgres://db:5432/sso", "postgres://db:5432/sso"),
            ("postgres://ann@db/sso", "postgres://ann@db/sso"),
            ("postgresql://ann:hush@db/sso", "postgresql://ann@db/sso"),
            ("postgres://ann:hu/@:sh@db/sso", "postgres://ann@db/sso"),
            (
                "postgres://ann@db/sso?password=hush",
                "postgres://ann@db/sso",
            ),
            ("postgres://ann:hu?sh@db/sso", "postgres://…"),
            ("postgres://ann:hush%40db/sso", "postgres://…"),
            ("postgres://ann:hush/sso", "postgres://…"),
            ("postgres://[::1]:5432/sso", "postgres://[::1]:5432/sso"),
            ("postgres://db/sso?user=ann&password=hu@sh", "postgres://…"),
        ] {
            assert_eq!(shown(url), format!("{expected} {expected}"));
        }
    }
}
