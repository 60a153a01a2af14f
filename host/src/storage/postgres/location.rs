//! `postgres://…`.

use std::{fmt, path::Path, sync::Arc};

use anyhow::{Result, bail};
use async_trait::async_trait;

use super::{Postgres, PostgresOptions};
use crate::storage::{
    Backup, Migration, StorageOptions, Store,
    location::{Kind, Location},
};

const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

pub(in crate::storage) const KIND: Kind = Kind {
    form: "postgres://USER@HOST/DATABASE",
    parse: |text| {
        let is_ours = SCHEMES.iter().any(|scheme| text.starts_with(scheme));
        is_ours.then(|| Arc::new(DatabaseUrl(text.to_owned())) as Arc<dyn Location>)
    },
};

/// The URL of a database, with its password if it has one.
struct DatabaseUrl(String);

#[async_trait]
impl Location for DatabaseUrl {
    async fn open(&self, options: StorageOptions) -> Result<Arc<dyn Store>> {
        let mut own = PostgresOptions::default();
        if let Some(connections) = options.connections {
            own.connections = connections.get();
        }
        Ok(Arc::new(Postgres::open(&self.0, own).await?))
    }

    async fn exists(&self) -> Result<bool> {
        Postgres::exists(&self.0).await
    }

    async fn migrate(&self) -> Result<Migration> {
        Postgres::migrate(&self.0).await
    }

    fn back_up(&self, _file: &Path) -> Result<Backup> {
        bail!(
            "{self} is backed up by PostgreSQL's own tools, such as pg_dump; this command is for \
             SQLite"
        )
    }

    fn identity(&self) -> String {
        self.0.clone()
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&without_secrets(&self.0))
    }
}

/// `scheme://user@host:port/database`. Parameters are left out, because a password may be among
/// them. If it is not certain which part is the password, everything is left out.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    if parameters.contains('@') {
        return format!("{scheme}://…");
    }
    match place.rsplit_once('@') {
        // If an `@` is missing, the apparent host may be a password.
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
            let shown = (KIND.parse)(url).map(|location| location.to_string());
            assert_eq!(shown.as_deref(), Some(expected));
        }
    }
}
