//! Changing an account: the parts that its user may change, and those that only super-users may.

mod identity;

use crate::{
    access::{self, Case},
    account::writing,
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users::{self, Change, UpdateRequest},
    },
    documents::{ApprovalStatus, SignUpStatus, User},
    fault::{Fault, Result},
    limits::NAME_CHARACTERS,
    locale,
    retry::Once,
    sessions::{end::end_all_sessions, recent::require_recent},
    store::Commit,
    throttling::{LimitedRequest, count_request},
    timestamp::Timestamp,
    totp,
    users::{limits::trimmed, lock, password, require_not_erased},
};

use identity::Identity;

/// The changes that a client or an embedder requests.
pub struct Changes {
    /// The changes that could be parsed.
    pub request: UpdateRequest,
    /// Whether a value could not be parsed.
    pub is_malformed: bool,
    /// Whether the request has the expiry of the password, but leaves it unchanged.
    pub leaves_password_expiry: bool,
}

impl From<UpdateRequest> for Changes {
    fn from(request: UpdateRequest) -> Self {
        Self {
            request,
            is_malformed: false,
            leaves_password_expiry: false,
        }
    }
}

impl Changes {
    /// Whether there is a change that only super-users may make.
    fn is_administrative(&self) -> bool {
        let request = &self.request;
        self.leaves_password_expiry
            || request.is_locked.is_some()
            || request.password_expiry.is_some()
            || request.password_must_change.is_some()
            || request.sign_up_status.is_some()
            || request.approval_status.is_some()
    }

    fn is_any(&self) -> bool {
        let request = &self.request;
        let texts = [
            &request.email,
            &request.display_name,
            &request.first_name,
            &request.middle_name,
            &request.last_name,
            &request.locale,
            &request.totp_label,
        ];
        self.is_malformed
            || self.is_administrative()
            || request.username.is_some()
            || request.is_totp_enabled.is_some()
            || texts.iter().any(|text| text.is_some())
    }
}

/// Changes an account.
///
/// # Errors
/// As `users.update` in `wit/`.
pub fn update(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
    changes: &Changes,
) -> Result<()> {
    let operation = match user_id {
        None => "user.update_current_user",
        Some(_) => "user.update_user_by_id",
    };
    let mut counted = Once::default();
    call.audited(operation, |call| {
        update_once(call, authority, user_id, changes, &mut counted)
    })
}

fn update_once(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
    changes: &Changes,
    counted: &mut Once<()>,
) -> Result<()> {
    if !changes.is_any() {
        return Err(Fault::refused(SubStatus::CommonMissingInput));
    }
    let invalid = SubStatus::CommonInvalidInput;
    let case = access::require_self_or_super_user(call, authority, user_id, invalid)?;
    if changes.is_administrative() && !case.is_by_super_user() {
        return Err(Fault::refused(invalid));
    }
    let request = &changes.request;
    require_not_erased(&case.user)?;
    require_not_against_oneself(&case, request)?;

    let mut commit = Commit::default();
    case.check_caller(&mut commit);
    let mut new = case.user.document.clone();
    let identity = Identity::wanted(call, &case, request)?;
    let wanted = request.is_totp_enabled;
    let switches_totp = wanted.is_some_and(|wanted| wanted != case.user.is_totp_enabled);
    if let Some(session) = case.own_session()
        && (identity.is_any() || switches_totp)
    {
        require_recent(call, session)?;
        // Without a limit, this would reveal which names are taken, and send mails to any address.
        if identity.is_any() {
            counted.get_or_do(|| count_request(call, LimitedRequest::SignUp))?;
        }
    }
    // Messages about the new identity have the new locale, but other refusals come first.
    let locale = change_locale(&mut new, request);
    identity.change(call, &case, &mut commit, &mut new)?;
    locale?;
    if changes.is_malformed {
        return Err(Fault::refused(invalid));
    }
    change_texts(&mut new, request)?;
    let mut ending = Ending::Nothing;
    if let Some(is_enabled) = request.is_totp_enabled {
        switch_totp(call, &mut commit, &mut new, is_enabled, &mut ending)?;
    }
    change_administration(call.now, &case.caller_id(), &mut new, request, &mut ending)?;
    match ending {
        Ending::Nothing => {}
        Ending::Others => password::end_sessions(&mut commit, &case),
        Ending::All => end_all_sessions(&mut commit, &new.user_id),
    }
    writing::change(&mut commit, &case.user, &new)?;
    call.record(&mut commit)?;
    call.commit(commit)
}

/// The sessions that the change ends.
#[derive(PartialEq, PartialOrd)]
enum Ending {
    Nothing,
    /// All except the caller's own.
    Others,
    All,
}

impl Ending {
    fn at_least(&mut self, other: Self) {
        if *self < other {
            *self = other;
        }
    }
}

/// Refuses changes by which super-users would lock themselves out.
fn require_not_against_oneself(case: &Case, request: &UpdateRequest) -> Result<()> {
    let shuts_out = request.is_locked == Some(true)
        || request.sign_up_status == Some(users::SignUpStatus::BeforeConfirmation)
        || request
            .approval_status
            .is_some_and(|status| status != users::ApprovalStatus::Approved);
    if shuts_out && case.is_own() {
        return Err(Fault::refused(SubStatus::CommonInvalidOperation));
    }
    Ok(())
}

/// Changes the texts that no rule depends on.
fn change_texts(new: &mut User, request: &UpdateRequest) -> Result<()> {
    for (text, change) in [
        (&mut new.display_name, &request.display_name),
        (&mut new.first_name, &request.first_name),
        (&mut new.middle_name, &request.middle_name),
        (&mut new.last_name, &request.last_name),
        (&mut new.totp_label, &request.totp_label),
    ] {
        match change {
            None => {}
            Some(Change::Clear) => *text = None,
            Some(Change::Set(new)) => *text = trimmed(Some(new), NAME_CHARACTERS)?,
        }
    }
    Ok(())
}

fn change_locale(new: &mut User, request: &UpdateRequest) -> Result<()> {
    match &request.locale {
        None => {}
        Some(Change::Clear) => new.locale = None,
        Some(Change::Set(wanted)) => new.locale = locale::wanted(Some(wanted))?,
    }
    Ok(())
}

/// Switches one-time codes on or off. Switching them on ends the other sessions, which began with the
/// password alone.
fn switch_totp(
    call: &Call<'_>,
    commit: &mut Commit,
    new: &mut User,
    is_enabled: bool,
    ending: &mut Ending,
) -> Result<()> {
    if is_enabled && !new.is_totp_enabled {
        if new.totp_key.is_none() {
            let keyring = call.keyring()?;
            totp::give_key(call, &keyring, commit, new, None)?;
        }
        ending.at_least(Ending::Others);
    }
    new.is_totp_enabled = is_enabled;
    Ok(())
}

/// Changes what only super-users may change.
fn change_administration(
    now: Timestamp,
    by: &str,
    new: &mut User,
    request: &UpdateRequest,
    ending: &mut Ending,
) -> Result<()> {
    if let Some(is_locked) = request.is_locked
        && is_locked != new.is_locked
    {
        lock::write_lock(new, now, by, is_locked);
        if is_locked {
            ending.at_least(Ending::All);
        }
    }
    if let Some(expiry) = &request.password_expiry {
        let expiry = Timestamp::from_clock(expiry.seconds, expiry.nanoseconds);
        if !expiry.is_a_date() {
            return Err(Fault::refused(SubStatus::CommonInvalidInput));
        }
        new.password_expiry = Some(expiry);
    }
    if let Some(must_change) = request.password_must_change {
        new.password_must_change = must_change;
    }
    match request.sign_up_status {
        Some(users::SignUpStatus::Final) if new.sign_up_status != SignUpStatus::Final => {
            new.sign_up_status = SignUpStatus::Final;
            new.sign_up_confirm_time = Some(now);
            new.expires_at = None;
        }
        Some(users::SignUpStatus::BeforeConfirmation)
            if new.sign_up_status == SignUpStatus::Final =>
        {
            new.sign_up_status = SignUpStatus::BeforeConfirmation;
            new.sign_up_confirm_time = None;
            ending.at_least(Ending::All);
        }
        _ => {}
    }
    if let Some(status) = request.approval_status {
        new.approval_status = status.into();
        new.approval_status_mod_time = now;
        new.approval_status_mod_by = by.to_owned();
        if new.approval_status != ApprovalStatus::Approved {
            ending.at_least(Ending::All);
        }
    }
    Ok(())
}
