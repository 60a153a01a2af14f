//! Session checks and logins on PostgreSQL, next to the same on SQLite.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Result;

use crate::{
    CONNECTIONS, LOGINS_AT_ONCE, ROUND, ROUNDS,
    data::Data,
    load::{self, Load, Measured},
    place::Place,
    process::Server,
    table::{Series, Table},
};

/// A server on data, and what to ask it.
struct Served {
    server: Server,
    data: Data,
}

impl Served {
    async fn start(place: Place) -> Result<Self> {
        let data = Data::prepare(place).await?;
        let server = Server::vestibule(data.place())?;
        load::is_ready(server.address()).await?;
        let served = Self { server, data };
        // As on SQLite: the first access is not measured.
        served.check().await?;
        Load::new(served.address(), served.data.logins())
            .once_each()
            .await?;
        Ok(served)
    }

    fn address(&self) -> SocketAddr {
        self.server.address()
    }

    async fn check(&self) -> Result<Measured> {
        self.ask(self.data.checks(), CONNECTIONS).await
    }

    async fn log_in(&self) -> Result<Measured> {
        self.ask(self.data.logins(), LOGINS_AT_ONCE).await
    }

    async fn ask(&self, requests: Arc<Vec<Vec<u8>>>, connections: usize) -> Result<Measured> {
        Load::new(self.address(), requests)
            .run(connections, ROUND)
            .await
    }
}

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let sqlite = Served::start(Place::on_sqlite()?).await?;
    let postgres = Served::start(Place::on_postgres()?).await?;
    let [mut checks, mut ratio, mut p99] = [(); 3].map(|()| Series::default());
    let [mut logins, mut login_ratio] = [(); 2].map(|()| Series::default());
    for _ in 0..ROUNDS {
        let near = sqlite.check().await?;
        let far = postgres.check().await?;
        checks.add(far.rate);
        ratio.add(far.rate / near.rate);
        p99.add(far.p99.as_secs_f64() * 1e3);

        let near = sqlite.log_in().await?;
        let far = postgres.log_in().await?;
        logins.add(far.rate);
        login_ratio.add(far.rate / near.rate);
    }
    table.row("session checks per second, PostgreSQL", &checks);
    table.row("session checks, PostgreSQL to SQLite", &ratio);
    table.row("session check p99, PostgreSQL, ms", &p99);
    table.row("logins per second, PostgreSQL", &logins);
    table.row("logins, PostgreSQL to SQLite", &login_ratio);
    Ok(())
}
