//! The address of the database, and the protection of the connection.
//!
//! A PostgreSQL URL with one difference: a connection over a network is encrypted and the server's
//! certificate is checked, unless the URL contains `sslmode=disable`. `prefer` is not supported,
//! because an attacker in between can turn it into plain text, and `require` checks certificates as
//! `verify-full` does. For a server on this machine, `disable` is the default.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, bail};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio::time::timeout;
use tokio_postgres::{
    Client,
    config::{Config, Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Time limit for connecting to one server, unless the URL has `connect_timeout`.
const PATIENCE: Duration = Duration::from_secs(5);

/// After this time without traffic a connection is probed; one that acknowledges nothing for this time
/// is closed.
const SILENCE: Duration = Duration::from_secs(30);

/// Everything that is needed to connect.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Address {
    /// Parses a URL. No error repeats it, because it may contain a password. If it contains none,
    /// the environment variable `PGPASSWORD` is used, as PostgreSQL's own programs do.
    pub(super) fn parse(url: &str) -> anyhow::Result<Self> {
        Self::with_password(url, std::env::var("PGPASSWORD").ok())
    }

    fn with_password(url: &str, password: Option<String>) -> anyhow::Result<Self> {
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        let mut ours = Ours::default();
        let mut rest = form_urlencoded::Serializer::new(String::new());
        // In PostgreSQL's URLs a `+` is itself, and not a space.
        let query = query.replace('+', "%2B");
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "sslmode" => ours.mode = Some(value.into_owned()),
                "sslrootcert" => ours.root_certificates = Some(value.into_owned()),
                _ => {
                    rest.append_pair(&name, &value);
                }
            }
        }
        let rest = rest.finish().replace('+', "%20");
        let mut config: Config = format!("{before}?{rest}")
            .parse()
            .map_err(|_| anyhow::anyhow!("not a PostgreSQL URL, or an unknown parameter in it"))?;
        if config.get_dbname().is_none() {
            bail!("the URL has no database name");
        }
        config.ssl_mode(ours.mode(&config)?);
        if config.get_application_name().is_none() {
            config.application_name("vestibule");
        }
        if config.get_password().is_none()
            && let Some(password) = password
        {
            config.password(password);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        config.keepalives_idle(config.get_keepalives_idle().min(SILENCE));
        Ok(Self {
            tls: ours.tls(config.get_ssl_mode())?,
            config,
        })
    }

    /// Time limit for connecting to every server in turn and then setting up the connection.
    pub(super) fn patience(&self) -> Duration {
        let config = &self.config;
        let servers = config.get_hosts().len().max(config.get_hostaddrs().len());
        let each = config.get_connect_timeout().copied().unwrap_or(PATIENCE);
        let servers = u32::try_from(servers).unwrap_or(u32::MAX);
        each.saturating_mul(servers.saturating_add(1))
    }

    /// A connection outside of the pool. It ends when the client is dropped.
    pub(super) async fn connect(&self) -> anyhow::Result<Client> {
        let connecting = self.config.connect(self.tls.clone());
        let connected = timeout(self.patience(), connecting).await;
        let (client, connection) = connected.context("no response from the server")??;
        // Its errors are reported to the client.
        tokio::spawn(connection);
        Ok(client)
    }
}

/// Parameters that the driver does not know, or treats differently.
#[derive(Default)]
struct Ours {
    mode: Option<String>,
    root_certificates: Option<String>,
}

impl Ours {
    fn mode(&self, config: &Config) -> anyhow::Result<SslMode> {
        match self.mode.as_deref() {
            Some("disable") => Ok(SslMode::Disable),
            Some("require" | "verify-full") => Ok(SslMode::Require),
            Some("allow" | "prefer" | "verify-ca") => {
                bail!("unsupported sslmode: expected disable, require or verify-full")
            }
            Some(_) => bail!("unknown sslmode"),
            None if self.root_certificates.is_none() && is_on_this_machine(config) => {
                Ok(SslMode::Disable)
            }
            None => Ok(SslMode::Require),
        }
    }

    fn tls(&self, mode: SslMode) -> anyhow::Result<MakeRustlsConnect> {
        let mut roots = RootCertStore::empty();
        if mode == SslMode::Require {
            match &self.root_certificates {
                Some(file) => add_from(&mut roots, Path::new(file))?,
                None => {
                    let found = rustls_native_certs::load_native_certs();
                    let (_added, _ignored) = roots.add_parsable_certificates(found.certs);
                }
            }
            if roots.is_empty() {
                bail!(
                    "there is no root certificate to check the server's certificate with: set sslrootcert"
                );
            }
        }
        let config = ClientConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

fn add_from(roots: &mut RootCertStore, file: &Path) -> anyhow::Result<()> {
    let cannot = || format!("sslrootcert: cannot use {}", file.display());
    for certificate in CertificateDer::pem_file_iter(file).with_context(cannot)? {
        roots
            .add(certificate.with_context(cannot)?)
            .with_context(cannot)?;
    }
    Ok(())
}

fn is_on_this_machine(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return addresses.iter().all(std::net::IpAddr::is_loopback);
    }
    config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> anyhow::Result<SslMode> {
        Ok(Address::parse(url)?.config.get_ssl_mode())
    }

    #[test]
    fn only_connections_within_this_machine_are_unencrypted() -> anyhow::Result<()> {
        for url in [
            "postgres://sso@127.0.0.1/sso",
            "postgresql://sso:secret@localhost:5433/sso",
            "postgres://sso@[::1]/sso",
            "postgres://%2Fvar%2Frun%2Fpostgresql/sso",
            "postgres://sso@db.example/sso?sslmode=disable",
        ] {
            assert_eq!(mode(url)?, SslMode::Disable, "{url}");
        }
        Ok(())
    }

    #[test]
    fn parameters_are_applied() -> anyhow::Result<()> {
        let url = "postgres://sso@localhost/sso?application_name=a+b%20c&connect_timeout=2";
        let address = Address::with_password(url, Some("sesame".to_owned()))?;
        assert_eq!(address.config.get_application_name(), Some("a+b c"));
        assert_eq!(address.config.get_password(), Some(&b"sesame"[..]));
        assert_eq!(address.patience(), Duration::from_secs(4));
        let own = Address::with_password("postgres://sso:own@localhost/sso", Some("no".to_owned()));
        assert_eq!(own?.config.get_password(), Some(&b"own"[..]));
        Ok(())
    }

    #[test]
    fn a_network_needs_encryption() {
        // Without root certificates on the machine this is an error, and never the weaker mode.
        for url in [
            "postgres://sso@db.example/sso",
            "postgres://sso@localhost,db.example/sso",
            "postgres://sso@192.0.2.1/sso?sslmode=verify-full",
            "postgres://sso@localhost/sso?sslmode=require",
        ] {
            assert!(
                mode(url).map_or(true, |mode| mode == SslMode::Require),
                "{url}"
            );
        }
    }

    #[test]
    fn an_invalid_url_is_refused_without_repeating_it() {
        for url in [
            "postgres://sso:sesame@db.example/sso?sslmode=prefer",
            "postgres://sso:sesame@db.example/sso?sslmode=often",
            "postgres://sso:sesame@localhost/sso?sslmode=require&sslrootcert=/no/such/file",
            "postgres://sso:sesame@localhost/sso?colour=blue",
            "postgres://sso:sesame@localhost:port/sso",
            "postgres://sso:sesame@localhost",
        ] {
            let refused = mode(url).map_err(|error| format!("{error:#}"));
            assert!(
                refused.is_err_and(|message| !message.contains("sesame")),
                "{url}"
            );
        }
    }
}
