//! Accounts: making one for the operator, and looking at one.

use crate::{
    access,
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users::{self, CreateRequest, UserAdministration},
    },
    documents::{AUTO, ApprovalStatus, Pointer, SignUpStatus, User},
    fault::{Fault, Result},
    identifiers::new_user_id,
    keyring::{Keyring, Purpose},
    keys, passwords,
    platform::Platform,
    registration::{
        claims::Claims,
        put_with_index,
        rules::{MAX_EMAIL, MAX_USERNAME, shape_of_email, shape_of_username},
    },
    settings::password::Password,
    store::{self, Commit, Found},
    timestamp::Timestamp,
};

/// Bytes of a user ID.
const MAX_USER_ID: usize = 191;

/// Makes an account for the operator: confirmed, approved, its address taken as proven.
///
/// # Errors
/// As `users.create` in `wit/`.
pub fn create(call: &mut Call<'_>, request: &CreateRequest) -> Result<String> {
    let mut hash = None;
    call.audited("user.create_user", |call| {
        attempt_create(call, request, &mut hash)
    })
}

fn attempt_create(
    call: &mut Call<'_>,
    request: &CreateRequest,
    hash: &mut Option<String>,
) -> Result<String> {
    let platform = call.platform;
    call.actor = Some(access::OPERATOR.to_owned());
    let settings = Password::load(platform);
    require_valid(&settings, request)?;

    let keyring = Keyring::load(platform)?;
    let email = request.email.as_deref();
    let claims = Claims::read(call, &keyring, &request.username, email)?;
    if claims.username_is_taken() {
        return Err(Fault::refused(SubStatus::UsernameExists));
    }
    if claims.email_has_owner() {
        return Err(Fault::refused(SubStatus::EmailExists));
    }

    let password = match hash {
        Some(done) => done.clone(),
        None => hash
            .insert(passwords::hash(platform, &settings, &request.password)?)
            .clone(),
    };
    let user_id = new_user_id(platform);
    let now = call.now;
    let mut user = User {
        username: Some(request.username.clone()),
        canonical_username: Some(claims.canonical_username.clone()),
        email_verified: email.is_some(),
        is_super_user: request.is_super_user,
        approval_status: ApprovalStatus::Approved,
        password: Some(password),
        password_last_set: Some(now),
        password_expiry: Some(now.plus_days(settings.expiry)),
        sign_up_status: SignUpStatus::Final,
        sign_up_time: Some(now),
        sign_up_confirm_time: Some(now),
        ..User::erased(&user_id, now, AUTO)
    };
    let mut commit = Commit::default();
    claims.file_email(call, &keyring, &mut commit, &mut user)?;
    call.target = Some(user_id.clone());
    claims.take_username(&mut commit);
    claims.own_email(&mut commit, &user)?;
    put_with_index(&mut commit, &user)?;
    if request.is_super_user {
        commit.put(keys::super_user(&user_id), &Pointer::to(&user))?;
    }
    call.record(&mut commit)?;
    commit.commit(platform)?;
    Ok(user_id)
}

fn require_valid(settings: &Password, request: &CreateRequest) -> Result<()> {
    let mut found = shape_of_username(&request.username, MAX_USERNAME);
    if let Some(email) = &request.email {
        found.extend(shape_of_email(email, MAX_EMAIL));
    }
    found.extend(passwords::policy(settings, &request.password));
    if found.is_empty() {
        return Ok(());
    }
    Err(Fault::refused_for(found, true))
}

/// Looks at an account, with what the caller may see of it.
///
/// # Errors
/// As `users.get` in `wit/`.
pub fn get(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
) -> Result<users::User> {
    call.audited("user.get_user", |call| {
        let user = match (authority, user_id) {
            (Authority::Operator, None) => {
                return Err(Fault::refused(SubStatus::CommonMissingInput));
            }
            (Authority::Session(ust), None) => access::require_session(call, ust)?.user.document,
            (_, Some(user_id)) => {
                access::require_super_user(call, authority)?;
                find(call, user_id)?.document
            }
        };
        call.target = Some(user.user_id.clone());
        let sees_everything = user.is_super_user || user_id.is_some();
        let keyring = Keyring::load(call.platform)?;
        Ok(describe(&keyring, &user, sees_everything))
    })
}

/// The user of an ID.
///
/// # Errors
/// E001100.
pub(crate) fn find(call: &Call<'_>, user_id: &str) -> Result<Found<User>> {
    let nobody = || Fault::refused(SubStatus::UserIdInvalid);
    // None of ours is longer, and it would not fit into a key.
    if user_id.len() > MAX_USER_ID {
        return Err(nobody());
    }
    let key = keys::user(user_id);
    let slot = store::read_one::<User>(call.platform, call.now, key)?;
    slot.found().ok_or_else(nobody)
}

/// Whether there is a super-user.
///
/// # Errors
/// If storage cannot be reached.
pub fn has_super_user(platform: &dyn Platform, now: Timestamp) -> Result<bool> {
    let range = keys::all_super_users();
    Ok(!store::scan::<Pointer>(platform, now, &range, 1, 0)?.is_empty())
}

/// A user's address in clear.
#[must_use]
pub fn open_email(keyring: &Keyring, user: &User) -> Option<String> {
    let associated = keys::user(&user.user_id);
    let bytes = keyring.open(Purpose::Email, &associated, user.email.as_deref()?)?;
    String::from_utf8(bytes).ok()
}

fn describe(keyring: &Keyring, user: &User, with_administration: bool) -> users::User {
    users::User {
        user_id: user.user_id.clone(),
        username: user.username.clone(),
        email: open_email(keyring, user),
        email_verified: user.email_verified,
        display_name: user.display_name.clone(),
        first_name: user.first_name.clone(),
        middle_name: user.middle_name.clone(),
        last_name: user.last_name.clone(),
        is_totp_enabled: user.is_totp_enabled,
        totp_label: user.totp_label.clone().unwrap_or_default(),
        administration: with_administration.then(|| administration(user)),
    }
}

fn administration(user: &User) -> UserAdministration {
    UserAdministration {
        is_active: true,
        is_internal: false,
        is_super_user: user.is_super_user,
        is_approval_needed: user.approval_status == ApprovalStatus::BeforeDecision,
        approval_status: match user.approval_status {
            ApprovalStatus::BeforeDecision => users::ApprovalStatus::BeforeDecision,
            ApprovalStatus::Approved => users::ApprovalStatus::Approved,
            ApprovalStatus::Rejected => users::ApprovalStatus::Rejected,
        },
        approval_status_mod_time: user.approval_status_mod_time.into(),
        approval_status_mod_by: user.approval_status_mod_by.clone(),
        is_locked: user.is_locked,
        locked_time: user.locked_time.map(Into::into),
        locked_by: user.locked_by.clone(),
        password_is_set: user.password.is_some(),
        password_last_set: user.password_last_set.map(Into::into),
        password_expiry: user.password_expiry.map(Into::into),
        password_must_change: user.password_must_change,
        sign_up_status: match user.sign_up_status {
            SignUpStatus::BeforeConfirmation => users::SignUpStatus::BeforeConfirmation,
            SignUpStatus::Final => users::SignUpStatus::Final,
        },
        sign_up_time: user.sign_up_time.map(Into::into),
    }
}
