//! What is measured on: a thousand users with a session each.

use std::{path::Path, sync::Arc};

use anyhow::Result;
use tempfile::TempDir;
use vestibule::{
    Runtime, RuntimeOptions, Sso, SystemRandomness, key,
    settings::Settings,
    storage::Sqlite,
    types::{Caller, CreateRequest, LoginRequest, Request},
};

use crate::load::request;

const USERS: usize = 1_000;
/// Of them, so many have a hash at the default cost.
const LOGINS: usize = 64;
const PASSWORD: &str = "correct horse battery staple";

pub(crate) struct Data {
    directory: TempDir,
    sso: Sso,
    usts: Vec<String>,
    checks: Arc<Vec<Vec<u8>>>,
    logins: Arc<Vec<Vec<u8>>>,
}

impl Data {
    pub(crate) async fn prepare() -> Result<Self> {
        let directory = tempfile::tempdir()?;
        // Hashing a thousand passwords at full cost would take most of the time.
        let sso = open(directory.path(), Some(64)).await?;
        let full = open(directory.path(), None).await?;
        let super_user = ust(&full, "boss", true).await?;
        let mut checks = Vec::new();
        let mut logins = Vec::new();
        let mut usts = Vec::new();
        for user in 0..USERS {
            let name = format!("user{user}");
            let sso = if user < LOGINS { &full } else { &sso };
            let target = ust(sso, &name, false).await?;
            let check = format!(
                r#"{{"current_ust":"{super_user}","target_ust":"{target}","current_app":"CRM"}}"#
            );
            checks.push(request("POST", "/zato/sso/user/session", &check));
            usts.push(target);
            if user < LOGINS {
                let login = format!(
                    r#"{{"username":"{name}","password":"{PASSWORD}","current_app":"CRM"}}"#
                );
                logins.push(request("POST", "/zato/sso/user/login", &login));
            }
        }
        Ok(Self {
            directory,
            sso,
            usts,
            checks: Arc::new(checks),
            logins: Arc::new(logins),
        })
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
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

async fn open(directory: &Path, memory_kib: Option<u32>) -> Result<Sso> {
    let mut settings = Settings::default();
    settings.main.keys = Some(key::read_or_make(directory, false, &SystemRandomness)?);
    settings.password.argon2_memory_kib = memory_kib;
    let runtime = Runtime::new(RuntimeOptions {
        component: None,
        cache: Some(directory.join("cache")),
    })?;
    Sso::builder()
        .storage(Sqlite::open(directory)?)
        .settings(settings)
        .runtime(runtime)
        .build()
        .await
}

fn caller() -> Caller {
    Caller {
        cid: None,
        current_app: None,
        remote_addr: Some("127.0.0.1".to_owned()),
        user_agent: None,
        is_trusted_client: false,
    }
}

async fn ust(sso: &Sso, name: &str, is_super_user: bool) -> Result<String> {
    let request = CreateRequest {
        username: name.to_owned(),
        password: PASSWORD.to_owned(),
        email: Some(format!("{name}@example.com")),
        is_super_user,
    };
    sso.create_user(&caller(), &request).await?;
    let request = LoginRequest {
        username: name.to_owned(),
        password: PASSWORD.to_owned(),
        new_password: None,
        metadata: None,
    };
    Ok(sso.login(&caller(), &request).await?.ust)
}
