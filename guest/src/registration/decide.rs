//! A super-user's decision: approve or reject.

use crate::{
    access,
    account::{self, mailbox, writing},
    call::Call,
    contract::{
        outbox::{Content, SignupRejected},
        types::{Authority, SubStatus},
    },
    documents::{ApprovalStatus, User},
    erasure::remove_everything_under,
    fault::{Fault, Result},
    outbox,
    store::{Commit, Found},
};

/// Characters of a reason.
const MAX_REASON: usize = 2_000;

/// Approves an account.
///
/// # Errors
/// As `registration.approve` in `wit/`.
pub fn approve(call: &mut Call<'_>, authority: &Authority, user_id: &str) -> Result<()> {
    call.audited("user.approve_user", |call| {
        let decision = Decision::prepare(call, authority, user_id, ApprovalStatus::Approved)?;
        let Some(Decision {
            user,
            by,
            mut commit,
        }) = decision
        else {
            return Ok(());
        };
        let approved = User {
            approval_status: ApprovalStatus::Approved,
            approval_status_mod_time: call.now,
            approval_status_mod_by: by,
            ..user.document.clone()
        };
        writing::change(&mut commit, &user, &approved)?;
        if call.settings.signup()?.email_welcome_enabled {
            queue_message(call, &mut commit, &user, &Content::SignupWelcome)?;
        }
        call.record(&mut commit)?;
        call.commit(commit)
    })
}

/// Rejects a person: empties the account and removes everything that belongs to it.
///
/// # Errors
/// As `registration.reject` in `wit/`.
pub fn reject(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: &str,
    reason: Option<&str>,
) -> Result<()> {
    call.audited("user.reject_user", |call| {
        let decision = Decision::prepare(call, authority, user_id, ApprovalStatus::Rejected)?;
        let Some(Decision {
            user,
            by,
            mut commit,
        }) = decision
        else {
            return Ok(());
        };
        if reason.is_some_and(|reason| reason.chars().count() > MAX_REASON) {
            return Err(Fault::refused(SubStatus::CommonInvalidInput));
        }
        remove_everything_under(call, &mut commit, &user)?;
        let erased = User::erased(user_id, call.now, &by);
        writing::change(&mut commit, &user, &erased)?;
        let content = Content::SignupRejected(SignupRejected {
            reason: reason.map(ToOwned::to_owned),
        });
        queue_message(call, &mut commit, &user, &content)?;
        call.record(&mut commit)?;
        call.commit(commit)
    })
}

/// The common part of approving and rejecting.
struct Decision {
    user: Found<User>,
    by: String,
    commit: Commit,
}

impl Decision {
    /// `None` if the same was decided before.
    fn prepare(
        call: &mut Call<'_>,
        authority: &Authority,
        user_id: &str,
        wanted: ApprovalStatus,
    ) -> Result<Option<Self>> {
        let refusal = SubStatus::CommonInvalidInput;
        let access = access::require_super_user_or(call, authority, refusal)?;
        let user = account::user_by_id(call, user_id)?;
        call.target = Some(user_id.to_owned());
        let is_own = access
            .as_ref()
            .is_some_and(|access| access.user.user_id == user_id);
        if is_own {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        // An account whose status was only set to rejected (`users/update.rs`) is not erased yet.
        let is_done = wanted == ApprovalStatus::Approved || user.is_erased();
        if user.approval_status == wanted && is_done {
            return Ok(None);
        }
        // An erased account cannot be approved any more.
        if user.is_erased() {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        let mut commit = Commit::default();
        let by = match &access {
            Some(access) => {
                access.check(&mut commit);
                access.user.user_id.clone()
            }
            None => access::OPERATOR.to_owned(),
        };
        Ok(Some(Self { user, by, commit }))
    }
}

fn queue_message(
    call: &Call<'_>,
    commit: &mut Commit,
    user: &User,
    content: &Content,
) -> Result<()> {
    if !outbox::is_configured(call)? {
        return Ok(());
    }
    let keyring = call.keyring()?;
    if let Some(to) = mailbox(&keyring, user) {
        let message = outbox::NewMessage {
            to: &to,
            username: user.username.as_deref().unwrap_or_default(),
            locale: user.locale.as_deref(),
            content,
            expires_at: call.now.plus_days(outbox::VALID_FOR),
        };
        outbox::queue(call, &keyring, commit, &message)?;
    }
    Ok(())
}
