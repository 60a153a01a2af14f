//! Sign-up: a person opens an account.
//!
//! One commit stores the account, the documents that lead to it, the digests of two confirmation
//! tokens, the messages for callbacks and, if the host delivers messages, the message with the second
//! token. The first token is returned and proves nothing about the e-mail address; only the mailed
//! one does. If the address already belongs to an account, the answer is the same (unless
//! `signup.inform_if_email_exists`), and the message informs the owner of the address.
//!
//! A sign-up goes through three steps: [`admit`], the hash of the password, [`file`].

use std::rc::Rc;

use crate::{
    account::{Claims, put_token, writing},
    call::Call,
    contract::{
        outbox::{Content, SignupConfirm},
        registration::{SignupRequest, SignupVerdict},
        types::SubStatus,
    },
    distinct::distinct,
    documents::{AUTO, ApprovalStatus, Delivery, SignUpStatus, User},
    fault::{Fault, Result},
    identifiers::new_user_id,
    keyring::Keyring,
    locale,
    outbox::{self, callbacks},
    passwords,
    registration::rules::Rules,
    retry::Once,
    store::Commit,
    throttling::{LimitedRequest, count_request},
    tokens,
};

/// Opens an account. Returns the confirmation token for the answer.
///
/// # Errors
/// As `registration.signup` in `wit/`.
pub fn signup(
    call: &mut Call<'_>,
    request: &SignupRequest,
    verdict: Option<&SignupVerdict>,
) -> Result<String> {
    let mut counted = Once::default();
    let mut hash = Once::default();
    call.audited("user.signup", |call| {
        let admitted = admit(call, request, verdict, &mut counted)?;
        let settings = &admitted.rules.password;
        let hash =
            hash.get_or_do(|| passwords::hash(call.platform, settings, &request.password))?;
        file(call, request, &admitted, hash)
    })
}

/// A sign-up that the rules accept and whose username is free.
struct Admitted {
    rules: Rules,
    keyring: Rc<Keyring>,
    claims: Claims,
    locale: Option<String>,
}

/// Requires everything that can be checked before the password is hashed, and counts the request.
fn admit(
    call: &mut Call<'_>,
    request: &SignupRequest,
    verdict: Option<&SignupVerdict>,
    counted: &mut Once<()>,
) -> Result<Admitted> {
    let rules = Rules::load(call)?;
    let (_, current_app) = call.require_app()?;
    if !rules.signup.enabled {
        return Err(Fault::not_allowed());
    }
    if !rules.apps.signup_allowed.contains(&current_app) {
        return Err(rules.apps.refusal(SubStatus::AppListNoSignup));
    }
    rules.require_valid(call, request, verdict)?;
    let locale = locale::wanted(request.locale.as_deref())?;
    counted.get_or_do(|| count_request(call, LimitedRequest::SignUp))?;

    let keyring = call.keyring()?;
    let email = request.email.as_deref();
    let claims = Claims::read(call, &keyring, Some(&request.username), email)?;
    if claims.username_is_taken(None) {
        let is_shown = rules.signup.inform_if_user_exists;
        return Err(Fault::refused_unless_hidden(
            SubStatus::UsernameExists,
            is_shown,
        ));
    }
    if claims.email_has_owner(None) && rules.signup.inform_if_email_exists {
        return Err(Fault::refused(SubStatus::EmailExists));
    }
    Ok(Admitted {
        rules,
        keyring,
        claims,
        locale,
    })
}

/// Stores the account and everything that belongs to the sign-up, in one commit. Returns the
/// confirmation token for the answer.
fn file(
    call: &mut Call<'_>,
    request: &SignupRequest,
    admitted: &Admitted,
    hash: &str,
) -> Result<String> {
    let Admitted {
        rules,
        keyring,
        claims,
        ..
    } = admitted;
    let mut user = new_user(call, admitted, request, hash);
    call.target = Some(user.user_id.clone());
    let returned = tokens::new_token(call.platform);
    let mailed = tokens::new_token(call.platform);
    user.sign_up_tokens = vec![tokens::digest(&returned), tokens::digest(&mailed)];
    let expires_at = call.now.plus_minutes(rules.signup.confirm_valid_for);
    let email = request.email.as_deref();

    let mut commit = Commit::default();
    claims.file_email(call, keyring, &mut commit, &mut user)?;
    claims.take_username(&mut commit);
    claims.check_owners(&mut commit);
    writing::add(&mut commit, &user)?;
    let delivery = Delivery::Returned;
    put_token(&mut commit, &user, &returned, delivery, expires_at)?;
    if let Some(email) = email
        && rules.signup.email_confirm_enabled
        && outbox::is_configured(call)?
    {
        let delivery = Delivery::Mailed;
        put_token(&mut commit, &user, &mailed, delivery, expires_at)?;
        let content = Content::SignupConfirm(SignupConfirm {
            confirm_token: mailed,
            expiration_time: expires_at.into(),
            email_has_owner: claims.email_has_owner(None),
        });
        let message = outbox::NewMessage {
            to: email,
            username: &request.username,
            locale: user.locale.as_deref(),
            content: &content,
            expires_at,
        };
        outbox::queue(call, keyring, &mut commit, &message)?;
    }
    callbacks::queue(call, keyring, &mut commit, &rules.signup, &user, email)?;
    call.record(&mut commit)?;
    call.commit(commit)?;
    Ok(returned)
}

fn new_user(call: &Call<'_>, admitted: &Admitted, request: &SignupRequest, hash: &str) -> User {
    let Admitted { rules, claims, .. } = admitted;
    let now = call.now;
    let approval_status = if rules.signup.is_approval_needed {
        ApprovalStatus::BeforeDecision
    } else {
        ApprovalStatus::Approved
    };
    let user = User {
        username: Some(request.username.clone()),
        canonical_username: claims.canonical_username.clone(),
        locale: admitted.locale.clone(),
        approval_status,
        password: Some(hash.to_owned()),
        password_last_set: Some(now),
        password_expiry: Some(now.plus_days(rules.password.expiry)),
        sign_up_time: Some(now),
        sign_up_remote_addr: call.remote_addr.clone(),
        app_list: distinct(request.app_list.iter().cloned()),
        ..User::blank(&new_user_id(call.platform), now, AUTO)
    };
    if rules.signup.is_confirmation_needed {
        User {
            sign_up_status: SignUpStatus::BeforeConfirmation,
            expires_at: Some(now.plus_minutes(rules.signup.confirm_valid_for)),
            ..user
        }
    } else {
        User {
            sign_up_status: SignUpStatus::Final,
            sign_up_confirm_time: Some(now),
            ..user
        }
    }
}
