//! Accounts whose names give each search a known share of them.

use std::sync::Arc;

use anyhow::{Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use vestibule::{
    Sso,
    settings::Settings,
    types::{AttributeInput, AttributeOwner, Authority, CreateRequest, SearchRequest},
};

use crate::{
    data::{self, PASSWORD},
    load::request,
    place::{self, Place},
};

/// The environment of a server of a population: hashing and throttling would be most of the cost of a
/// login, and cost the same among few and many.
pub(crate) const ENVIRONMENT: [(&str, &str); 3] = [
    ("VESTIBULE_PASSWORD_ARGON2_MEMORY_KIB", "64"),
    ("VESTIBULE_THROTTLING_FAILURES_PER_ACCOUNT", "0"),
    ("VESTIBULE_THROTTLING_FAILURES_PER_SOURCE", "0"),
];

/// The same through the library.
fn change(settings: &mut Settings) {
    place::hash_cheaply(settings);
    settings.set("throttling.failures_per_account", 0);
    settings.set("throttling.failures_per_source", 0);
}

/// Users that are made at once.
const AT_ONCE: usize = 32;
/// Users who are read and log in, evenly spread.
const ASKED: usize = 1_000;
/// One of this number of users has the same last name.
const LAST_NAMES: usize = 10;
/// One of this number of users is in the same team, which is a part of the display name.
const TEAMS: usize = 1_000;

/// The requests to a server of a population.
pub(crate) struct Population {
    pub(crate) checks: Arc<Vec<Vec<u8>>>,
    pub(crate) logins: Arc<Vec<Vec<u8>>>,
    /// Each reads a user's attribute.
    pub(crate) attributes: Arc<Vec<Vec<u8>>>,
    super_user: String,
}

impl Population {
    /// Makes this number of users in a place.
    pub(crate) async fn settle_in(place: &Place, users: usize) -> Result<Self> {
        let sso = place.sso(change).await?;
        let super_user = data::ust(&sso, "boss", true).await?;
        at_once(0..users, |number| create(sso.clone(), number)).await?;
        let asked = (0..ASKED).map(|number| number * users / ASKED);
        let usts = at_once(asked.clone(), |number| begin_session(sso.clone(), number)).await?;
        are_shared_as_named(&sso, users).await?;
        place.settle().await?;
        let attribute = |ust| format!(r#"{{"ust":"{ust}","name":"colour","current_app":"CRM"}}"#);
        let attributes = usts
            .iter()
            .map(|ust| request("GET", "/zato/sso/user/attr", &attribute(ust)));
        let checks = usts.iter().map(|ust| data::check(&super_user, ust));
        Ok(Self {
            checks: Arc::new(checks.collect()),
            logins: Arc::new(asked.map(|number| data::login(&username(number))).collect()),
            attributes: Arc::new(attributes.collect()),
            super_user,
        })
    }

    /// A search for a tenth of all.
    pub(crate) fn search_by_last_name(&self, page: usize) -> Arc<Vec<Vec<u8>>> {
        self.searches(LAST_NAMES, |number| {
            format!(r#""last_name":"{}","cur_page":{page}"#, last_name(number))
        })
    }

    /// A search for a thousandth of all by a part of their names.
    pub(crate) fn search_by_substring(&self) -> Arc<Vec<Vec<u8>>> {
        self.searches(TEAMS, |number| {
            let team = team(number);
            format!(r#""display_name":"{team}","is_name_exact":false"#)
        })
    }

    fn searches(&self, many: usize, terms: impl Fn(usize) -> String) -> Arc<Vec<Vec<u8>>> {
        let ust = &self.super_user;
        let searches = (0..many).map(|number| {
            let terms = terms(number);
            let body = format!(r#"{{"ust":"{ust}","current_app":"CRM",{terms}}}"#);
            request("POST", "/zato/sso/user/search", &body)
        });
        Arc::new(searches.collect())
    }
}

fn username(number: usize) -> String {
    format!("user{number}")
}

fn last_name(number: usize) -> String {
    format!("Last{}", number % LAST_NAMES)
}

fn team(number: usize) -> String {
    format!("team {:03}", number % TEAMS)
}

async fn create(sso: Sso, number: usize) -> Result<()> {
    let username = username(number);
    let request = CreateRequest {
        password: Some(PASSWORD.to_owned()),
        email: Some(format!("{username}@example.com")),
        display_name: Some(format!("Of {}, {username}", team(number))),
        first_name: Some(format!("First{number}")),
        last_name: Some(last_name(number)),
        username,
        ..CreateRequest::default()
    };
    sso.create_user(&data::caller(), &Authority::operator("bench"), &request)
        .await?;
    Ok(())
}

/// Logs in, and leaves an attribute.
async fn begin_session(sso: Sso, number: usize) -> Result<String> {
    let ust = data::log_in(&sso, &username(number)).await?;
    let colour = AttributeInput {
        name: "colour".to_owned(),
        value_json: Some(r#""green""#.to_owned()),
        expiration: None,
        encrypt: None,
        user_id: None,
    };
    let (authority, owner) = (Authority::Session(ust.clone()), AttributeOwner::User(None));
    sso.create_attributes(&data::caller(), &authority, &owner, &[colour])
        .await?;
    Ok(ust)
}

/// Runs them in order, this number concurrently, on all threads.
async fn at_once<T, F>(
    numbers: impl Iterator<Item = usize>,
    work: impl Fn(usize) -> F,
) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    stream::iter(numbers.map(|number| tokio::spawn(work(number))))
        .buffered(AT_ONCE)
        .map(|joined| joined?)
        .try_collect()
        .await
}

/// A search that finds no user, or all, would measure something else.
async fn are_shared_as_named(sso: &Sso, users: usize) -> Result<()> {
    let by_last_name = SearchRequest {
        last_name: Some(last_name(0)),
        ..SearchRequest::default()
    };
    let by_team = SearchRequest {
        display_name: Some(team(0)),
        is_name_exact: Some(false),
        ..SearchRequest::default()
    };
    for (request, share) in [(by_last_name, LAST_NAMES), (by_team, TEAMS)] {
        let found = sso
            .search_users(&data::caller(), &Authority::operator("bench"), &request)
            .await?;
        let total = usize::try_from(found.total)?;
        ensure!(total == users / share, "{total} of {users} users found");
    }
    Ok(())
}
