//! `vestibule storage check`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use vestibule::types::{Defect, Flaw};

use crate::cli::place::Place;

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    place: Place,
}

impl Check {
    /// A line for each defect, and a summary.
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let file = self.place.settings()?;
        let sso = self.place.open_existing(&file).await?;
        let mut defects: u64 = 0;
        let documents = sso.check_storage(|defect| {
            defects += 1;
            println!("{}", line(&defect));
        });
        let documents = documents.await?;
        println!("{documents} documents, {defects} defects");
        Ok(match defects {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        })
    }
}

fn line(defect: &Defect) -> String {
    let user = defect.user_id.as_deref();
    let user = user.filter(|user| !defect.key.contains(user));
    let user = user.map_or(String::new(), |user| format!(" (user {user})"));
    format!("{}: {}{user}", defect.key, explain(defect.flaw))
}

fn explain(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::UnknownKey => "unknown kind of key",
        Flaw::Malformed => "malformed document",
        Flaw::Unreadable => "cannot be decrypted with any secret key",
        Flaw::KeyNotNoted => "needs a secret key that is not recorded as needed",
        Flaw::NoUser => "its user does not exist",
        Flaw::NotOfUser => "does not agree with its user's document",
        Flaw::NoSession => "its session does not exist",
        Flaw::EndsApart => "does not expire together with its user or session",
        Flaw::UsernameMissing => "the username is not registered, or is another user's",
        Flaw::EmailMissing => {
            "the e-mail address is confirmed, but not registered, or another user's"
        }
        Flaw::EmailClaimMissing => "the claim to the e-mail address is missing",
        Flaw::EmailIndexWrong => "the index entry of the e-mail address is of another address",
        Flaw::EmailOwnedTwice => {
            "the e-mail address is also another user's, under another secret key"
        }
        Flaw::PendingMissing => "waits for approval, but is not in the list of pending sign-ups",
        Flaw::SuperUserMissing => "is a super-user, but is not in the list of super-users",
        Flaw::SearchMissing => "has no entry for searches",
        Flaw::CredentialMissing => "the credential is not registered, or is another user's",
        Flaw::TokenMissing => "has to confirm the sign-up, but the token for it is missing",
        Flaw::ResetTokenMissing => "a password reset whose token is missing",
    }
}
