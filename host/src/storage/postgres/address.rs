//! Where the database is, and how the way to it is protected.
//!
//! A URL of PostgreSQL, with one difference: what travels over a network is encrypted and the
//! server proves who it is, unless the URL says `sslmode=disable` in as many words. There is no
//! `prefer`, which gives in to whoever asks for plain text, and `require` checks certificates
//! as `verify-full` does. Where a server is on this machine, `disable` is the default.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, bail};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio_postgres::config::{Config, Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a server may take to say anything at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Everything it takes to connect.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Address {
    /// Understands a URL. No error repeats it, for it may have a password.
    pub(super) fn parse(url: &str) -> anyhow::Result<Self> {
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        let mut ours = Ours::default();
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "sslmode" => ours.mode = Some(value.into_owned()),
                "sslrootcert" => ours.root_certificates = Some(value.into_owned()),
                _ => {
                    rest.append_pair(&name, &value);
                }
            }
        }
        // PostgreSQL's URLs know no `+` for a space.
        let rest = rest.finish().replace('+', "%20");
        let mut config: Config = format!("{before}?{rest}")
            .parse()
            .map_err(|_| anyhow::anyhow!("this is no URL of PostgreSQL"))?;
        if config.get_dbname().is_none() {
            bail!("the URL names no database");
        }
        config.ssl_mode(ours.mode(&config)?);
        if config.get_application_name().is_none() {
            config.application_name("vestibule");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        Ok(Self {
            tls: ours.tls(config.get_ssl_mode())?,
            config,
        })
    }
}

/// What the driver does not understand, or understands otherwise.
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
                bail!("sslmode is one of disable, require and verify-full")
            }
            Some(_) => bail!("this sslmode is not known"),
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
                bail!("there is no root certificate to check the server's with; see sslrootcert");
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
    fn only_this_machine_is_spoken_to_in_the_clear() -> anyhow::Result<()> {
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
    fn a_network_needs_encryption() {
        // There may be no certificates on a machine; it is never the weaker mode.
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
    fn what_cannot_be_understood_is_refused_without_repeating_it() {
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
