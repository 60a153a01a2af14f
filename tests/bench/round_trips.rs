//! How often an operation goes to the database and back, counted on the way.

use std::{path::Path, sync::Arc};

use anyhow::{Context, Result};
use vestibule::{
    Error, Sso,
    storage::{Postgres, PostgresOptions},
    types::{Authority, Caller, ListPage, LoginRequest, SignupRequest},
};

use crate::{
    data::{self, PASSWORD},
    place::{self, database},
    proxy::Proxy,
    table::Table,
};

struct Counted {
    sso: Sso,
    proxy: Proxy,
}

impl Counted {
    /// With one connection, so that every statement is prepared the first time it is used.
    async fn new(cache: &Path) -> Result<Self> {
        let (proxy, url) = Proxy::before(&database());
        let options = PostgresOptions {
            connections: 1,
            ..PostgresOptions::default()
        };
        let storage = Arc::new(Postgres::open(&url, options).await?);
        let sso = place::sso(storage, cache, |settings| {
            place::hash_cheaply(settings);
            settings.is_delivery_configured = true;
        });
        Ok(Self {
            sso: sso.await?,
            proxy,
        })
    }

    async fn round_trips<T>(
        &self,
        operation: impl Future<Output = Result<T, Error>>,
    ) -> Result<(usize, T)> {
        let before = self.proxy.round_trips();
        let done = operation.await?;
        Ok((self.proxy.round_trips() - before, done))
    }

    /// Everything a person does, from signing up to logging out.
    async fn life(&self, name: &str) -> Result<[(&'static str, usize); 7]> {
        let sso = &self.sso;
        let caller = Caller {
            current_app: Some("CRM".to_owned()),
            ..data::caller()
        };
        let operator = Authority::operator("bench");
        let request = SignupRequest {
            username: name.to_owned(),
            password: PASSWORD.to_owned(),
            email: Some(format!("{name}@example.com")),
            app_list: vec!["CRM".to_owned()],
            locale: None,
        };
        let (sign_up, token) = self.round_trips(sso.signup(&caller, &request)).await?;
        let (confirm, ()) = self.round_trips(sso.confirm(&caller, &token)).await?;
        let page = ListPage {
            cur_page: 1,
            page_size: 1,
        };
        let waiting = sso.pending(&caller, &operator, page).await?.pop();
        let user_id = waiting.context("nobody waits")?.user_id;
        let approval = sso.approve(&caller, &operator, &user_id);
        let (approve, ()) = self.round_trips(approval).await?;
        let request = LoginRequest {
            username: name.to_owned(),
            password: PASSWORD.to_owned(),
            totp_code: None,
            new_password: None,
            metadata: None,
        };
        let (login, session) = self.round_trips(sso.login(&caller, &request)).await?;
        let ust = session.ust;
        let (verify, _) = self.round_trips(sso.verify(&caller, &ust)).await?;
        let (renew, _) = self.round_trips(sso.renew(&caller, &ust)).await?;
        let (logout, ()) = self.round_trips(sso.logout(&caller, &ust)).await?;
        Ok([
            ("verify (aim 1)", verify),
            ("login (aim ≤ 6)", login),
            ("sign-up (aim ≤ 4)", sign_up),
            ("confirm", confirm),
            ("approve", approve),
            ("renew", renew),
            ("logout", logout),
        ])
    }
}

pub(crate) async fn count(table: &mut Table) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let counted = Counted::new(directory.path()).await?;
    // The first time, statements are prepared.
    counted.life("first").await?;
    for (operation, round_trips) in counted.life("second").await? {
        table.text(
            &format!("round trips to PostgreSQL: {operation}"),
            &round_trips.to_string(),
        );
    }
    Ok(())
}
