//! `vestibule serve`.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::Args;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};
use vestibule::{
    Sso,
    http::{self, Limits, RouterOptions, TrustedNetworks},
    settings::{SecretText, file::File},
};

use super::place::Place;

const DEFAULT_LISTEN: &str = "127.0.0.1:17010";

const TOKEN_FORM: &str =
    "32 to 512 letters, digits and + / = - _ (`openssl rand -base64 32` makes one)";

const TOKEN_IS_MISSING: &str =
    "storage is offered to edges that know a token, and [storage] token is missing";

/// How often expired documents are deleted.
const SWEEP_INTERVAL: Duration = Duration::from_secs(300);

#[derive(Args)]
pub(crate) struct Serve {
    /// Address and port to serve on [default: 127.0.0.1:17010]
    #[arg(long, value_name = "ADDR", env = "VESTIBULE_LISTEN")]
    listen: Option<String>,
    /// Loopback address and port on which to offer the store to edges
    #[arg(long, value_name = "ADDR")]
    storage_listen: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Run this component instead of the built-in one
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let file = self.place.settings()?;
        let options = router_options(&file).with_context(|| self.place.source())?;
        let sso = self.place.open(&file, self.component.as_deref()).await?;
        let listen = self.listen.or(file.host.listen);
        let listener = bind(listen.as_deref().unwrap_or(DEFAULT_LISTEN)).await?;
        let address = listener.local_addr()?;
        if let Some(listen) = &file.host.metrics_listen {
            serve_metrics(&sso, listen).await?;
        }
        let storage_listen = self.storage_listen.or(file.storage.listen);
        if let Some(listen) = &storage_listen {
            let token = file.storage.token.context(TOKEN_IS_MISSING)?;
            offer_storage(&sso, listen, token).await?;
        }
        if !sso.has_super_user().await? {
            let me = std::env::args().next().unwrap_or_default();
            eprintln!(
                "There is no super-user yet, so no sign-up can be approved. To create one:\n  \
                 {me} user create-super-user NAME --password PASSWORD {}",
                self.place.arguments()
            );
        }
        tokio::spawn(sweep(sso.clone()));
        let (stopped, told) = oneshot::channel::<()>();
        let delivering = tokio::spawn(deliver_callbacks(sso.clone(), told));
        // Before the next line is printed: a program that waits for the line may send a signal at once.
        let stop = told_to_stop()?;
        eprintln!("Listening on http://{address}");
        let router = http::standalone_router(sso, options);
        let served = http::serve(listener, router, Limits::default(), stop).await;
        drop(stopped);
        delivering.await?;
        served?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }
}

async fn bind(listen: &str) -> Result<TcpListener> {
    TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))
}

fn router_options(file: &File) -> Result<RouterOptions> {
    Ok(RouterOptions {
        trusted_proxies: networks("trusted_proxies", &file.host.trusted_proxies)?,
        trusted_clients: networks("trusted_clients", &file.host.trusted_clients)?,
    })
}

fn networks(key: &str, texts: &[String]) -> Result<TrustedNetworks> {
    texts
        .iter()
        .map(|text| http::parse_network(text))
        .collect::<Result<_, _>>()
        .with_context(|| {
            format!("[host] {key}: an entry is not an IP address or a network in CIDR notation")
        })
}

async fn serve_metrics(sso: &Sso, listen: &str) -> Result<()> {
    let listener = bind(listen).await?;
    let router = http::metrics_router(sso.clone());
    tracing::info!(address = %listener.local_addr()?, "serving /metrics");
    tokio::spawn(http::serve(
        listener,
        router,
        Limits::default(),
        std::future::pending(),
    ));
    Ok(())
}

/// Offers the store to edges. Its requests are not encrypted, so only this machine may reach it.
async fn offer_storage(sso: &Sso, listen: &str, token: SecretText) -> Result<()> {
    ensure!(is_token(&token), "[storage] token: {TOKEN_FORM}");
    let listener = bind(listen).await?;
    let address = listener.local_addr()?;
    ensure!(
        address.ip().is_loopback(),
        "storage can be offered on a loopback address only, not on {address}: edges on other machines \
         need a proxy on this one that speaks TLS"
    );
    let router = http::storage_router(sso.storage(), token);
    eprintln!("Offering storage on http://{address}");
    tokio::spawn(http::serve(
        listener,
        router,
        Limits::default(),
        std::future::pending(),
    ));
    Ok(())
}

fn is_token(token: &SecretText) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
    (32..=512).contains(&token.0.len()) && token.0.bytes().all(is_allowed)
}

async fn sweep(sso: Sso) {
    let mut interval = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        interval.tick().await;
        match sso.sweep().await {
            Ok(removed) => tracing::debug!(removed, "deleted expired documents"),
            Err(error) => tracing::warn!(%error, "cannot delete expired documents"),
        }
    }
}

async fn deliver_callbacks(sso: Sso, told: oneshot::Receiver<()>) {
    let stop = async {
        // A message or a dropped sender, both mean stop.
        let _ = told.await;
    };
    sso.deliver_callbacks_until(stop).await;
}

fn told_to_stop() -> Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
