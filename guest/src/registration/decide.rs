//! A super-user's decision: approve or reject.

use crate::{
    access,
    call::Call,
    contract::{
        outbox::{Content, SignupRejected},
        types::{Authority, SubStatus},
    },
    documents::{ApprovalStatus, User},
    fault::{Fault, Result},
    keyring::Keyring,
    keys, outbox,
    registration::remove_everything_under,
    settings::signup::Signup,
    store::{Commit, Found},
    users::{self, open_email, search_index},
};

/// Characters of a reason.
const MAX_REASON: usize = 2_000;

/// Days a message about a decision waits to be sent.
const MESSAGE_VALID_FOR: u32 = 7;

/// Lets a person in.
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
        commit.check(&user.check);
        commit.put(user.check.key.clone(), &approved)?;
        search_index::put(&mut commit, Some(&user), &approved)?;
        if let Some(since) = user.sign_up_time {
            commit.delete(keys::pending(since, user_id));
        }
        if Signup::load(call.platform).email_welcome_enabled {
            queue(call, &mut commit, &user, &Content::SignupWelcome)?;
        }
        call.record(&mut commit)?;
        commit.commit(call.platform)
    })
}

/// Turns a person away and forgets them.
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
        commit.put(
            user.check.key.clone(),
            &User::erased(user_id, call.now, &by),
        )?;
        let content = Content::SignupRejected(SignupRejected {
            reason: reason.map(ToOwned::to_owned),
        });
        queue(call, &mut commit, &user, &content)?;
        call.record(&mut commit)?;
        commit.commit(call.platform)
    })
}

/// What both decisions begin with.
struct Decision {
    user: Found<User>,
    by: String,
    commit: Commit,
}

impl Decision {
    /// None if the same was decided before.
    fn prepare(
        call: &mut Call<'_>,
        authority: &Authority,
        user_id: &str,
        wanted: ApprovalStatus,
    ) -> Result<Option<Self>> {
        let access = access::require_super_user(call, authority)?;
        let user = users::find(call, user_id)?;
        call.target = Some(user_id.to_owned());
        let is_own = access
            .as_ref()
            .is_some_and(|access| access.user.user_id == user_id);
        if is_own {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        if user.approval_status == wanted {
            return Ok(None);
        }
        if user.approval_status != ApprovalStatus::BeforeDecision {
            return Err(Fault::refused(SubStatus::CommonInvalidOperation));
        }
        let mut commit = Commit::default();
        let by = match &access {
            Some(access) => {
                commit.check(&access.user.check);
                access.user.user_id.clone()
            }
            None => access::OPERATOR.to_owned(),
        };
        Ok(Some(Self { user, by, commit }))
    }
}

fn queue(call: &Call<'_>, commit: &mut Commit, user: &User, content: &Content) -> Result<()> {
    if !outbox::is_configured(call.platform) {
        return Ok(());
    }
    let keyring = Keyring::load(call.platform)?;
    if let Some(to) = open_email(&keyring, user) {
        let letter = outbox::Letter {
            to: &to,
            username: user.username.as_deref().unwrap_or_default(),
            content,
            expires_at: call.now.plus_days(MESSAGE_VALID_FOR),
        };
        outbox::queue(call, &keyring, commit, &letter)?;
    }
    Ok(())
}
