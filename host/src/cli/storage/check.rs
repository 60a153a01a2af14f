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
        Flaw::UnknownKey => "no key that this version writes",
        Flaw::Malformed => "cannot be understood",
        Flaw::Unreadable => "no secret key opens what is sealed in it",
        Flaw::KeyNotNoted => "needs a secret key that could be dropped",
        Flaw::NoUser => "its user does not exist",
        Flaw::NotOfUser => "its user's document says otherwise",
        Flaw::NoSession => "its session does not exist",
        Flaw::EndsApart => "does not end when its user or its session does",
        Flaw::UsernameMissing => "the username leads to nobody or to somebody else",
        Flaw::EmailMissing => "the e-mail address is proven, but nobody's or somebody else's",
        Flaw::EmailClaimMissing => "the claim to the e-mail address is missing",
        Flaw::EmailIndexWrong => {
            "what the e-mail address is filed under is of no address or of another"
        }
        Flaw::EmailOwnedTwice => "the e-mail address is somebody else's under another secret key",
        Flaw::PendingMissing => "waits for a decision, but is not in the list",
        Flaw::SuperUserMissing => "is a super-user, but not in the list",
        Flaw::SearchMissing => "is not found by a search",
        Flaw::CredentialMissing => "the credential leads to nobody or to somebody else",
        Flaw::TokenMissing => "has to confirm, but no token is there to do it with",
        Flaw::ResetTokenMissing => "a password reset, but no token is there to do it with",
    }
}
