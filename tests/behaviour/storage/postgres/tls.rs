//! Encryption on the way to the database: there, and the right one at the other end, or nothing.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use vestibule::storage::Storage;

use crate::kit::postgres::{self, NOBODY, PostgresServer, is_root};

/// A certificate authority.
type Issuer = CertifiedIssuer<'static, KeyPair>;

fn issuer() -> Issuer {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server that calls itself `localhost` and nothing else.
fn server(directory: &Path, issuer: &Issuer) -> PostgresServer {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let files = [
        file(directory, "server.crt", &certificate.pem()),
        file(directory, "server.key", &key.serialize_pem()),
    ];
    let [certificate, key] = files.each_ref().map(|file| file.display());
    PostgresServer::start(&format!(
        "-c fsync=off -c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}"
    ))
}

/// Readable by the server alone, as it demands.
fn file(directory: &Path, name: &str, text: &str) -> PathBuf {
    let file = directory.join(name);
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    if is_root() {
        chown(&file, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    file
}

async fn opened(url: &str) -> Result<(), String> {
    let opened = postgres::open(url, 1).await;
    opened.map(drop).map_err(|error| format!("{error:#}"))
}

#[tokio::test]
async fn the_server_has_to_present_a_trusted_certificate() {
    let directory = TempDir::new().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (ours, stranger) = (issuer(), issuer());
    let server = server(directory.path(), &ours);
    let ours = file(directory.path(), "ours.crt", &ours.pem());
    let stranger = file(directory.path(), "stranger.crt", &stranger.pem());
    let by_address = server.database();
    let by_name = by_address.replace("127.0.0.1", "localhost");
    let with = |url: &str, mode: &str, issuer: &Path| {
        format!("{url}?sslmode={mode}&sslrootcert={}", issuer.display())
    };

    for mode in ["require", "verify-full"] {
        assert_eq!(opened(&with(&by_name, mode, &ours)).await, Ok(()));
        // Signed by another authority, or for another name.
        for url in [
            with(&by_name, mode, &stranger),
            with(&by_address, mode, &ours),
        ] {
            let refused = opened(&url).await.unwrap_err();
            assert!(refused.contains("certificate"), "{refused}");
        }
    }
    // Naming an issuer is enough to want it.
    let named = format!("{by_name}?sslrootcert={}", stranger.display());
    assert!(opened(&named).await.is_err());
    let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'vestibule'";
    let store = postgres::open(&with(&by_name, "require", &ours), 1)
        .await
        .unwrap();
    assert_eq!(store.sweep(0).await, Ok(0));
    assert_eq!(server.psql("postgres", encrypted), "t");
}

#[tokio::test]
async fn a_server_without_encryption_is_refused_where_tls_is_required() {
    let directory = TempDir::new().unwrap();
    let issuer = file(directory.path(), "issuer.crt", &issuer().pem());
    let url = postgres::database();
    let wanted = format!("{url}?sslmode=require&sslrootcert={}", issuer.display());
    let refused = opened(&wanted).await.unwrap_err();
    assert!(refused.contains("TLS"), "{refused}");
    assert_eq!(opened(&format!("{url}?sslmode=disable")).await, Ok(()));
}
