//! Session checks among a million live sessions, next to the same among a thousand.

use anyhow::Result;

use crate::{
    CONNECTIONS, ROUND, ROUNDS,
    crowd::Crowd,
    load::{self, Load},
    place::Place,
    process::Server,
    table::{Series, Table},
};

const FEW: usize = 1_000;
const MANY: usize = 1_000_000;
/// Number of sessions that are checked among the many.
const ASKED: usize = 20_000;

/// A server on a crowd.
struct Served {
    place: Place,
    load: Load,
    _server: Server,
}

impl Served {
    async fn start(place: Place, crowd: &Crowd) -> Result<Self> {
        let server = Server::vestibule(&place)?;
        load::is_ready(server.address()).await?;
        let load = Load::new(server.address(), crowd.checks());
        // The first access to each page is not measured.
        load.run(CONNECTIONS, 2 * ROUND).await?;
        Ok(Self {
            place,
            load,
            _server: server,
        })
    }

    async fn rate(&self) -> Result<f64> {
        Ok(self.load.run(CONNECTIONS, ROUND).await?.rate)
    }
}

/// A backend with few sessions and with many.
struct Contrast {
    few: Served,
    many: Served,
    rates: [Series; 2],
    ratio: Series,
}

impl Contrast {
    async fn prepare(places: [Place; 2], crowds: &[Crowd; 2]) -> Result<Self> {
        for (place, crowd) in places.iter().zip(crowds) {
            crowd.settle_in(place).await?;
        }
        let [few, many] = places;
        Ok(Self {
            few: Served::start(few, &crowds[0]).await?,
            many: Served::start(many, &crowds[1]).await?,
            rates: Default::default(),
            ratio: Series::default(),
        })
    }

    async fn round(&mut self) -> Result<()> {
        let [few, many] = [self.few.rate().await?, self.many.rate().await?];
        self.rates[0].add(few);
        self.rates[1].add(many);
        self.ratio.add(many / few);
        Ok(())
    }

    fn report(&self, table: &mut Table) {
        let name = self.few.place.name();
        let [few, many] = &self.rates;
        let checks = "session checks per second of";
        table.row(&format!("{checks} 1,000 sessions, {name}"), few);
        table.row(&format!("{checks} 1,000,000 sessions, {name}"), many);
        let ratio = format!("session checks of 1,000,000 to 1,000, {name} (aim ≥ 0.8)");
        table.row(&ratio, &self.ratio);
    }
}

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let crowds = [
        Crowd::make(FEW, FEW).await?,
        Crowd::make(ASKED, MANY).await?,
    ];
    let sqlite = [Place::on_sqlite()?, Place::on_sqlite()?];
    let postgres = [Place::on_postgres()?, Place::on_postgres()?];
    // SQLite writes on one thread and PostgreSQL in one process.
    let (sqlite, postgres) = tokio::try_join!(
        Contrast::prepare(sqlite, &crowds),
        Contrast::prepare(postgres, &crowds)
    )?;
    let mut contrasts = [sqlite, postgres];
    for _ in 0..ROUNDS {
        for contrast in &mut contrasts {
            contrast.round().await?;
        }
    }
    for contrast in &contrasts {
        contrast.report(table);
    }
    Ok(())
}
