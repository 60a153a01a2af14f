//! `vestibule serve` delivers by itself, over TLS, to receivers whose certificate the machine trusts.

use std::{fs, path::Path, sync::Arc};

use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use standardwebhooks::Webhook;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;
use vestibule::storage::Sqlite;

use super::{SECRET, telling};
use crate::kit::{
    KEY, Receiver, SteppedClock, World,
    binary::{Server, command, data_directory, start},
    until,
};

/// A server that calls itself `localhost`; returns it and its issuer's certificate.
async fn with_tls() -> (Receiver, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let receiver = Receiver::at(format!("https://localhost:{port}/told"));
    let router = receiver.router();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (acceptor, router) = (acceptor.clone(), router.clone());
            tokio::spawn(async move {
                // A client that does not trust our certificate disconnects.
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let service = service_fn(|request| router.clone().oneshot(request));
                let connection = hyper::server::conn::http1::Builder::new();
                let _ = connection
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    (receiver, issuer.pem())
}

/// Signs a user up without the server, so that the server has a message to send when it starts.
async fn sign_up(data: &Path, url: &str, name: &str) {
    let storage = Sqlite::open(data).unwrap();
    let world = World::builder(|builder| {
        telling(builder, &[url]);
        builder.storage = Arc::new(storage);
        builder.clock = SteppedClock::at_real_time();
    });
    world.build().await.signup(name).await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_tells_its_callbacks_if_it_trusts_them() {
    let ((receiver, issuer), (_, stranger)) = (with_tls().await, with_tls().await);
    let (url, data) = (&receiver.url, data_directory());
    let (roots, config) = (data.path().join("roots.pem"), data.path().join("sso.toml"));
    let text = format!("[main]\nkeys = [\"{KEY}\"]\n[signup]\ncallback_url_list = [\"{url}\"]\n");
    fs::write(&config, text).unwrap();
    let serve = |issuer: &str| {
        fs::write(&roots, issuer).unwrap();
        let config = config.to_str().unwrap();
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--config", config];
        let mut command = command(data.path(), &arguments);
        command
            .env("VESTIBULE_CALLBACKS_SECRET", SECRET)
            .env("RUST_LOG", "debug")
            .env("SSL_CERT_FILE", &roots);
        start(command)
    };
    let ends_silent = |mut server: Server| {
        assert!(server.stop("TERM").success());
        for secret in [SECRET, "wilhelmina", "friederike", "example.com"] {
            assert!(!server.said().contains(secret), "{}", server.said());
        }
    };

    sign_up(data.path(), url, "wilhelmina").await;
    let server = serve(&stranger);
    until(|| server.said().contains("TLS with localhost failed"));
    assert!(receiver.take().is_empty());
    ends_silent(server);

    sign_up(data.path(), url, "friederike").await;
    let server = serve(&issuer);
    until(|| server.said().contains("message delivered to a callback"));
    let received = receiver.take();
    assert_eq!(received.len(), 1);
    let webhook = Webhook::new(SECRET).unwrap();
    webhook
        .verify(&received[0].body, &received[0].headers)
        .unwrap();
    ends_silent(server);
}
