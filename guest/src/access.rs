//! Access: the checks of every call that comes with a user session
//! token (UST).

mod address_list;
mod case;
mod credential;
pub(crate) mod lifetime;
mod look_up;

pub use address_list::require_listed;
pub use case::{Case, require_self_or_super_user};
pub(crate) use credential::credential_digest;
pub use look_up::look_up;
pub(crate) use look_up::look_up_with_log;

use look_up::look_up_or_ended;

use crate::{
    call::Call,
    contract::types::{Authority, SubStatus},
    documents::{ApprovalStatus, Session, SignUpStatus, User},
    fault::{Fault, Result},
    limits::OPERATOR_CHARACTERS,
    settings::{login::Login, password::Password},
    store::{Commit, Found},
    timestamp::Timestamp,
};

/// The name of the host's operator in `_mod_by` fields, and in audit events of calls that do not
/// identify the operator.
pub const OPERATOR: &str = "operator";

/// An open session and its user: what a UST gives access to.
#[derive(Clone)]
pub struct Access {
    /// The session.
    pub session: Found<Session>,
    /// When it ends, by the settings as they are now.
    pub ends_at: Timestamp,
    /// The user.
    pub user: Found<User>,
}

impl Access {
    /// Makes a commit conditional: neither the session nor its user has changed since the read.
    pub fn check(&self, commit: &mut Commit) {
        commit.check(&self.session.check);
        commit.check(&self.user.check);
    }

    /// Requires that the user may use a session now, from this address.
    ///
    /// # Errors
    /// E005001, E005002, E005003, E003004, each only if the setting for it permits.
    pub fn require_usable(&self, call: &Call<'_>, remote_addr: Option<&str>) -> Result<()> {
        let login = call.settings.login()?;
        let username = self.user.canonical_username.as_deref().unwrap_or_default();
        require_listed(call, &login, username, remote_addr)?;
        require_good_standing(&self.user, &login)?;
        require_unexpired_password(call, &self.user)
    }
}

/// Requires that a user is not locked, is confirmed and is approved. A login and a session both
/// require this.
///
/// # Errors
/// E005002, E005003, each only if the setting for it permits.
pub fn require_good_standing(user: &User, login: &Login) -> Result<()> {
    if user.is_locked {
        return Err(Fault::refused_unless_hidden(
            SubStatus::AuthLocked,
            login.inform_if_locked,
        ));
    }
    if user.sign_up_status != SignUpStatus::Final {
        let code = SubStatus::AuthInvalidSignupStatus;
        return Err(Fault::refused_unless_hidden(
            code,
            login.inform_if_not_confirmed,
        ));
    }
    if user.approval_status != ApprovalStatus::Approved {
        let public = if login.inform_if_not_approved {
            SubStatus::AuthInvalidSignupStatus
        } else {
            SubStatus::AuthNotAllowed
        };
        return Err(Fault::refused_as(SubStatus::AuthNotApproved, public));
    }
    Ok(())
}

/// Whether a user's password has expired.
#[must_use]
pub fn is_password_expired(call: &Call<'_>, user: &User) -> bool {
    user.password_expiry
        .is_some_and(|expiry| expiry <= call.now)
}

/// Requires that the user's password has not expired.
///
/// # Errors
/// E003004, only if the setting for it permits.
pub fn require_unexpired_password(call: &Call<'_>, user: &User) -> Result<()> {
    if is_password_expired(call, user) {
        let settings = call.settings.password()?;
        return Err(password_expired(&settings));
    }
    Ok(())
}

/// The refusal of an expired password.
#[must_use]
pub fn password_expired(settings: &Password) -> Fault {
    Fault::refused_unless_hidden(SubStatus::PasswordExpired, settings.inform_if_expired)
}

/// The refusal of a text that does not lead to an open session.
#[must_use]
pub fn no_such_session() -> Fault {
    Fault::refused(SubStatus::SessionNoSuchSession)
}

/// Requires the UST of an open session that its user may use now.
///
/// # Errors
/// The codes of a UST.
pub fn require_session(call: &mut Call<'_>, ust: &str) -> Result<Access> {
    let (access, has_ended) = look_up_or_ended(call, ust)?;
    if has_ended {
        let public = SubStatus::SessionNoSuchSession;
        return Err(Fault::refused_as(SubStatus::SessionExpired, public));
    }
    require_caller(call, access)
}

/// Requires that the user of a session that was looked up may use it now.
///
/// # Errors
/// The codes of a UST.
pub fn require_caller(call: &mut Call<'_>, access: Option<Access>) -> Result<Access> {
    let access = access.ok_or_else(no_such_session)?;
    call.actor = Some(access.user.user_id.clone());
    call.require_app()?;
    // A trusted client's own address says nothing about the end user: the address of the login counts.
    let remote_addr = if call.is_trusted_client {
        access.session.remote_addr.as_deref()
    } else {
        call.remote_addr.as_deref()
    };
    access.require_usable(call, remote_addr)?;
    Ok(access)
}

/// Requires a super-user's session, or the operator, who has no session (`None`).
///
/// # Errors
/// The codes of a UST; E005001 for everybody else.
pub fn require_super_user(call: &mut Call<'_>, authority: &Authority) -> Result<Option<Access>> {
    require_super_user_or(call, authority, SubStatus::AuthNotAllowed)
}

/// As [`require_super_user`], with another code for everybody else.
///
/// # Errors
/// The codes of a UST; `refusal` for everybody else.
pub fn require_super_user_or(
    call: &mut Call<'_>,
    authority: &Authority,
    refusal: SubStatus,
) -> Result<Option<Access>> {
    match authority {
        Authority::Operator(name) => {
            require_operator_name(name)?;
            call.actor = Some(name.clone());
            call.require_app()?;
            Ok(None)
        }
        Authority::Session(ust) => {
            let access = require_session(call, ust)?;
            if access.user.is_super_user {
                Ok(Some(access))
            } else {
                Err(not_a_super_user(refusal))
            }
        }
    }
}

/// Requires that the name of an operator can stand in an audit event.
///
/// # Errors
/// Bad request.
fn require_operator_name(name: &str) -> Result<()> {
    let is_short = (1..=OPERATOR_CHARACTERS).contains(&name.chars().count());
    if is_short && !name.contains(char::is_control) {
        return Ok(());
    }
    Err(Fault::BadRequest(
        "the operator's name needs 1 to 128 characters and no control characters",
    ))
}

/// Refuses an input that cannot be parsed, but checks first whether the caller is a super-user:
/// everybody else learns only that they may not do this.
///
/// # Errors
/// Always: those of [`require_super_user`]; otherwise E008002.
pub fn refuse_input<T>(call: &mut Call<'_>, authority: &Authority) -> Result<T> {
    require_super_user(call, authority)?;
    Err(Fault::refused(SubStatus::CommonInvalidInput))
}

/// Requires that the user of a session is a super-user.
///
/// # Errors
/// E005001.
pub fn require_is_super_user(access: &Access) -> Result<()> {
    if access.user.is_super_user {
        return Ok(());
    }
    Err(not_a_super_user(SubStatus::AuthNotAllowed))
}

/// The refusal of a user who is not a super-user.
fn not_a_super_user(public: SubStatus) -> Fault {
    Fault::refused_as(SubStatus::AuthSuperUserRequired, public)
}
