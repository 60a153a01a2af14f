//! TOTP codes: which users need them, and which codes still work.

use crate::{
    authenticator::{STEP, code},
    model::{
        Account, Model,
        rules::Verdict::{self, Changes, Refuses},
    },
    operation::{self, By},
};

/// An invalid key.
pub(crate) const NO_KEY: &str = "not in Base32";

#[derive(Clone, Default)]
pub(crate) struct Totp {
    pub(crate) is_enabled: bool,
    pub(crate) key: Option<Key>,
    /// The latest step whose code was used. Codes of this step and of earlier ones are refused.
    pub(crate) last_step: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Given(&'static str),
    /// A random key, which the model does not know yet.
    Unknown,
}

impl Totp {
    pub(crate) fn of_new(key: Option<&'static str>, is_enabled: bool) -> Self {
        let mut totp = Self {
            key: key.map(Key::Given),
            ..Self::default()
        };
        totp.switch(is_enabled);
        totp
    }

    /// A user with TOTP has a key.
    fn switch(&mut self, is_enabled: bool) {
        self.is_enabled = is_enabled;
        if is_enabled {
            self.key.get_or_insert(Key::Unknown);
        }
    }
}

impl Model {
    /// The step whose code a login uses, if it needs one; or the code of the refusal.
    pub(super) fn second_factor(
        &self,
        account: &Account,
        typed: Option<&str>,
        now: u64,
    ) -> Result<Option<u64>, &'static str> {
        let totp = &account.totp;
        if !totp.is_enabled {
            return Ok(None);
        }
        let typed: String = typed.unwrap_or_default().split_whitespace().collect();
        if typed.is_empty() {
            let is_told = self.configuration.inform_if_totp_missing;
            return Err(if is_told { "E005008" } else { "E005001" });
        }
        let Some(Key::Given(key)) = totp.key else {
            return Err("E005001");
        };
        let tolerance = u64::from(self.configuration.totp_tolerance);
        let mut steps = now / STEP - tolerance..=now / STEP + tolerance;
        let step = steps.find(|step| code(key, *step) == typed);
        let fresh = step.filter(|step| totp.last_step.is_none_or(|last| *step > last));
        fresh.map(Some).ok_or("E005001")
    }

    pub(super) fn reset_totp(
        &self,
        by: &By,
        user_id: Option<&str>,
        key: Option<&str>,
        now: u64,
    ) -> Verdict {
        let (_, own, account) = match self.subject(by, user_id, now) {
            Ok(subject) => subject,
            Err(code) => return Refuses(code),
        };
        match own {
            Some(own) if !self.is_recent(&own, now) => Refuses("E005001"),
            _ if account.is_erased() => Refuses("E008001"),
            _ if key == Some(NO_KEY) => Refuses("E008002"),
            _ => Changes,
        }
    }

    /// A new key resets the used step. Setting the same key again does not.
    pub(super) fn totp_reset(
        &mut self,
        user_id: &str,
        own: Option<&str>,
        key: Option<&'static str>,
    ) {
        let Some(account) = self.accounts.get_mut(user_id) else {
            return;
        };
        let before = account.totp.key;
        let key = key.map_or(Key::Unknown, Key::Given);
        account.totp.key = Some(key);
        if before != Some(key) || key == Key::Unknown {
            account.totp.last_step = None;
        }
        if account.totp.is_enabled {
            self.end_sessions(user_id, own);
        }
    }

    /// When TOTP is switched on, the sessions of the user end, except the one that switched it on.
    pub(super) fn totp_switched(
        &mut self,
        user_id: &str,
        own: Option<&str>,
        changes: &operation::Changes,
    ) {
        let account = self.accounts.get_mut(user_id);
        let (Some(account), Some(is_enabled)) = (account, changes.is_totp_enabled) else {
            return;
        };
        let is_new = is_enabled && !account.totp.is_enabled;
        account.totp.switch(is_enabled);
        if is_new {
            self.end_sessions(user_id, own);
        }
    }
}
