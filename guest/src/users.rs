//! Accounts: making one for the operator, and looking at one.

use crate::{
    access,
    call::Call,
    canonical::{canonical_email, canonical_username},
    contract::{
        types::{Authority, SubStatus},
        users::{self, CreateRequest, UserAdministration},
    },
    documents::{ApprovalStatus, Pointer, SignUpStatus, User},
    fault::{Fault, Refusal, Result},
    identifiers::new_user_id,
    keyring::{Keyring, Purpose},
    keys, passwords,
    platform::Platform,
    registration::rules::{shape_of_email, shape_of_username},
    settings::password::Password,
    store::{self, Commit, Slot},
    timestamp::Timestamp,
};

/// The name of who decided about an account that the operator made.
const AUTO: &str = "auto";
/// Characters of a username that the operator gives.
const MAX_USERNAME: u32 = 250;
/// Characters of an address (RFC 5321).
const MAX_EMAIL: u32 = 254;

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
    let canonical = canonical_username(&request.username);
    let email = request.email.as_deref().and_then(canonical_email);
    let indexes = email.map(|email| keyring.blind(Purpose::EmailIndex, &email));
    let indexes = indexes.unwrap_or_default();
    let mut wanted = vec![keys::username(&canonical)];
    wanted.extend(indexes.iter().map(|index| keys::email(index)));
    let claims: Result<Vec<Slot<Pointer>>> = store::read(platform, wanted)?
        .into_iter()
        .map(|slot| slot.parse(call.now))
        .collect();
    let claims = claims?;
    for (position, claim) in claims.iter().enumerate() {
        if claim.document.is_some() {
            return Err(Fault::refused(match position {
                0 => SubStatus::UsernameExists,
                _ => SubStatus::EmailExists,
            }));
        }
    }

    let password = match hash {
        Some(done) => done.clone(),
        None => hash
            .insert(passwords::hash(platform, &settings, &request.password)?)
            .clone(),
    };
    let user_id = new_user_id(platform);
    let sealed = match &request.email {
        Some(email) => {
            let associated = keys::user(&user_id);
            Some(keyring.seal(platform, Purpose::Email, &associated, email.as_bytes())?)
        }
        None => None,
    };
    let now = call.now;
    let user = User {
        username: Some(request.username.clone()),
        canonical_username: Some(canonical.clone()),
        email_verified: sealed.is_some(),
        email: sealed,
        email_index: indexes.first().cloned(),
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
    call.target = Some(user_id.clone());

    let pointer = Pointer::to(&user);
    let mut commit = Commit::default();
    for claim in &claims {
        commit.check(&claim.check);
    }
    commit.put(keys::user(&user_id), &user)?;
    commit.put(keys::username(&canonical), &pointer)?;
    if let Some(index) = indexes.first() {
        commit.put(keys::email(index), &pointer)?;
        commit.put(keys::email_of(index, &user_id), &pointer)?;
    }
    if request.is_super_user {
        commit.put(keys::super_user(&user_id), &pointer)?;
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
    Err(Fault::Refused(Refusal {
        public: found.clone(),
        exact: found,
        is_unknown_app: false,
    }))
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
                let key = keys::user(user_id);
                store::read_one::<User>(call.platform, call.now, key)?
                    .document
                    .ok_or_else(|| Fault::refused(SubStatus::UserIdInvalid))?
            }
        };
        call.target = Some(user.user_id.clone());
        let sees_everything = user.is_super_user || user_id.is_some();
        let keyring = Keyring::load(call.platform)?;
        Ok(describe(&keyring, &user, sees_everything))
    })
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
        is_totp_enabled: false,
        totp_label: String::new(),
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
