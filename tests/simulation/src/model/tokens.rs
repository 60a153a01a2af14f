//! Confirmation tokens: the account of each, and whether it still works.

use vestibule_guest::tokens::digest;

use crate::model::{
    Account, Approval, Model, Token,
    rules::Verdict::{self, Changes, Refuses},
};

impl Model {
    pub(super) fn confirm(&self, token: &str, now: u64) -> Verdict {
        match self.token(token, now) {
            None => Refuses("E005006"),
            Some((token, _)) if token.is_used => Refuses("E005007"),
            Some((token, account)) if account.is_confirmed && !self.proves(token) => {
                Refuses("E005007")
            }
            Some(_) => Changes,
        }
    }

    pub(super) fn disown(&self, token: &str, now: u64) -> Verdict {
        match self.token(token, now) {
            Some((token, _)) if !token.is_mailed => Refuses("E005006"),
            Some((token, _)) if token.is_used => Refuses("E005007"),
            Some(_) => Changes,
            None => Refuses("E005006"),
        }
    }

    /// A token that leads to an account, and the account.
    fn token(&self, token: &str, now: u64) -> Option<(&Token, &Account)> {
        let token = self.tokens.get(&digest(token))?;
        let account = self.account(&token.user_id, now)?;
        let leads_on = token.expires_at > now && account.approval != Approval::Rejected;
        leads_on.then_some((token, account))
    }

    /// Whether presenting a token proves the address it is about.
    pub(crate) fn proves(&self, token: &Token) -> bool {
        token.is_mailed || self.configuration.returned_token_verifies_email
    }
}
