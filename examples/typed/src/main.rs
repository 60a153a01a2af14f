//! The rules as Rust methods, without HTTP: an account is made, somebody logs in, and a session ends.

use anyhow::{Context, Result};
use vestibule::{
    Sso, SystemRandomness, key,
    settings::Settings,
    storage::Memory,
    types::{Authority, Caller, CreateRequest, LoginRequest},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut settings = Settings::default();
    settings.set_keys([key::new(&SystemRandomness)?]);
    settings.set("apps.all", vec!["CRM"]);
    println!("{}", story(settings).await?);
    Ok(())
}

/// Returns what was greeted.
async fn story(settings: Settings) -> Result<String> {
    let builder = Sso::builder().storage(Memory::new()).settings(settings);
    let sso = builder.build().await?;
    let caller = Caller {
        current_app: Some("CRM".to_owned()),
        remote_addr: Some("192.0.2.1".to_owned()),
        ..Caller::default()
    };
    let password = "8CpzwqsiaQO.U.pOKOjsxhoGHAlJ8KaX6wq0CH6NKUvTYuPQP5Tw";
    let ann = CreateRequest {
        username: "ann".to_owned(),
        password: Some(password.to_owned()),
        ..CreateRequest::default()
    };
    sso.create_user(&caller, &Authority::operator("example"), &ann)
        .await?;
    let login = LoginRequest {
        username: "ann".to_owned(),
        password: password.to_owned(),
        totp_code: None,
        new_password: None,
        metadata: None,
    };
    let login = sso.login(&caller, &login).await?;
    let session = sso.verify(&caller, &login.ust).await?;
    let session = session.context("the session has just begun")?;
    sso.logout(&caller, &login.ust).await?;
    anyhow::ensure!(sso.verify(&caller, &login.ust).await?.is_none());
    Ok(format!("Hello, {}!", session.username))
}

#[cfg(test)]
mod tests {
    use vestibule::{SystemRandomness, key, settings::Settings};

    use super::story;

    #[tokio::test]
    async fn somebody_is_greeted() -> anyhow::Result<()> {
        let mut settings = Settings::default();
        settings.set_keys([key::new(&SystemRandomness)?]);
        settings.set("apps.all", vec!["CRM"]);
        settings.set("password.argon2_memory_kib", 64);
        settings.set("password.argon2_iterations", 1);
        assert_eq!(story(settings).await?, "Hello, ann!");
        Ok(())
    }
}
