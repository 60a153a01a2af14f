//! Requests that are limited per source, whether they succeed or not.

use crate::{
    call::Call,
    documents::AttemptSlot,
    fault::{Fault, Result},
    retry::retry_until_committed,
    store::Commit,
};

use super::{pick_slot, scopes::blind_source, slots::Slots};

/// The requests of a source that have a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LimitedRequest {
    /// A sign-up with valid input, or a change of one's own username or address. Each shows whether
    /// a name is taken, and sends a message to an address that is not proven yet.
    SignUp,
    /// A request for a password reset.
    PasswordReset,
}

/// Counts a request of the caller's source, if the host knows the caller's address.
///
/// # Errors
/// Throttled, if there were too many in the window; if storage cannot be reached.
pub fn count_request(call: &Call<'_>, request: LimitedRequest) -> Result<()> {
    let settings = call.settings.throttling()?;
    let (name, limit) = match request {
        LimitedRequest::SignUp => ("signup", settings.signups_per_source),
        LimitedRequest::PasswordReset => ("reset", settings.resets_per_source),
    };
    if limit == 0 {
        return Ok(());
    }
    let keyring = call.keyring()?;
    let address = call.remote_addr.as_deref();
    let Some(source) = address.and_then(|address| blind_source(&keyring, address)) else {
        return Ok(());
    };
    let scope = format!("{name}/{source}");
    let counted = retry_until_committed(|| {
        let slots = Slots::read(call, &settings, &scope, limit)?;
        let free = slots.free(limit);
        if free.is_empty() {
            let seconds = slots.seconds_until_free().max(1);
            return Err(Fault::Throttled(u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
        let check = pick_slot(call.platform, free.into_iter().cloned().collect())?;
        let mut commit = Commit::default();
        commit.check(&check);
        let slot = AttemptSlot {
            source: source.clone(),
            began: call.now,
            has_failed: true,
            expires_at: call.now.plus_minutes(settings.window),
        };
        commit.put(check.key, &slot)?;
        call.commit(commit)
    });
    match counted {
        // Too many requests at the same moment.
        Err(Fault::Conflict) => Err(Fault::Busy),
        counted => counted,
    }
}
