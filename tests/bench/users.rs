//! Session checks and logins among 100,000 users, next to the same among a thousand, and searches
//! among the many.

use std::sync::Arc;

use anyhow::Result;

use crate::{
    CONNECTIONS, LOGINS_AT_ONCE, ROUND, ROUNDS,
    load::{self, Load, Measured},
    place::Place,
    population::{ENVIRONMENT, Population},
    process::Server,
    table::{Series, Table},
};

const FEW: usize = 1_000;
const MANY: usize = 100_000;
const SEARCHES_AT_ONCE: usize = 2;
const FAR_PAGE: usize = 100;

/// A server on a population.
struct Served {
    place: Place,
    server: Server,
    population: Population,
}

impl Served {
    async fn start(place: Place, users: usize) -> Result<Self> {
        let population = Population::settle_in(&place, users).await?;
        let server = Server::vestibule_with(&place, &ENVIRONMENT)?;
        load::is_ready(server.address()).await?;
        let served = Self {
            place,
            server,
            population,
        };
        // The first access to each page is not measured.
        served.check().await?;
        served.log_in().await?;
        Ok(served)
    }

    async fn check(&self) -> Result<f64> {
        let checks = Arc::clone(&self.population.checks);
        Ok(self.ask(checks, CONNECTIONS).await?.rate)
    }

    async fn log_in(&self) -> Result<f64> {
        let logins = Arc::clone(&self.population.logins);
        Ok(self.ask(logins, LOGINS_AT_ONCE).await?.rate)
    }

    async fn read_attribute(&self) -> Result<f64> {
        let attributes = Arc::clone(&self.population.attributes);
        Ok(self.ask(attributes, CONNECTIONS).await?.rate)
    }

    async fn ask(&self, requests: Arc<Vec<Vec<u8>>>, connections: usize) -> Result<Measured> {
        Load::new(self.server.address(), requests)
            .run(connections, ROUND)
            .await
    }
}

/// How long a search takes.
struct Search {
    what: &'static str,
    requests: Arc<Vec<Vec<u8>>>,
    p50: Series,
    p99: Series,
}

impl Search {
    fn new(what: &'static str, requests: Arc<Vec<Vec<u8>>>) -> Self {
        let [p50, p99] = Default::default();
        Self {
            what,
            requests,
            p50,
            p99,
        }
    }

    async fn round(&mut self, served: &Served) -> Result<()> {
        let found = served.ask(Arc::clone(&self.requests), SEARCHES_AT_ONCE);
        let found = found.await?;
        self.p50.add(found.p50.as_secs_f64() * 1e3);
        self.p99.add(found.p99.as_secs_f64() * 1e3);
        Ok(())
    }
}

/// A backend with few users and with many.
struct Contrast {
    few: Served,
    many: Served,
    checks: [Series; 3],
    logins: [Series; 3],
    attributes: [Series; 2],
    searches: [Search; 3],
}

impl Contrast {
    async fn prepare(places: [Place; 2]) -> Result<Self> {
        let [few, many] = places;
        let few = Served::start(few, FEW).await?;
        let many = Served::start(many, MANY).await?;
        let people = &many.population;
        let searches = [
            Search::new("10,000 found, page 1", people.search_by_last_name(1)),
            Search::new(
                "10,000 found, page 100",
                people.search_by_last_name(FAR_PAGE),
            ),
            Search::new("100 found by a part", people.search_by_substring()),
        ];
        Ok(Self {
            few,
            many,
            checks: Default::default(),
            logins: Default::default(),
            attributes: Default::default(),
            searches,
        })
    }

    async fn round(&mut self) -> Result<()> {
        let checks = [self.few.check().await?, self.many.check().await?];
        let attributes = self.many.read_attribute().await?;
        let logins = [self.few.log_in().await?, self.many.log_in().await?];
        self.attributes[0].add(attributes);
        self.attributes[1].add(attributes / checks[1]);
        for (series, [few, many]) in [(&mut self.checks, checks), (&mut self.logins, logins)] {
            series[0].add(few);
            series[1].add(many);
            series[2].add(many / few);
        }
        for search in &mut self.searches {
            search.round(&self.many).await?;
        }
        Ok(())
    }

    fn report(&self, table: &mut Table) {
        let name = self.many.place.name();
        for (what, [few, many, ratio]) in [
            ("session checks", &self.checks),
            ("logins, cheap hashes,", &self.logins),
        ] {
            table.row(&format!("{what} per second of 1,000 users, {name}"), few);
            table.row(&format!("{what} per second of 100,000 users, {name}"), many);
            let aim = format!("{what} of 100,000 users to 1,000, {name} (aim ≥ 0.75)");
            table.row(&aim, ratio);
        }
        let [rate, ratio] = &self.attributes;
        table.row(&format!("attributes read per second, {name}"), rate);
        table.row(&format!("attributes read to session checks, {name}"), ratio);
        for Search { what, p50, p99, .. } in &self.searches {
            let search = format!("search among 100,000 users, {what}, {name}");
            table.row(&format!("{search}, p50, ms"), p50);
            table.row(&format!("{search}, p99, ms"), p99);
        }
    }
}

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let sqlite = [Place::on_sqlite()?, Place::on_sqlite()?];
    let postgres = [Place::on_postgres()?, Place::on_postgres()?];
    // One after the other: each wants all cores.
    let mut contrasts = [
        Contrast::prepare(sqlite).await?,
        Contrast::prepare(postgres).await?,
    ];
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
