//! What is limited per source, whether it succeeds or not.

use crate::{
    call::{Call, until_won},
    documents::AttemptSlot,
    fault::{Fault, Result},
    store::Commit,
};

use super::{attempt::any, slots::Slots, subject::source};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Sign-ups with valid input, and changes of one's own username or address: each tells whether
    /// a name is taken, and mails to an address that nobody has proven yet.
    SignUp,
    /// Requests for a password reset.
    Reset,
}

/// Counts one from the caller's source, if the host knows the caller's address.
///
/// # Errors
/// Throttled, if there were too many in the window; if storage cannot be reached.
pub fn count(call: &Call<'_>, kind: Kind) -> Result<()> {
    let settings = call.settings.throttling()?;
    let (name, limit) = match kind {
        Kind::SignUp => ("signup", settings.signups_per_source),
        Kind::Reset => ("reset", settings.resets_per_source),
    };
    let keyring = call.keyring()?;
    let address = call.remote_addr.as_deref().filter(|_| limit > 0);
    let Some(source) = address.and_then(|address| source(&keyring, address)) else {
        return Ok(());
    };
    let scope = format!("{name}/{source}");
    let counted = until_won(|| {
        let slots = Slots::read(call, &settings, &scope, limit)?;
        let free = slots.free(limit);
        if free.is_empty() {
            let seconds = slots.seconds_until_free().max(1);
            return Err(Fault::Throttled(u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
        let check = any(call, free.into_iter().cloned().collect())?;
        let mut commit = Commit::default();
        commit.check(&check);
        let slot = AttemptSlot {
            source: source.clone(),
            began: call.now,
            has_failed: true,
            expires_at: call.now.plus_minutes(settings.window),
        };
        commit.put(check.key, &slot)?;
        commit.commit(call.platform)
    });
    match counted {
        // Too many at the same moment.
        Err(Fault::Conflict) => Err(Fault::Busy),
        counted => counted,
    }
}
