//! Taking a slot, or the trial after a wait, in every scope that an attempt counts in.

use crate::{
    call::Call,
    documents::{AttemptSlot, Wait},
    fault::{Fault, Result},
    store::Commit,
};

use super::{
    RETRY_SHORTLY, WAIT_REMEMBERED_FOR,
    admission::{Admission, CurrentWait, Limits},
    commit_unless_empty, pick_slot,
    scopes::{Scopes, Waits},
    slots::{Slots, slot_expiry},
};

/// The slot or trial that an attempt holds in a scope until its outcome is known.
pub(super) enum Taken {
    /// A slot.
    Slot(String, AttemptSlot),
    /// The one attempt after a wait. The wait is as it will be if the attempt succeeds.
    Trial(String, Wait),
}

/// Takes a slot or a trial in every scope, all in one commit.
///
/// # Errors
/// Throttled; conflict, if another attempt took the same slot.
pub(super) fn take_slots(
    call: &Call<'_>,
    scopes: &Scopes,
    waits: &Waits,
    is_source_known: bool,
) -> Result<Vec<Taken>> {
    let admissions = admissions(call, scopes, waits, is_source_known)?;
    require_all_admit(&admissions)?;
    let mut commit = Commit::default();
    let mut taken = Vec::new();
    for admission in admissions {
        match admission {
            Admission::Open {
                free,
                waits_to_store,
            } => {
                store_waits(call, &mut commit, waits_to_store)?;
                let check = pick_slot(call.platform, free)?;
                let attempt = AttemptSlot {
                    source: scopes.source_text().to_owned(),
                    began: call.now,
                    has_failed: false,
                    expires_at: slot_expiry(&scopes.settings, call.now),
                };
                commit.check(&check);
                commit.put(check.key.clone(), &attempt)?;
                taken.push(Taken::Slot(check.key, attempt));
            }
            Admission::Trial { waits } => {
                for wait in waits {
                    taken.push(take_trial(call, &mut commit, wait)?);
                }
            }
            Admission::Full | Admission::Waiting(_) => {
                return Err(Fault::Throttled(RETRY_SHORTLY));
            }
        }
    }
    commit_unless_empty(call, commit)?;
    Ok(taken)
}

/// Reads the slots of the scopes; returns the states of those that have a limit.
fn admissions(
    call: &Call<'_>,
    scopes: &Scopes,
    waits: &Waits,
    is_source_known: bool,
) -> Result<Vec<Admission>> {
    let settings = &scopes.settings;
    let limits = |limit| Limits {
        settings,
        now: call.now,
        limit,
    };
    let mut admissions = Vec::new();
    let per_account = settings.failures_per_account;
    if per_account > 0 && is_source_known {
        let slots = Slots::read(call, settings, &scopes.pair(), per_account)?;
        admissions.push(limits(per_account).admit_to_own_slots(&slots, &waits.pair));
    } else if per_account > 0 {
        let count = per_account.saturating_add(1);
        let slots = Slots::read(call, settings, &scopes.account(), count)?;
        admissions.push(limits(per_account).admit_to_shared_slots(
            &slots,
            scopes.source_text(),
            &waits.pair,
            &waits.account,
        ));
    }
    let per_source = settings.failures_per_source;
    if per_source > 0 && scopes.has_source() {
        let slots = Slots::read(call, settings, &scopes.source(), per_source)?;
        admissions.push(limits(per_source).admit_to_own_slots(&slots, &waits.source));
    }
    Ok(admissions)
}

/// Requires that every scope admits the attempt. The refusal names the longest wait.
fn require_all_admit(admissions: &[Admission]) -> Result<()> {
    let waits = admissions.iter().filter_map(|admission| match admission {
        Admission::Waiting(seconds) => Some(u32::try_from(*seconds).unwrap_or(u32::MAX)),
        Admission::Full => Some(RETRY_SHORTLY),
        Admission::Open { .. } | Admission::Trial { .. } => None,
    });
    match waits.max() {
        Some(longest) => Err(Fault::Throttled(longest)),
        None => Ok(()),
    }
}

/// Records in the wait that its trial is in progress.
fn take_trial(call: &Call<'_>, commit: &mut Commit, current: CurrentWait) -> Result<Taken> {
    let after_success = Wait {
        expires_at: call.now.plus_seconds(WAIT_REMEMBERED_FOR),
        ..current.wait
    };
    let under_way = Wait {
        trial: Some(call.now),
        ..after_success.clone()
    };
    commit.check(&current.check);
    commit.put(current.check.key.clone(), &under_way)?;
    Ok(Taken::Trial(current.check.key, after_success))
}

/// Stores waits that follow from failures, before a slot of these failures is overwritten.
fn store_waits(call: &Call<'_>, commit: &mut Commit, waits: Vec<CurrentWait>) -> Result<()> {
    for current in waits {
        if current.wait.expires_at > call.now {
            commit.check(&current.check);
            commit.put(current.check.key, &current.wait)?;
        }
    }
    Ok(())
}
