//! Serves on 127.0.0.1:8080, with the data in `data/`.

use std::{net::SocketAddr, path::Path, time::Duration};

use anyhow::Result;
use example_axum::{APPLICATION, Console, app, deliver};
use tokio::net::TcpListener;
use vestibule::{Sso, SystemRandomness, key, settings::Settings, storage::Sqlite};

/// How often mails are sent, and expired documents removed.
const INTERVAL: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> Result<()> {
    let directory = Path::new("data");
    std::fs::create_dir_all(directory)?;
    let has_data = Sqlite::exists(directory);
    let mut settings = Settings::default();
    settings.set_keys(key::read_or_make(directory, has_data, &SystemRandomness)?);
    settings.set("apps.all", vec![APPLICATION]);
    settings.is_delivery_configured = true;
    let sso = Sso::builder()
        .storage(Sqlite::open(directory)?)
        .settings(settings)
        .build()
        .await?;
    tokio::spawn(look_after(sso.clone()));
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    let service = app(sso).into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, service).await?)
}

async fn look_after(sso: Sso) {
    let mut interval = tokio::time::interval(INTERVAL);
    loop {
        interval.tick().await;
        if let Err(error) = deliver(&sso, &Console).await {
            eprintln!("mails wait: {error}");
        }
        if let Err(error) = sso.sweep().await {
            eprintln!("expired documents stay: {error}");
        }
    }
}
