//! Login and logout.

mod client;

use crate::{
    access::{self, require_listed},
    account::writing,
    call::Call,
    canonical::username_to_look_up,
    contract::{
        authentication::{LoginRequest, LoginResponse},
        types::SubStatus,
    },
    documents::{AuthType, Pointer, Session, User},
    fault::{Fault, Result},
    keyring::Purpose,
    keys, password_reset,
    passwords::{self, Verdict},
    sessions::{
        beginning::{self, Origin},
        ending,
    },
    settings::{login::Login, password::Password},
    store::{self, Commit, Found, Slot},
    throttling::{Account, Attempt, PasswordAttempt, Scopes, Waits},
    tokens, totp,
};

use client::{Client, is_acceptable};

/// Checks a password and begins a session.
///
/// # Errors
/// As `authentication.login` in `wit/`.
pub fn login(call: &mut Call<'_>, request: &LoginRequest) -> Result<LoginResponse> {
    let mut trial = PasswordAttempt::default();
    call.audited("user.login", |call| {
        let outcome = attempt(call, request, &mut trial);
        let response = trial.settle(call, outcome)?;
        call.warnings.clone_from(&response.warnings);
        Ok(response)
    })
}

/// The order of the steps is the order of what may be told: nothing before the password.
fn attempt(
    call: &mut Call<'_>,
    request: &LoginRequest,
    trial: &mut PasswordAttempt,
) -> Result<LoginResponse> {
    let (apps, current_app) = call.require_app()?;
    let settings = call.settings.password()?;

    let login = call.settings.login()?;
    let metadata = request.metadata.as_ref();
    let may_speak_for_others =
        call.is_trusted_client && apps.login_metadata_allowed.contains(&current_app);
    let client = Client::of(call, metadata.filter(|_| may_speak_for_others));

    let user = find(call, &request.username, &client, trial)?;
    let verdict = verify(call, &settings, user.document.as_ref(), request, trial)?;
    let user = match user.found() {
        Some(user) if verdict.is_correct => user,
        _ => return Err(Fault::not_allowed()),
    };
    let used_step = second_factor(call, &login, &user, request)?;

    if !apps.login_allowed.contains(&current_app) {
        return Err(apps.refusal(SubStatus::AppListInvalid));
    }
    let username = user.canonical_username.as_deref().unwrap_or_default();
    require_listed(call, &login, username, client.remote_addr.as_deref())?;
    access::require_standing(&user, &login)?;

    let is_expired = access::is_password_expired(call, &user);
    let new_password = request.new_password.as_deref();
    if is_expired && new_password.is_none() {
        return Err(access::password_expired(&settings));
    }
    if metadata.is_some() && !may_speak_for_others {
        return Err(Fault::refused(SubStatus::MetadataNotAllowed));
    }
    if metadata.is_some_and(|metadata| !is_acceptable(metadata)) {
        return Err(Fault::refused(SubStatus::CommonInvalidInput));
    }
    let has_to_change = is_expired || user.password_must_change;
    let warnings = match is_about_to_expire(call, &settings, &user) && !has_to_change {
        true if settings.inform_if_about_to_expire => {
            vec![SubStatus::PasswordAboutToExpireWarning]
        }
        true => {
            let code = SubStatus::PasswordAboutToExpireError;
            return Err(Fault::told_if(code, false));
        }
        false => Vec::new(),
    };

    let mut commit = Commit::default();
    commit.check(&user.check);
    let mut changed = user.document.clone();
    changed.totp_last_step = used_step.or(user.totp_last_step);
    if has_to_change {
        let Some(new_password) = new_password else {
            let is_told = settings.inform_if_must_be_changed;
            return Err(Fault::told_if(SubStatus::PasswordMustSendNew, is_told));
        };
        require_acceptable(&settings, new_password, &request.password)?;
        changed.password = Some(trial.proof.hash(call.platform, &settings, new_password)?);
        changed.password_last_set = Some(call.now);
        changed.password_expiry = Some(call.now.plus_days(settings.expiry));
        changed.password_must_change = false;
        password_reset::void(call, &mut commit, &user.user_id)?;
        if !call.settings.session()?.keep_on_password_change {
            ending::end_all(&mut commit, &user.user_id);
        }
    } else if verdict.is_outdated {
        // A login that is proven does not fail because a better hash has to wait.
        match trial
            .proof
            .hash(call.platform, &settings, &request.password)
        {
            Ok(hash) => changed.password = Some(hash),
            Err(Fault::Busy) => {}
            Err(fault) => return Err(fault),
        }
    }
    if has_to_change || verdict.is_outdated || used_step.is_some() {
        writing::change(&mut commit, &user, &changed)?;
    }
    if let Some(attempt) = trial.counted.get() {
        attempt.succeed(&mut commit)?;
        attempt.remember_source(call, &mut commit, &user.user_id, has_to_change)?;
    }
    begin_session(call, commit, &user, client, warnings)
}

/// The code of the moment, from those who need one. Returns the time step that it uses up.
fn second_factor(
    call: &Call<'_>,
    login: &Login,
    user: &User,
    request: &LoginRequest,
) -> Result<Option<u64>> {
    if !user.is_totp_enabled {
        return Ok(None);
    }
    let code = request.totp_code.as_deref().unwrap_or_default().trim();
    if code.is_empty() {
        let is_told = login.inform_if_totp_missing;
        return Err(Fault::told_if(SubStatus::AuthTotpMissing, is_told));
    }
    let keyring = call.keyring()?;
    let step = totp::accepted_step(&keyring, user, code, call.now, login.totp_tolerance)?;
    match step {
        Some(step) => Ok(Some(step)),
        None => Err(Fault::not_allowed_because("the TOTP code is not accepted")),
    }
}

/// The user of a username, who may be nobody. Both take two reads, which also tell who has to
/// wait; then the attempt is counted, unless it is already.
fn find(
    call: &mut Call<'_>,
    username: &str,
    client: &Client,
    trial: &mut PasswordAttempt,
) -> Result<Slot<User>> {
    let canonical = username_to_look_up(username);
    let keyring = call.keyring()?;
    let typed = keyring.blind_first(Purpose::TypedUsername, &canonical);
    let key = keys::username(&canonical);
    // Who names an address that is none is counted at their own.
    let address = client.remote_addr.as_ref().or(call.remote_addr.as_ref());
    let scopes = Scopes::new(
        call,
        &keyring,
        Account::Username(&canonical),
        address.map(|text| &**text),
    )?;
    let mut wanted = vec![key];
    wanted.extend(scopes.wait_keys());
    let mut read = store::read(call.platform, wanted)?.into_iter();
    let pointer = read.next().ok_or_else(store::left_out)?;
    let pointer = pointer.parse::<Pointer>(call.now)?.document;
    let waits = Waits::parse(call, read.collect())?;
    let user_id = pointer.map(|pointer| pointer.user_id);
    let id = user_id.as_deref().unwrap_or("nobody");
    let wanted = vec![keys::user(id), scopes.known_source_key(id)];
    let mut read = store::read(call.platform, wanted)?.into_iter();
    let user = read.next().ok_or_else(store::left_out)?;
    let mut user = user.parse::<User>(call.now)?;
    // The username may have been changed since it led here.
    user.document
        .take_if(|user| user.canonical_username.as_deref() != Some(&*canonical));
    let known = read.next().ok_or_else(store::left_out)?.parse(call.now)?;
    if user.document.is_some() {
        call.target = user_id;
    } else {
        call.typed_username = Some(typed);
    }
    trial
        .counted
        .get_or_do(|| Attempt::begin_as_read(call, scopes, waits, known))?;
    Ok(user)
}

fn verify(
    call: &Call<'_>,
    settings: &Password,
    user: Option<&User>,
    request: &LoginRequest,
    trial: &mut PasswordAttempt,
) -> Result<Verdict> {
    let stored = user.and_then(|user| user.password.as_deref());
    trial
        .proof
        .verify(call.platform, settings, stored, &request.password)
}

fn is_about_to_expire(call: &Call<'_>, settings: &Password, user: &User) -> bool {
    let threshold = call.now.plus_days(settings.about_to_expire_threshold);
    user.password_expiry
        .is_some_and(|expiry| expiry < threshold)
}

/// A change that was asked for has to be a change.
fn require_acceptable(settings: &Password, new_password: &str, old_password: &str) -> Result<()> {
    let mut exact = passwords::policy(settings, new_password);
    if new_password == old_password && exact.is_empty() {
        exact.push(SubStatus::PasswordInvalid);
    }
    if exact.is_empty() {
        return Ok(());
    }
    Err(Fault::refused_for(exact, settings.inform_if_invalid))
}

fn begin_session(
    call: &Call<'_>,
    mut commit: Commit,
    user: &Found<User>,
    client: Client,
    warnings: Vec<SubStatus>,
) -> Result<LoginResponse> {
    let username = user.username.clone().unwrap_or_default();
    let origin = Origin {
        remote_addr: client.remote_addr,
        user_agent: client.user_agent,
        auth_type: AuthType::Default,
        auth_principal: username.clone(),
        ext_session_id: None,
        auth_credential: None,
    };
    let begun = beginning::begin(call, &mut commit, user, origin)?;
    call.record(&mut commit)?;
    commit.commit(call.platform)?;
    Ok(LoginResponse {
        username,
        ust: begun.ust,
        user_id: user.user_id.clone(),
        session_id: begun.session_id,
        creation_time: begun.creation_time.into(),
        expiration_time: begun.expiration_time.into(),
        warnings,
    })
}

/// Ends the session of a UST, whatever state its user is in. Succeeds for any text.
///
/// Ending one session checks that session alone and need not write the user: whatever comes under
/// a session writes it.
///
/// # Errors
/// Only if storage cannot be reached.
pub fn logout(call: &mut Call<'_>, ust: &str) -> Result<()> {
    call.audited("user.logout", |call| {
        call.require_app()?;
        let keyring = call.keyring()?;
        let Some(token) = tokens::open_ust(&keyring, ust) else {
            return Ok(());
        };
        let key = keys::session(&token.user_id, &token.digest);
        let session = store::read_one::<Session>(call.platform, call.now, key)?;
        let Some(session) = session.found() else {
            return Ok(());
        };
        let mut commit = Commit::default();
        ending::end(&mut commit, &session, &token.user_id, &token.digest);
        call.actor = Some(token.user_id);
        call.record(&mut commit)?;
        commit.commit(call.platform)
    })
}
