//! The measured data: a thousand users with a session each.

use std::{path::Path, sync::Arc};

use anyhow::Result;
use vestibule::{
    Sso,
    types::{Authority, Caller, CreateRequest, LoginRequest, Request},
};

use crate::{
    load::request,
    place::{self, Place},
};

const USERS: usize = 1_000;
/// Number of users who have a hash at the default cost.
const LOGINS: usize = 64;
pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) struct Data {
    place: Place,
    sso: Sso,
    usts: Vec<String>,
    checks: Arc<Vec<Vec<u8>>>,
    logins: Arc<Vec<Vec<u8>>>,
}

impl Data {
    pub(crate) async fn prepare(place: Place) -> Result<Self> {
        // Hashing a thousand passwords at full cost would take most of the time.
        let sso = place.sso(place::hash_cheaply).await?;
        let full = place.sso(|_| {}).await?;
        let super_user = ust(&full, "boss", true).await?;
        let mut checks = Vec::new();
        let mut logins = Vec::new();
        let mut usts = Vec::new();
        for user in 0..USERS {
            let name = format!("user{user}");
            let sso = if user < LOGINS { &full } else { &sso };
            let target = ust(sso, &name, false).await?;
            checks.push(check(&super_user, &target));
            usts.push(target);
            if user < LOGINS {
                logins.push(login(&name));
            }
        }
        place.settle().await?;
        Ok(Self {
            place,
            sso,
            usts,
            checks: Arc::new(checks),
            logins: Arc::new(logins),
        })
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    pub(crate) fn checks(&self) -> Arc<Vec<Vec<u8>>> {
        Arc::clone(&self.checks)
    }

    pub(crate) fn logins(&self) -> Arc<Vec<Vec<u8>>> {
        Arc::clone(&self.logins)
    }

    pub(crate) async fn check_in_process(&self, number: usize) -> Result<()> {
        let ust = &self.usts[number % self.usts.len()];
        let session = self.sso.verify(&caller(), ust).await?;
        anyhow::ensure!(session.is_some());
        Ok(())
    }

    pub(crate) async fn call_that_is_not_found(&self) -> Result<()> {
        let request = Request {
            method: "GET".to_owned(),
            path: "/nothing".to_owned(),
            query: None,
            headers: Vec::new(),
            body: Vec::new(),
            caller: caller(),
            signup_verdict: None,
        };
        let response = self.sso.handle(request).await?;
        anyhow::ensure!(response.status == 404);
        Ok(())
    }
}

pub(crate) fn component_kilobytes() -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/component/vestibule.wasm");
    let size = std::fs::metadata(path)?.len();
    Ok((size / 1_000).to_string())
}

/// A super-user's question about a session.
pub(crate) fn check(super_user: &str, target: &str) -> Vec<u8> {
    let check =
        format!(r#"{{"current_ust":"{super_user}","target_ust":"{target}","current_app":"CRM"}}"#);
    request("POST", "/zato/sso/user/session", &check)
}

/// A login.
pub(crate) fn login(name: &str) -> Vec<u8> {
    let login = format!(r#"{{"username":"{name}","password":"{PASSWORD}","current_app":"CRM"}}"#);
    request("POST", "/zato/sso/user/login", &login)
}

pub(crate) fn caller() -> Caller {
    Caller {
        cid: None,
        current_app: None,
        remote_addr: Some("127.0.0.1".to_owned()),
        user_agent: None,
        is_trusted_client: false,
    }
}

/// Makes a user, logs in, and returns the UST.
pub(crate) async fn ust(sso: &Sso, name: &str, is_super_user: bool) -> Result<String> {
    let request = CreateRequest {
        username: name.to_owned(),
        password: Some(PASSWORD.to_owned()),
        email: Some(format!("{name}@example.com")),
        is_super_user,
        ..CreateRequest::default()
    };
    sso.create_user(&caller(), &Authority::operator("bench"), &request)
        .await?;
    log_in(sso, name).await
}

/// Logs a user in, and returns the UST.
pub(crate) async fn log_in(sso: &Sso, name: &str) -> Result<String> {
    let request = LoginRequest {
        username: name.to_owned(),
        password: PASSWORD.to_owned(),
        totp_code: None,
        new_password: None,
        metadata: None,
    };
    Ok(sso.login(&caller(), &request).await?.ust)
}
