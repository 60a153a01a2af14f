//! Logout.

use crate::{
    call::Call,
    documents::Session,
    fault::Result,
    keys,
    sessions::end::end_session,
    store::{self, Commit},
    tokens,
};

/// Ends the session of a UST, in any state of its user. Also succeeds for a text that is not a
/// UST, or whose session has ended.
///
/// The commit checks the session and does not write the user: everything that is added under a
/// session writes the session.
///
/// # Errors
/// Only if storage cannot be reached.
pub fn logout(call: &mut Call<'_>, ust: &str) -> Result<()> {
    call.audited("user.logout", |call| {
        call.require_app()?;
        let keyring = call.keyring()?;
        let Some(token) = tokens::open_ust(&keyring, ust) else {
            return Ok(());
        };
        let key = keys::session(&token.user_id, &token.digest);
        let session = store::read_one::<Session>(call.platform, call.now, key)?;
        let Some(session) = session.found() else {
            return Ok(());
        };
        let mut commit = Commit::default();
        end_session(&mut commit, &session, &token.user_id, &token.digest);
        call.actor = Some(token.user_id);
        call.record(&mut commit)?;
        call.commit(commit)
    })
}
