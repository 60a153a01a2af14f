//! The library in a program of one's own, with SQLite. It hands out mails, which `vestibule serve` does not.

#![allow(
    clippy::indexing_slicing,
    reason = "a member of JSON that is missing is null"
)]

use std::{
    env, fs,
    io::{BufRead, Write, stdin, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::{net::TcpListener, runtime::Handle, sync::oneshot, task::block_in_place};
use vestibule::{
    Runtime, RuntimeOptions, Sso,
    http::{self, Limits, RouterOptions},
    settings::Settings,
    storage::Sqlite,
    types::{Authority, Caller, Content, CreateRequest, Message},
};

/// Compiled code, which all places share.
const CACHE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/component/cache");

/// Messages that are claimed at once, and for how many seconds.
const MESSAGES: u32 = 50;
const LEASE: u32 = 60;

#[tokio::main]
async fn main() -> Result<()> {
    let data = PathBuf::from(env::var("VESTIBULE_PLACE_DATA")?);
    let settings = fs::read(env::var("VESTIBULE_PLACE_SETTINGS")?)?;
    let sso = Sso::builder()
        .storage(Sqlite::open(&data)?)
        .settings(settings_of(&serde_json::from_slice(&settings)?)?)
        .runtime(Runtime::new(RuntimeOptions {
            component: None,
            cache: Some(Path::new(CACHE).to_owned()),
        })?)
        .build()
        .await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    say(&json!({"url": format!("http://{}", listener.local_addr()?)}))?;
    let (stop, stopped) = oneshot::channel::<()>();
    let router = http::standalone_router(sso.clone(), RouterOptions::default());
    let serving = tokio::spawn(http::serve(listener, router, Limits::default(), async {
        // A message or a dropped sender, both mean stop.
        let _ = stopped.await;
    }));
    block_in_place(|| obey(&sso))?;
    drop(stop);
    serving.await?
}

fn settings_of(stanzas: &Value) -> Result<Settings> {
    let mut settings = Settings::default();
    for (stanza, keys) in stanzas.as_object().context("settings are an object")? {
        for (key, value) in keys.as_object().context("a stanza is an object")? {
            settings.set(&format!("{stanza}.{key}"), value.clone());
        }
    }
    settings.is_delivery_configured = true;
    Ok(settings)
}

/// Answers commands until the end of standard input.
fn obey(sso: &Sso) -> Result<()> {
    for line in stdin().lock().lines() {
        let command: Value = serde_json::from_str(&line?)?;
        let done = Handle::current().block_on(perform(sso, &command));
        let mut answer = match done {
            Ok(value) => json!({"ok": value}),
            Err(error) => json!({"error": error.to_string()}),
        };
        answer["id"] = command["id"].clone();
        say(&answer)?;
    }
    Ok(())
}

async fn perform(sso: &Sso, command: &Value) -> Result<Value> {
    let text = |key: &str| command[key].as_str().map(ToOwned::to_owned);
    match command["do"].as_str() {
        Some("create-super-user") => {
            let request = CreateRequest {
                username: text("username").unwrap_or_default(),
                password: text("password"),
                is_super_user: true,
                ..CreateRequest::default()
            };
            let (caller, operator) = (Caller::default(), Authority::operator("place"));
            let created = sso.create_user(&caller, &operator, &request);
            Ok(json!(created.await?))
        }
        Some("messages") => messages(sso).await,
        Some("sweep") => {
            sso.sweep().await?;
            Ok(Value::Null)
        }
        _ => anyhow::bail!("unsupported"),
    }
}

/// Claims all messages, as if they were sent.
async fn messages(sso: &Sso) -> Result<Value> {
    let mut all = Vec::new();
    loop {
        let claimed = sso.claim_messages(MESSAGES, LEASE).await?;
        if claimed.is_empty() {
            return Ok(Value::Array(all));
        }
        for message in claimed {
            sso.message_done(&message.id, &message.claim).await?;
            all.push(shown(message));
        }
    }
}

fn shown(message: Message) -> Value {
    let (kind, token) = match message.content {
        Content::SignupConfirm(content) => ("signup-confirm", Some(content.confirm_token)),
        Content::SignupWelcome => ("signup-welcome", None),
        Content::SignupRejected(_) => ("signup-rejected", None),
        Content::PasswordReset(content) => ("password-reset", Some(content.token)),
        Content::EmailConfirm(content) => ("email-confirm", Some(content.confirm_token)),
        Content::EmailChanged => ("email-changed", None),
    };
    json!({"to": message.to, "username": message.username, "kind": kind, "token": token})
}

fn say(value: &Value) -> Result<()> {
    writeln!(stdout(), "{value}").context("cannot answer")
}
