//! `vestibule user …`: creates accounts.

use std::{
    io::{IsTerminal, stdin},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, Subcommand};
use vestibule::{
    Error,
    types::{Authority, Caller, CreateRequest, SubStatus},
};

use super::{operator, place::Place};

/// Exit codes of Zato's command line.
const USER_EXISTS: u8 = 20;
const INVALID: u8 = 21;

#[derive(Subcommand)]
pub(crate) enum User {
    /// Create a super-user, who can approve sign-ups
    CreateSuperUser(Create),
    /// Create an ordinary user, confirmed and approved at once
    CreateUser(Create),
}

#[derive(Args)]
pub(crate) struct Create {
    /// Username
    name: String,
    /// Password; asked for if not given
    #[arg(long)]
    password: Option<String>,
    /// E-mail address
    #[arg(long)]
    email: Option<String>,
    #[command(flatten)]
    place: Place,
}

impl User {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::CreateSuperUser(create) => create.run(true).await,
            Self::CreateUser(create) => create.run(false).await,
        }
    }
}

impl Create {
    async fn run(self, is_super_user: bool) -> Result<ExitCode> {
        let password = match self.password {
            Some(password) => password,
            None => ask()?,
        };
        let file = self.place.settings()?;
        let sso = self.place.open(&file, None).await?;
        let request = CreateRequest {
            username: self.name,
            password: Some(password),
            email: self.email,
            is_super_user,
            ..CreateRequest::default()
        };
        let operator = Authority::operator(operator::name());
        match sso
            .create_user(&Caller::default(), &operator, &request)
            .await
        {
            Ok(user_id) => {
                println!("{user_id}");
                Ok(ExitCode::SUCCESS)
            }
            Err(Error::Rejected(codes)) => {
                for code in &codes {
                    eprintln!("vestibule: {}", explain(*code));
                }
                let exists = codes.contains(&SubStatus::UsernameExists);
                Ok(if exists { USER_EXISTS } else { INVALID }.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads a password: from a terminal without echo, otherwise one line of standard input.
pub(crate) fn ask() -> Result<String> {
    if stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password: ")?);
    }
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn explain(code: SubStatus) -> String {
    let text = match code {
        SubStatus::UsernameExists => "the username is taken",
        SubStatus::UsernameInvalid => "the username is empty or contains invisible characters",
        SubStatus::UsernameTooLong => "the username is too long",
        SubStatus::UsernameHasWhitespace => "the username contains white space",
        SubStatus::EmailExists => "the e-mail address belongs to another account",
        SubStatus::EmailInvalid => "not an e-mail address",
        SubStatus::EmailTooLong => "the e-mail address is too long",
        SubStatus::EmailHasWhitespace => "the e-mail address contains white space",
        SubStatus::PasswordTooShort => "the password is too short",
        SubStatus::PasswordTooLong => "the password is too long",
        SubStatus::PasswordInvalid => "the password contains a common one",
        other => return format!("refused: {other:?}"),
    };
    text.to_owned()
}
