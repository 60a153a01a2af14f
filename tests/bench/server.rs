//! The server on SQLite: what starting it, a session check, a login and an instance cost, next to
//! the same without Vestibule.

use std::time::Instant;

use crate::{
    CONNECTIONS, LOGINS_AT_ONCE, ROUND, ROUNDS,
    data::{self, Data},
    load::{self, Load},
    native,
    place::Place,
    process::Server,
    table::{Series, Table},
};

const SIMULTANEOUS_LOGINS: usize = 64;

pub(crate) async fn measure(table: &mut Table) -> anyhow::Result<()> {
    let data = Data::prepare(Place::on_sqlite()?).await?;
    start_up(&data, table).await?;
    rates(&data, table).await?;
    table.text(
        "component size, KB (aim ≤ 700)",
        &data::component_kilobytes()?,
    );
    Ok(())
}

/// From starting the process, with the compiled component in the cache, to `/readyz`.
async fn start_up(data: &Data, table: &mut Table) -> anyhow::Result<()> {
    let mut ready = Series::default();
    let mut idle = Series::default();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let server = Server::vestibule(data.place())?;
        load::is_ready(server.address()).await?;
        ready.add(began.elapsed().as_secs_f64() * 1e3);
        idle.add(server.resident_megabytes()?);
    }
    table.row("start-up to ready, ms (aim ≤ 300)", &ready);
    table.row("resident idle, MB (aim ≤ 60)", &idle);
    Ok(())
}

async fn rates(data: &Data, table: &mut Table) -> anyhow::Result<()> {
    let constant = Server::constant()?;
    let vestibule = Server::vestibule(data.place())?;
    load::is_ready(vestibule.address()).await?;
    load::is_ready(constant.address()).await?;
    let check = |address| Load::new(address, data.checks());
    let login = |address| Load::new(address, data.logins());
    // The first login of each user and the first access to each page are not measured.
    check(vestibule.address()).run(CONNECTIONS, ROUND).await?;
    login(vestibule.address()).once_each().await?;

    let [mut constants, mut checks, mut ratio, mut p99, mut cpu] =
        [(); 5].map(|()| Series::default());
    let [mut hashes, mut logins, mut login_ratio, mut login_cpu] =
        [(); 4].map(|()| Series::default());
    for _ in 0..ROUNDS {
        let bare = check(constant.address()).run(CONNECTIONS, ROUND).await?;
        let before = vestibule.cpu_seconds()?;
        let real = check(vestibule.address()).run(CONNECTIONS, ROUND).await?;
        let spent = vestibule.cpu_seconds()? - before;
        constants.add(bare.rate);
        checks.add(real.rate);
        ratio.add(real.rate / bare.rate);
        p99.add(real.p99.as_secs_f64() * 1e3);
        cpu.add(spent * 1e6 / real.answers);

        let hashed = tokio::task::spawn_blocking(|| native::hash_rate(ROUND)).await?;
        let before = vestibule.cpu_seconds()?;
        let logged_in = login(vestibule.address())
            .run(LOGINS_AT_ONCE, ROUND)
            .await?;
        let spent = vestibule.cpu_seconds()? - before;
        hashes.add(hashed);
        logins.add(logged_in.rate);
        login_ratio.add(logged_in.rate / hashed);
        login_cpu.add(spent * 1e3 / logged_in.answers);
    }
    table.row("constant answers per second", &constants);
    table.row("session checks per second", &checks);
    table.row("session checks to constant answers (aim ≥ 0.25)", &ratio);
    table.row("session check p99, ms", &p99);
    table.row("session check, CPU µs", &cpu);
    table.row("bare Argon2id hashes per second", &hashes);
    table.row("logins per second", &logins);
    table.row("logins to bare Argon2id (aim ≥ 0.85)", &login_ratio);
    table.row("login, CPU ms", &login_cpu);
    fresh_instance(data, table).await?;
    memory(data, &vestibule, table).await
}

/// One call that does nearly nothing: a fresh instance answering 404, one after the other.
async fn fresh_instance(data: &Data, table: &mut Table) -> anyhow::Result<()> {
    const CALLS: u32 = 20_000;
    let mut cost = Series::default();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        for _ in 0..CALLS {
            data.call_that_is_not_found().await?;
        }
        cost.add(began.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS));
    }
    table.row("a fresh instance answering 404, µs", &cost);
    let mut cost = Series::default();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        for call in 0..CALLS {
            data.check_in_process(call as usize).await?;
        }
        cost.add(began.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS));
    }
    table.row("a session check through the library, µs", &cost);
    Ok(())
}

/// The peak of resident memory during a number of concurrent logins, as the kernel reports it.
async fn memory(data: &Data, server: &Server, table: &mut Table) -> anyhow::Result<()> {
    server.forget_peak()?;
    Load::new(server.address(), data.logins())
        .run(SIMULTANEOUS_LOGINS, ROUND)
        .await?;
    let highest = server.peak_megabytes()?;
    table.text(
        "resident during 64 simultaneous logins, MB (aim ≤ 250)",
        &format!("{highest:.1}"),
    );
    Ok(())
}
