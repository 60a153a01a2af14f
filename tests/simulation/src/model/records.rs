//! The model's records of stored documents.

use crate::model::Totp;

#[derive(Clone)]
pub(crate) struct Account {
    /// In the spelling of the sign-up; `None` for an erased account.
    pub(crate) username: Option<String>,
    pub(crate) canonical: Option<String>,
    /// Earlier usernames in either form: sessions that began under them keep them.
    pub(crate) earlier: Vec<String>,
    /// As signed up, and as compared.
    pub(crate) email: Option<(String, String)>,
    pub(crate) is_verified: bool,
    /// A proof was presented, whether or not it came first.
    pub(crate) has_proved: bool,
    pub(crate) password: String,
    pub(crate) password_expiry: u64,
    pub(crate) must_change: bool,
    pub(crate) totp: Totp,
    pub(crate) is_locked: bool,
    pub(crate) display_name: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) locale: Option<&'static str>,
    /// When it was made.
    pub(crate) since: u64,
    pub(crate) is_confirmed: bool,
    pub(crate) approval: Approval,
    pub(crate) is_super_user: bool,
    pub(crate) remote_addr: String,
    pub(crate) expires_at: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Approval {
    Waits,
    Approved,
    Rejected,
}

pub(crate) struct Token {
    pub(crate) user_id: String,
    pub(crate) is_mailed: bool,
    pub(crate) is_used: bool,
    pub(crate) expires_at: u64,
}

pub(crate) struct Session {
    pub(crate) user_id: String,
    pub(crate) begun: u64,
    /// Or when it began, if it was never renewed.
    pub(crate) renewed: u64,
    /// The stored end; a limit may end it earlier.
    pub(crate) expires_at: u64,
}

/// A password reset that a user began.
pub(crate) struct Reset {
    /// Digest.
    pub(crate) token: String,
    pub(crate) token_expires_at: u64,
    /// Perhaps set by a host whose clock is ahead.
    pub(crate) is_token_swept: bool,
    /// Digest of the reset key, and when it ends.
    pub(crate) key: Option<(String, u64)>,
    /// The number of mails, and since when they are counted.
    pub(crate) mails: u32,
    pub(crate) counted_since: u64,
    pub(crate) expires_at: u64,
}

pub(crate) struct Letter {
    pub(crate) key: String,
    /// When it is due: in the key.
    pub(crate) due: u64,
    /// The address it is for, as compared.
    pub(crate) to: String,
    /// Digest of the claim in force.
    pub(crate) claim: Option<String>,
    pub(crate) expires_at: u64,
}

/// An erased person, and the values that must not be found any more.
pub(crate) struct Forgotten {
    pub(crate) user_id: String,
    /// All names of the person, in either form.
    pub(crate) names: Vec<String>,
    pub(crate) email: Option<String>,
    pub(crate) data: Vec<String>,
}

impl Approval {
    /// As documents and REST say it.
    pub(crate) fn stored(self) -> &'static str {
        match self {
            Self::Waits => "before_decision",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

impl Account {
    pub(crate) fn lives(&self, now: u64) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }

    /// The code with which a login of this account is refused, if it is.
    pub(crate) fn lacks_standing(&self) -> Option<&'static str> {
        match (self.is_locked, self.is_confirmed, self.approval) {
            (true, ..) => Some("E005002"),
            (false, true, Approval::Approved) => None,
            _ => Some("E005003"),
        }
    }

    /// Whether it is a sign-up that was never finished. An account that a super-user set to unconfirmed is
    /// not one.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.expires_at.is_some()
    }

    /// Whether this is the rest of an erased account.
    pub(crate) fn is_erased(&self) -> bool {
        self.username.is_none()
    }

    /// Whether it ever had this name, as typed or in canonical form.
    pub(crate) fn has_name(&self, name: &String) -> bool {
        let now = [&self.username, &self.canonical];
        now.into_iter()
            .flatten()
            .chain(&self.earlier)
            .any(|own| own == name)
    }

    pub(crate) fn has_email(&self, canonical: &str) -> bool {
        self.email.as_ref().is_some_and(|(_, own)| own == canonical)
    }
}

/// As documents and REST say it.
pub(crate) fn sign_up_status(is_confirmed: bool) -> &'static str {
    match is_confirmed {
        true => "final",
        false => "before_confirmation",
    }
}
