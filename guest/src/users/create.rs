//! Creating an account for another person.

use crate::{
    access::{self, Access},
    account::{Claims, shape_of_username, writing},
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users::{self, CreateRequest},
    },
    documents::{AUTO, ApprovalStatus, SignUpStatus, User},
    fault::{Fault, Result},
    identifiers::new_user_id,
    limits::{NAME_CHARACTERS, USERNAME_CHARACTERS},
    locale, passwords, rate_limits,
    retry::Once,
    settings::password::Password,
    store::Commit,
    tokens, totp,
    users::{
        describe_user,
        limits::{MAX_RATE_LIMIT, problems_of_email, trimmed},
        lock,
    },
};

/// Creates an account, whose e-mail address counts as proven. Returns it in the form that super-users
/// see.
///
/// # Errors
/// As `users.create` in `wit/`.
pub fn create(
    call: &mut Call<'_>,
    authority: &Authority,
    request: &CreateRequest,
) -> Result<users::User> {
    let operation = if request.is_super_user {
        "user.create_super_user"
    } else {
        "user.create_user"
    };
    let mut hash = Once::default();
    call.audited(operation, |call| {
        create_once(call, authority, request, &mut hash)
    })
}

fn create_once(
    call: &mut Call<'_>,
    authority: &Authority,
    request: &CreateRequest,
    hash: &mut Once<String>,
) -> Result<users::User> {
    let platform = call.platform;
    let access = access::require_super_user(call, authority)?;
    if request.is_super_user && access.is_some() {
        return Err(Fault::not_allowed_because(
            "only the operator makes super-users",
        ));
    }
    let settings = call.settings.password()?;
    require_valid(&settings, request, access.is_none())?;
    let mut user = new_user(call, access.as_ref(), request)?;

    let keyring = call.keyring()?;
    let email = request.email.as_deref();
    let claims = Claims::read(call, &keyring, Some(&request.username), email)?;
    if claims.username_is_taken(None) {
        return Err(Fault::refused(SubStatus::UsernameExists));
    }
    if claims.email_has_owner(None) {
        return Err(Fault::refused(SubStatus::EmailExists));
    }

    let hash = hash.get_or_do(|| {
        let generated = || tokens::new_token(platform);
        let password = request.password.clone().unwrap_or_else(generated);
        passwords::hash(platform, &settings, &password)
    })?;
    user.canonical_username = claims.canonical_username.clone();
    user.password = Some(hash.clone());
    user.password_expiry = Some(call.now.plus_days(settings.expiry));
    let mut commit = Commit::default();
    if let Some(access) = &access {
        access.check(&mut commit);
    }
    claims.take_username(&mut commit);
    claims.check_owners(&mut commit);
    claims.file_email(call, &keyring, &mut commit, &mut user)?;
    user.email_verified = user.email_index.is_some();
    // A random TOTP key is of no use while codes are switched off.
    if user.is_totp_enabled || request.totp_key.is_some() {
        let key = request.totp_key.as_deref();
        totp::give_key(call, &keyring, &mut commit, &mut user, key)?;
    }
    call.target = Some(user.user_id.clone());
    writing::add(&mut commit, &user)?;
    call.record(&mut commit)?;
    call.commit(commit)?;
    Ok(describe_user(&keyring, &user, true))
}

fn require_valid(settings: &Password, request: &CreateRequest, is_by_operator: bool) -> Result<()> {
    let mut found = shape_of_username(&request.username, USERNAME_CHARACTERS);
    if let Some(email) = &request.email {
        found.extend(problems_of_email(email, is_by_operator));
    }
    if let Some(password) = &request.password {
        found.extend(passwords::policy(settings, password));
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Fault::refused_for_all(found, true))
}

/// A new account, without its canonical username, e-mail address and password.
fn new_user(call: &Call<'_>, by: Option<&Access>, request: &CreateRequest) -> Result<User> {
    let now = call.now;
    let by = by.map(|access| &*access.user.user_id);
    let is_approved =
        by.is_none() || request.auto_approve || !call.settings.signup()?.is_approval_needed;
    let is_final = request.sign_up_status != Some(users::SignUpStatus::BeforeConfirmation);
    let [first_name, middle_name, last_name, display_name, totp_label] = [
        &request.first_name,
        &request.middle_name,
        &request.last_name,
        &request.display_name,
        &request.totp_label,
    ]
    .map(|name| trimmed(name.as_deref(), NAME_CHARACTERS));
    let (first_name, middle_name, last_name) = (first_name?, middle_name?, last_name?);
    let names = [&first_name, &middle_name, &last_name];
    let names = names.map(Option::as_deref).into_iter().flatten();
    let joined = names.collect::<Vec<_>>().join(" ");
    let mut display_name = display_name?;
    if display_name.is_none() && !joined.is_empty() {
        display_name = Some(joined);
    }
    let mut user = User {
        username: Some(request.username.clone()),
        display_name,
        first_name,
        middle_name,
        last_name,
        locale: locale::wanted(request.locale.as_deref())?,
        is_super_user: request.is_super_user,
        approval_status: if is_approved {
            ApprovalStatus::Approved
        } else {
            ApprovalStatus::BeforeDecision
        },
        password_last_set: Some(now),
        password_must_change: request.password_must_change,
        is_totp_enabled: request.is_totp_enabled,
        totp_label: totp_label?,
        is_rate_limit_active: request.is_rate_limit_active,
        rate_limit_def: trimmed(request.rate_limit_def.as_deref(), MAX_RATE_LIMIT)?,
        sign_up_status: if is_final {
            SignUpStatus::Final
        } else {
            SignUpStatus::BeforeConfirmation
        },
        sign_up_time: Some(now),
        sign_up_confirm_time: is_final.then_some(now),
        ..User::blank(&new_user_id(call.platform), now, by.unwrap_or(AUTO))
    };
    let limits = user.rate_limit_def.as_deref();
    if limits.is_some_and(|limits| !rate_limits::is_valid(limits)) {
        return Err(Fault::refused(SubStatus::CommonInvalidInput));
    }
    if request.is_locked {
        lock::write_lock(&mut user, now, by.unwrap_or(access::OPERATOR), true);
    }
    Ok(user)
}
