//! The life of an attempt: counted before it is made, and settled when its outcome is known.

use crate::{
    call::Call,
    documents::{AttemptSlot, KnownSource},
    fault::{Fault, Result},
    retry::retry_until_committed,
    store::{Commit, Slot, read_exact},
};

use super::{
    SOURCE_KNOWN_FOR, commit_unless_empty,
    scopes::{Account, Scopes, Waits},
    take::{Taken, take_slots},
    wait_after,
};

/// Days after which a known source that logs in is stored again.
const SOURCE_REFRESHED_AFTER: u32 = 1;

/// A counted attempt. Whoever began it settles it; an attempt that is never settled has failed.
pub struct Attempt {
    scopes: Scopes,
    taken: Vec<Taken>,
    /// Whether the source is known for long enough from now.
    is_source_fresh: bool,
}

impl Attempt {
    /// Counts an attempt to prove a password of a user.
    ///
    /// # Errors
    /// Throttled; if storage cannot be reached.
    pub fn begin(call: &Call<'_>, account: Account<'_>, user_id: &str) -> Result<Self> {
        let keyring = call.keyring()?;
        let scopes = Scopes::new(call, &keyring, account, call.remote_addr.as_deref())?;
        let [account, pair, source] = scopes.wait_keys();
        let wanted = [account, pair, source, scopes.known_source_key(user_id)];
        let [account, pair, source, known_source] = read_exact(call.platform, wanted)?;
        let waits = Waits::parse(call, [account, pair, source])?;
        Self::begin_as_read(call, scopes, waits, known_source.parse(call.now)?)
    }

    /// Counts an attempt whose documents ([`Scopes::wait_keys`], [`Scopes::known_source_key`]) were
    /// read along with others.
    ///
    /// # Errors
    /// Throttled; if storage cannot be reached.
    pub fn begin_as_read(
        call: &Call<'_>,
        scopes: Scopes,
        waits: Waits,
        known_source: Slot<KnownSource>,
    ) -> Result<Self> {
        let mut known_source = known_source.document;
        if !scopes.has_source() {
            known_source = None;
        }
        let mut waits_as_read = Some(waits);
        let taken = retry_until_committed(|| {
            let waits = match waits_as_read.take() {
                Some(waits) => waits,
                None => Waits::read(call, &scopes)?,
            };
            take_slots(call, &scopes, &waits, known_source.is_some())
        });
        let taken = match taken {
            // Too many attempts at the same moment.
            Err(Fault::Conflict) => return Err(Fault::Busy),
            taken => taken?,
        };
        let fresh_until = call
            .now
            .plus_days(SOURCE_KNOWN_FOR - SOURCE_REFRESHED_AFTER);
        Ok(Self {
            scopes,
            taken,
            is_source_fresh: known_source.is_some_and(|known| known.expires_at > fresh_until),
        })
    }

    /// Settles a wrong guess: it keeps its slots; a trial doubles the wait.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub fn fail(&self, call: &Call<'_>) -> Result<()> {
        let mut commit = Commit::default();
        for taken in &self.taken {
            match taken {
                Taken::Slot(key, attempt) => {
                    let failed = AttemptSlot {
                        has_failed: true,
                        ..attempt.clone()
                    };
                    commit.put(key.clone(), &failed)?;
                }
                Taken::Trial(key, wait) => {
                    let step = wait.step.saturating_add(1);
                    let doubled = wait_after(&self.scopes.settings, call.now, step);
                    commit.put(key.clone(), &doubled)?;
                }
            }
        }
        commit_unless_empty(call, commit)
    }

    /// Settles an attempt that was not a guess or was not decided: it does not count.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub fn release(&self, call: &Call<'_>) -> Result<()> {
        let mut commit = Commit::default();
        self.succeed(&mut commit)?;
        commit_unless_empty(call, commit)
    }

    /// Settles a successful attempt, in the commit of the operation that it permits.
    ///
    /// # Errors
    /// If a document cannot be written.
    pub fn succeed(&self, commit: &mut Commit) -> Result<()> {
        for taken in &self.taken {
            match taken {
                Taken::Slot(key, _) => commit.delete(key.clone()),
                Taken::Trial(key, wait) => commit.put(key.clone(), wait)?,
            }
        }
        Ok(())
    }

    /// Makes the source known to the account of a user, whose document the commit has to check.
    /// `forgets_others`: the same commit removes the sources that were known before.
    ///
    /// # Errors
    /// If a document cannot be written.
    pub fn remember_source(
        &self,
        call: &Call<'_>,
        commit: &mut Commit,
        user_id: &str,
        forgets_others: bool,
    ) -> Result<()> {
        let is_needed = self.scopes.settings.failures_per_account > 0;
        let is_fresh = self.is_source_fresh && !forgets_others;
        if !is_needed || is_fresh || !self.scopes.has_source() {
            return Ok(());
        }
        let known = KnownSource {
            expires_at: call.now.plus_days(SOURCE_KNOWN_FOR),
        };
        commit.put(self.scopes.known_source_key(user_id), &known)
    }
}
