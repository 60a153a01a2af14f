//! `vestibule storage rekey`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;

use crate::cli::place::Place;

/// Documents between two lines of progress.
const STEP: u64 = 10_000;

#[derive(Args)]
pub(crate) struct Rekey {
    #[command(flatten)]
    place: Place,
}

impl Rekey {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let file = self.place.settings()?;
        let sso = self.place.open_existing(&file).await?;
        let mut said = 0;
        let done = sso.rekey(|documents| {
            if documents < said {
                eprintln!("another host has written under another key; starting another pass");
                said = 0;
            }
            if documents >= said + STEP {
                said = documents;
                eprintln!("{documents} accounts and messages");
            }
        });
        let done = done.await?;
        println!(
            "{} accounts and messages, {} rewritten",
            done.documents, done.rewritten
        );
        if done.left > 0 {
            bail!(
                "{} cannot be rewritten, so no key can be removed; `storage check` reports what \
                 is wrong with them",
                done.left
            );
        }
        if !done.is_complete {
            bail!(
                "another host keeps writing under another key, so no key can be removed; give all \
                 hosts the same first key, then run this again"
            );
        }
        println!("{}", what_now(sso.number_of_keys()));
        Ok(ExitCode::SUCCESS)
    }
}

/// Which keys can be removed, by position: the keys themselves are never shown.
fn what_now(number_of_keys: usize) -> String {
    let others = match number_of_keys {
        0 | 1 => return "Everything is under the only key.".to_owned(),
        2 => "Key 2".to_owned(),
        number => format!("Keys 2 to {number}"),
    };
    format!(
        "Everything is under the first key. {others} of {number_of_keys} can be removed now.\n\
         Sessions that began under a removed key end; their users log in again. Few such sessions \
         are left once session.expiry has passed since all hosts got the first key."
    )
}
