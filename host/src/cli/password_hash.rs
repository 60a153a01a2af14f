//! `vestibule password-hash`: a hash for the settings.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::Args;
use vestibule::{Error, Sso, SystemRandomness, key, settings::file::File, storage::Memory};

use super::{place::environment, user::ask};

#[derive(Args)]
pub(crate) struct PasswordHash {
    /// Password; asked for if not given, or read from standard input
    #[arg(long)]
    password: Option<String>,
    /// TOML file with settings; [password] argon2_… set the cost of the hash
    #[arg(long, value_name = "FILE", env = "VESTIBULE_CONFIG")]
    config: Option<PathBuf>,
}

impl PasswordHash {
    /// Reads no data, and the other settings may still be incomplete.
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let file = File::load(self.config.as_deref(), environment())?;
        let mut settings = file.settings;
        settings.retain("password");
        settings.set_keys([key::new(&SystemRandomness)?]);
        let password = match self.password {
            Some(password) => password,
            None => ask()?,
        };
        let sso = Sso::builder()
            .storage(Memory::new())
            .settings(settings)
            .build()
            .await?;
        match sso.hash_password(&password).await {
            Ok(hash) => {
                println!("{hash}");
                Ok(ExitCode::SUCCESS)
            }
            Err(Error::Rejected(_)) => bail!("a password has 1 to 1,024 characters"),
            Err(error) => Err(error.into()),
        }
    }
}
