//! Sign-up: a person opens an account.
//!
//! One commit stores the account, its index documents, the digests of two confirmation tokens
//! and, where delivery is configured, the mail with the second; along with what callbacks are
//! told. The first token is returned and
//! proves nothing about the e-mail address; only the mailed one does. An address that is taken
//! changes nothing in the answer (unless `signup.inform_if_email_exists`): the mail tells its
//! owner.

use std::collections::BTreeSet;

use crate::{
    account::{Claims, put_token, writing},
    call::Call,
    contract::{
        outbox::{Content, SignupConfirm},
        registration::{SignupRequest, SignupVerdict},
        types::SubStatus,
    },
    documents::{AUTO, ApprovalStatus, Delivery, SignUpStatus, User},
    fault::{Fault, Result},
    identifiers::new_user_id,
    outbox::{self, callbacks},
    passwords,
    registration::rules::Rules,
    retry::Once,
    store::Commit,
    throttling::{LimitedRequest, count_request},
    tokens,
};

/// Opens an account; returns the confirmation token for the answer.
///
/// # Errors
/// As `registration.signup` in `wit/`.
pub fn signup(
    call: &mut Call<'_>,
    request: &SignupRequest,
    verdict: Option<&SignupVerdict>,
) -> Result<String> {
    let mut work = Work::default();
    call.audited("user.signup", |call| {
        attempt(call, request, verdict, &mut work)
    })
}

/// What was counted and hashed already: a sign-up that starts over is still the same one.
#[derive(Default)]
struct Work {
    counted: Once<()>,
    hash: Once<String>,
}

fn attempt(
    call: &mut Call<'_>,
    request: &SignupRequest,
    verdict: Option<&SignupVerdict>,
    work: &mut Work,
) -> Result<String> {
    let platform = call.platform;
    let rules = Rules::load(call)?;
    let (_, current_app) = call.require_app()?;
    if !rules.signup.enabled {
        return Err(Fault::not_allowed());
    }
    if !rules.apps.signup_allowed.contains(&current_app) {
        return Err(rules.apps.refusal(SubStatus::AppListNoSignup));
    }
    rules.require_valid(call, request, verdict)?;
    work.counted
        .get_or_do(|| count_request(call, LimitedRequest::SignUp))?;

    let keyring = call.keyring()?;
    let email = request.email.as_deref();
    let claims = Claims::read(call, &keyring, Some(&request.username), email)?;
    if claims.username_is_taken(None) {
        let is_told = rules.signup.inform_if_user_exists;
        return Err(Fault::told_if(SubStatus::UsernameExists, is_told));
    }
    let email_has_owner = claims.email_has_owner(None);
    if email_has_owner && rules.signup.inform_if_email_exists {
        return Err(Fault::refused(SubStatus::EmailExists));
    }

    let hash = work
        .hash
        .get_or_do(|| passwords::hash(platform, &rules.password, &request.password))?
        .clone();
    let canonical = claims.canonical_username.clone();
    let mut user = new_user(call, &rules, request, canonical, hash);
    let returned = tokens::new_token(platform);
    let mailed = tokens::new_token(platform);
    user.sign_up_tokens = vec![tokens::digest(&returned), tokens::digest(&mailed)];
    let mut commit = Commit::default();
    claims.file_email(call, &keyring, &mut commit, &mut user)?;
    call.target = Some(user.user_id.clone());
    claims.take_username(&mut commit);
    claims.check_owners(&mut commit);
    writing::add(&mut commit, &user)?;
    let expires_at = call.now.plus_minutes(rules.signup.confirm_valid_for);
    put_token(
        &mut commit,
        &user,
        &returned,
        Delivery::Returned,
        expires_at,
    )?;
    if let Some(email) = email
        && rules.signup.email_confirm_enabled
        && outbox::is_configured(call)?
    {
        put_token(&mut commit, &user, &mailed, Delivery::Mailed, expires_at)?;
        let content = Content::SignupConfirm(SignupConfirm {
            confirm_token: mailed,
            expiration_time: expires_at.into(),
            email_has_owner,
        });
        let letter = outbox::Letter {
            to: email,
            username: &request.username,
            content: &content,
            expires_at,
        };
        outbox::queue(call, &keyring, &mut commit, &letter)?;
    }
    callbacks::queue(call, &keyring, &mut commit, &rules.signup, &user, email)?;
    call.record(&mut commit)?;
    commit.commit(platform)?;
    Ok(returned)
}

fn new_user(
    call: &Call<'_>,
    rules: &Rules,
    request: &SignupRequest,
    canonical: Option<String>,
    password: String,
) -> User {
    let now = call.now;
    let is_final = !rules.signup.is_confirmation_needed;
    User {
        username: Some(request.username.clone()),
        canonical_username: canonical,
        approval_status: match rules.signup.is_approval_needed {
            true => ApprovalStatus::BeforeDecision,
            false => ApprovalStatus::Approved,
        },
        password: Some(password),
        password_last_set: Some(now),
        password_expiry: Some(now.plus_days(rules.password.expiry)),
        sign_up_status: match is_final {
            true => SignUpStatus::Final,
            false => SignUpStatus::BeforeConfirmation,
        },
        sign_up_time: Some(now),
        sign_up_confirm_time: is_final.then_some(now),
        sign_up_remote_addr: call.remote_addr.clone(),
        app_list: BTreeSet::from_iter(request.app_list.iter().cloned()),
        expires_at: (!is_final).then(|| now.plus_minutes(rules.signup.confirm_valid_for)),
        ..User::erased(&new_user_id(call.platform), now, AUTO)
    }
}
