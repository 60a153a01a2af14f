//! Changing what only one account can have: the username and the e-mail address.
//!
//! A new address is visible at once, but it is not proven until the token that is mailed to it comes
//! back, as after a sign-up; also if a super-user set it. So a change of the address voids all tokens
//! that would prove an address: they were mailed to another one.

use std::rc::Rc;

use crate::{
    access::Case,
    account::{Claims, mailbox, open_email, ordinary_username, put_token, shape_of_username},
    call::Call,
    canonical::{canonical_email, canonical_username},
    contract::{
        outbox::{Content, EmailConfirm},
        types::SubStatus,
        users::{Change, UpdateRequest},
    },
    documents::{Delivery, SignUpStatus, SignUpToken, User},
    fault::{Fault, Result},
    keyring::Keyring,
    keys,
    limits::USERNAME_CHARACTERS,
    outbox, password_reset,
    store::{self, Commit, Slot},
    tokens,
    users::limits::problems_of_email,
};

/// The changes of both.
pub(super) struct Identity<'a> {
    keyring: Rc<Keyring>,
    username: Option<&'a str>,
    /// `Some(None)`: the account loses its address.
    email: Option<Option<&'a str>>,
    /// The address before the change.
    old_email: Option<String>,
}

impl<'a> Identity<'a> {
    /// The requested changes, without those that change nothing.
    pub(super) fn wanted(call: &Call<'_>, case: &Case, request: &'a UpdateRequest) -> Result<Self> {
        let keyring = call.keyring()?;
        let old_email = open_email(&keyring, &case.user);
        let username = request.username.as_deref();
        let email = request.email.as_ref().map(|email| match email {
            Change::Set(email) if !email.is_empty() => Some(email.as_str()),
            _ => None,
        });
        Ok(Self {
            keyring,
            username: username.filter(|new| case.user.username.as_deref() != Some(new)),
            email: email.filter(|new| *new != old_email.as_deref()),
            old_email,
        })
    }

    /// Whether either changes.
    pub(super) fn is_any(&self) -> bool {
        self.username.is_some() || self.email.is_some()
    }

    /// Makes the changes, if they are valid and no other account has the username or the address.
    pub(super) fn change(
        &self,
        call: &Call<'_>,
        case: &Case,
        commit: &mut Commit,
        new: &mut User,
    ) -> Result<()> {
        if !self.is_any() {
            return Ok(());
        }
        self.require_acceptable(call, case)?;
        let email = self.email.flatten();
        let claims = Claims::read(call, &self.keyring, self.username, email)?;
        let user_id = Some(&*case.user.user_id);
        if claims.username_is_taken(user_id) {
            return Err(Fault::refused(SubStatus::UsernameExists));
        }
        let is_shown = !case.is_own() || call.settings.signup()?.inform_if_email_exists;
        if claims.email_has_owner(user_id) && is_shown {
            return Err(Fault::refused(SubStatus::EmailExists));
        }
        claims.take_username(commit);
        if let Some(username) = self.username {
            new.username = Some(username.to_owned());
            new.canonical_username = claims.canonical_username.clone();
        }
        match self.email {
            None => Ok(()),
            Some(email) => self.set_email(call, case, commit, &claims, email, new),
        }
    }

    fn require_acceptable(&self, call: &Call<'_>, case: &Case) -> Result<()> {
        let is_by_operator = case.access.is_none();
        let mut found = Vec::new();
        match self.username {
            None => {}
            Some(username) if case.is_by_super_user() => {
                found.extend(shape_of_username(username, USERNAME_CHARACTERS));
            }
            Some(username) => {
                let (signup, words) = (call.settings.signup()?, call.settings.user_validation()?);
                found.extend(ordinary_username(&signup, &words, username));
                self.require_no_address_list(call, &case.user, username)?;
            }
        }
        if let Some(email) = self.email.flatten() {
            found.extend(problems_of_email(email, is_by_operator));
        }
        if found.is_empty() {
            return Ok(());
        }
        Err(Fault::refused_for_all(found, true))
    }

    /// Refuses a regular user a change from or to a username that has an address list.
    fn require_no_address_list(&self, call: &Call<'_>, user: &User, new: &str) -> Result<()> {
        let new = canonical_username(new);
        let old = user.canonical_username.as_deref().unwrap_or_default();
        let list = |name: &str| call.settings.address_list(name);
        if new != old && (list(old)?.is_some() || list(&new)?.is_some()) {
            return Err(Fault::not_allowed_because(
                "an address list names the username",
            ));
        }
        Ok(())
    }

    fn set_email(
        &self,
        call: &Call<'_>,
        case: &Case,
        commit: &mut Commit,
        claims: &Claims,
        email: Option<&str>,
        new: &mut User,
    ) -> Result<()> {
        let canonical = email.and_then(canonical_email);
        let old = self.old_email.as_deref().and_then(canonical_email);
        let is_same = canonical.is_some() && canonical == old;
        new.email = None;
        new.email_index = None;
        claims.file_email(call, &self.keyring, commit, new)?;
        // The decisions above depend on the owner of the address.
        claims.check_owners(commit);
        if is_same {
            // Only the spelling changes: the address stays proven if it was.
            new.email_index = case.user.email_index.clone();
            return Ok(());
        }
        new.email_verified = false;
        remove_email_tokens(call, commit, new)?;
        password_reset::void(call, commit, &new.user_id)?;
        if outbox::is_configured(call)? {
            self.notify_old_address(call, case, commit)?;
            self.send_token_to_new_address(call, commit, claims, email, new)?;
        }
        Ok(())
    }

    /// Uses the language that the account had before: the reader at the old address knows that one.
    fn notify_old_address(&self, call: &Call<'_>, case: &Case, commit: &mut Commit) -> Result<()> {
        let Some(to) = mailbox(&self.keyring, &case.user) else {
            return Ok(());
        };
        let message = outbox::NewMessage {
            to: &to,
            username: case.user.username.as_deref().unwrap_or_default(),
            locale: case.user.locale.as_deref(),
            content: &Content::EmailChanged,
            expires_at: call.now.plus_days(outbox::VALID_FOR),
        };
        outbox::queue(call, &self.keyring, commit, &message)
    }

    fn send_token_to_new_address(
        &self,
        call: &Call<'_>,
        commit: &mut Commit,
        claims: &Claims,
        email: Option<&str>,
        new: &mut User,
    ) -> Result<()> {
        let signup = call.settings.signup()?;
        let (Some(to), true) = (email, new.email_index.is_some()) else {
            return Ok(());
        };
        if !signup.email_confirm_enabled {
            return Ok(());
        }
        let token = tokens::new_token(call.platform);
        let valid = call.now.plus_minutes(signup.confirm_valid_for);
        // The tokens of an unfinished sign-up expire with it.
        let expires_at = new.expires_at.map_or(valid, |end| end.min(valid));
        new.sign_up_tokens.push(tokens::digest(&token));
        put_token(commit, new, &token, Delivery::Mailed, expires_at)?;
        let content = Content::EmailConfirm(EmailConfirm {
            confirm_token: token,
            expiration_time: expires_at.into(),
            email_has_owner: claims.email_has_owner(Some(&new.user_id)),
        });
        let message = outbox::NewMessage {
            to,
            username: new.username.as_deref().unwrap_or_default(),
            locale: new.locale.as_deref(),
            content: &content,
            expires_at,
        };
        outbox::queue(call, &self.keyring, commit, &message)
    }
}

/// Removes the tokens that would prove an address. The token in the answer to an unfinished sign-up
/// stays, because it has to finish the sign-up.
fn remove_email_tokens(call: &Call<'_>, commit: &mut Commit, user: &mut User) -> Result<()> {
    let is_unfinished = user.sign_up_status == SignUpStatus::BeforeConfirmation;
    let digests = std::mem::take(&mut user.sign_up_tokens);
    let keys = digests.iter().map(|digest| keys::signup(digest)).collect();
    for (digest, slot) in digests.into_iter().zip(store::read(call.platform, keys)?) {
        let token: Slot<SignUpToken> = slot.parse(call.now)?;
        let is_returned = |token: &SignUpToken| token.delivery == Delivery::Returned;
        if is_unfinished && token.document.as_ref().is_some_and(is_returned) {
            user.sign_up_tokens.push(digest);
        } else {
            commit.delete(token.check.key);
        }
    }
    Ok(())
}
