//! Who is calling? The checks of every call that comes with a UST.

mod address_list;
mod case;
mod credential;
pub(crate) mod lifetime;

pub use address_list::require_listed;
pub use case::{Case, require_self_or_super_user};
pub(crate) use credential::credential_digest;

use lifetime::Lifetime;

use crate::{
    call::Call,
    contract::{
        storage::Entry,
        types::{Authority, SubStatus},
    },
    documents::{ApprovalStatus, Session, SessionLog, SignUpStatus, User},
    fault::{Fault, Result},
    keys,
    settings::{login::Login, password::Password},
    store::{self, Commit, Found, Slot},
    timestamp::Timestamp,
    tokens::{self, UserSessionToken},
};

/// How the host itself is named in audit events and `_mod_by` fields.
pub const OPERATOR: &str = "operator";

/// An open session, and the user it belongs to.
#[derive(Clone)]
pub struct Access {
    /// The session.
    pub session: Found<Session>,
    /// When it ends, as limits are now.
    pub ends_at: Timestamp,
    /// The user.
    pub user: Found<User>,
}

/// Looks several USTs up, in one read. None for what is no UST, has ended, or belongs to a user
/// who is not approved.
///
/// # Errors
/// If keys or storage are not available.
pub fn look_up(call: &Call<'_>, usts: &[&str]) -> Result<Vec<Option<Access>>> {
    let found = read(call, usts, |_| None)?;
    Ok(found.into_iter().map(|opened| opened.access).collect())
}

/// Looks a UST up along with the log of its session, in one read.
///
/// # Errors
/// As [`look_up`].
pub(crate) fn look_up_with_log(
    call: &Call<'_>,
    ust: &str,
) -> Result<(Option<Access>, Option<SessionLog>)> {
    let log_of = |token: &UserSessionToken| keys::session_log(&token.user_id, &token.digest);
    let found = read(call, &[ust], |token| Some(log_of(token)))?.pop();
    let Some(Opened { access, along, .. }) = found else {
        return Ok((None, None));
    };
    let log = along.map(|log| log.parse(call.now)).transpose()?;
    Ok((access, log.and_then(|log| log.document)))
}

/// What a UST opens, and what was read along.
#[derive(Default)]
struct Opened {
    access: Option<Access>,
    /// There is a session, but its time is over.
    has_ended: bool,
    along: Option<Slot<Entry>>,
}

fn read(
    call: &Call<'_>,
    usts: &[&str],
    along: impl Fn(&UserSessionToken) -> Option<String>,
) -> Result<Vec<Opened>> {
    let keyring = call.keyring()?;
    let tokens = usts.iter().map(|ust| tokens::open_ust(&keyring, ust));
    let wanted: Vec<Option<Vec<String>>> = tokens
        .map(|token| {
            let token = token?;
            let session = keys::session(&token.user_id, &token.digest);
            let user = keys::user(&token.user_id);
            Some([session, user].into_iter().chain(along(&token)).collect())
        })
        .collect();
    let keys: Vec<String> = wanted.iter().flatten().flatten().cloned().collect();
    if keys.is_empty() {
        return Ok(usts.iter().map(|_| Opened::default()).collect());
    }
    let lifetime = Lifetime::of(call)?;
    let mut slots = store::read(call.platform, keys)?.into_iter();
    let mut found = Vec::new();
    for wanted in wanted {
        let mut slots = slots.by_ref().take(wanted.map_or(0, |keys| keys.len()));
        let mut opened = match (slots.next(), slots.next()) {
            (Some(session), Some(user)) => understand(call, &lifetime, session, user)?,
            _ => Opened::default(),
        };
        opened.along = slots.next();
        found.push(opened);
    }
    Ok(found)
}

fn understand(
    call: &Call<'_>,
    lifetime: &Lifetime,
    session: Slot<Entry>,
    user: Slot<Entry>,
) -> Result<Opened> {
    let session: Slot<Session> = session.parse(call.now)?;
    let is_there = session.document.is_some() || session.expired.is_some();
    let session = session.found();
    let is_over = |session: &Found<Session>| lifetime.is_over(call.now, session);
    let user: Option<Found<User>> = user.parse(call.now)?.found();
    let has_ended = is_there && session.as_ref().is_none_or(is_over) && user.is_some();
    let session = lifetime.open(call, session)?;
    let access = session.zip(user).map(|(session, user)| Access {
        ends_at: lifetime.end(&session),
        session,
        user,
    });
    let is_approved = |access: &Access| access.user.approval_status == ApprovalStatus::Approved;
    Ok(Opened {
        access: access.filter(is_approved),
        has_ended,
        along: None,
    })
}

impl Access {
    /// Only if the session is still open, and its user still who they were: what was begun with a
    /// session is not done after its end.
    pub fn check(&self, commit: &mut Commit) {
        commit.check(&self.session.check);
        commit.check(&self.user.check);
    }

    /// Whether the user may use a session right now, from this address.
    ///
    /// # Errors
    /// E005001, E005002, E005003, E003004, each told if its switch says so.
    pub fn require_usable(&self, call: &Call<'_>, remote_addr: Option<&str>) -> Result<()> {
        let login = call.settings.login()?;
        let username = self.user.canonical_username.as_deref().unwrap_or_default();
        require_listed(call, &login, username, remote_addr)?;
        require_good_standing(&self.user, &login)?;
        require_unexpired_password(call, &self.user)
    }
}

/// Not locked, confirmed, approved: the rules that a login and a session have in common.
///
/// # Errors
/// E005002, E005003, each told if its switch says so.
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

/// Whether the user's password still opens anything.
///
/// # Errors
/// E003004, told if its switch says so.
pub fn require_unexpired_password(call: &Call<'_>, user: &User) -> Result<()> {
    if is_password_expired(call, user) {
        let settings = call.settings.password()?;
        return Err(password_expired(&settings));
    }
    Ok(())
}

/// The refusal because of an expired password.
#[must_use]
pub fn password_expired(settings: &Password) -> Fault {
    Fault::refused_unless_hidden(SubStatus::PasswordExpired, settings.inform_if_expired)
}

/// The refusal of a UST that opens nothing.
#[must_use]
pub fn no_such_session() -> Fault {
    Fault::refused(SubStatus::SessionNoSuchSession)
}

/// Requires a UST whose user may use it now.
///
/// # Errors
/// The codes of a UST.
pub fn require_session(call: &mut Call<'_>, ust: &str) -> Result<Access> {
    let opened = read(call, &[ust], |_| None)?.pop().unwrap_or_default();
    if opened.has_ended {
        let public = SubStatus::SessionNoSuchSession;
        return Err(Fault::refused_as(SubStatus::SessionExpired, public));
    }
    require_caller(call, opened.access)
}

/// The same for a session that was looked up before.
///
/// # Errors
/// The codes of a UST.
pub fn require_caller(call: &mut Call<'_>, access: Option<Access>) -> Result<Access> {
    let access = access.ok_or_else(no_such_session)?;
    call.actor = Some(access.user.user_id.clone());
    call.require_app()?;
    // Who speaks for others has their address only at the login.
    let remote_addr = if call.is_trusted_client {
        access.session.remote_addr.as_deref()
    } else {
        call.remote_addr.as_deref()
    };
    access.require_usable(call, remote_addr)?;
    Ok(access)
}

/// Requires a super-user's session, or the operator, who has none.
///
/// # Errors
/// The codes of a UST; E005001 for anybody else.
pub fn require_super_user(call: &mut Call<'_>, authority: &Authority) -> Result<Option<Access>> {
    require_super_user_or(call, authority, SubStatus::AuthNotAllowed)
}

/// The same with another code for anybody else.
///
/// # Errors
/// The codes of a UST; the refusal for anybody else.
pub fn require_super_user_or(
    call: &mut Call<'_>,
    authority: &Authority,
    refusal: SubStatus,
) -> Result<Option<Access>> {
    match authority {
        Authority::Operator => {
            call.actor = Some(OPERATOR.to_owned());
            call.require_app()?;
            Ok(None)
        }
        Authority::Session(ust) => {
            let access = require_session(call, ust)?;
            if access.user.is_super_user {
                Ok(Some(access))
            } else {
                Err(no_super_user(refusal))
            }
        }
    }
}

/// What a super-user asks for cannot be understood. Who may not ask at all is told that.
///
/// # Errors
/// Always: as [`require_super_user`], else E008002.
pub fn refuse_input<T>(call: &mut Call<'_>, authority: &Authority) -> Result<T> {
    require_super_user(call, authority)?;
    Err(Fault::refused(SubStatus::CommonInvalidInput))
}

/// Requires that a session is a super-user's.
///
/// # Errors
/// E005001.
pub fn require_is_super_user(access: &Access) -> Result<()> {
    if access.user.is_super_user {
        return Ok(());
    }
    Err(no_super_user(SubStatus::AuthNotAllowed))
}

/// The refusal of somebody who is no super-user.
fn no_super_user(public: SubStatus) -> Fault {
    Fault::refused_as(SubStatus::AuthSuperUserRequired, public)
}
