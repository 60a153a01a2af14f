//! One attempt: counted before it is made, and taken back if it was no failure.

use crate::{
    call::{Call, until_won},
    contract::storage::Check,
    documents::{AttemptSlot, KnownSource, Wait},
    fault::{Fault, Result},
    store::{self, Commit, Slot},
};

use super::{
    KNOWN_FOR, REMEMBERED,
    slots::{Slots, forgotten_at},
    standing::{Lesson, Standing, View},
    subject::{Account, Subject, Waits},
    wait_after,
};

/// Seconds after which to try again when only attempts under way are in the way.
const SHORTLY: u32 = 1;

/// Days before a known source is written again.
const REFRESHED_AFTER: u32 = 1;

/// What an attempt holds until its outcome is known.
enum Ticket {
    Slot(String, AttemptSlot),
    Trial(String, Wait),
}

/// An attempt that is counted. Whoever began it says how it ended; if nobody does, it failed.
pub struct Attempt {
    subject: Subject,
    tickets: Vec<Ticket>,
    /// The source was known for long enough not to be written again.
    is_refreshed: bool,
}

impl Attempt {
    /// Counts an attempt to prove a password of a user.
    ///
    /// # Errors
    /// Throttled; if storage cannot be reached.
    pub fn begin(call: &Call<'_>, account: Account<'_>, user_id: &str) -> Result<Self> {
        let keyring = call.keyring()?;
        let address = call.remote_addr.as_deref();
        let subject = Subject::new(call, &keyring, account, address)?;
        let mut wanted = subject.wait_keys();
        wanted.push(subject.known_key(user_id));
        let mut slots = store::read(call.platform, wanted)?;
        let known = slots.pop().ok_or_else(store::left_out)?.parse(call.now)?;
        let waits = slots.into_iter().map(|slot| slot.parse(call.now));
        let waits = waits.collect::<Result<_>>()?;
        Self::begin_as_read(call, subject, waits, known)
    }

    /// The same, with the documents of [`Subject::wait_keys`] and [`Subject::known_key`] read
    /// along with others.
    ///
    /// # Errors
    /// Throttled; if storage cannot be reached.
    pub fn begin_as_read(
        call: &Call<'_>,
        subject: Subject,
        waits: Vec<Slot<Wait>>,
        known: Slot<KnownSource>,
    ) -> Result<Self> {
        let known = known.document.filter(|_| subject.has_source());
        let mut waits = Some(waits);
        let taken = until_won(|| {
            let waits = match waits.take() {
                Some(read) => read,
                None => {
                    let slots = store::read(call.platform, subject.wait_keys())?;
                    let waits = slots.into_iter().map(|slot| slot.parse(call.now));
                    waits.collect::<Result<_>>()?
                }
            };
            take(call, &subject, in_order(waits)?, known.is_some())
        });
        let tickets = match taken {
            // Too many at the same moment.
            Err(Fault::Conflict) => return Err(Fault::Busy),
            taken => taken?,
        };
        let fresh = call.now.plus_days(KNOWN_FOR - REFRESHED_AFTER);
        Ok(Self {
            subject,
            tickets,
            is_refreshed: known.is_some_and(|known| known.expires_at > fresh),
        })
    }

    /// It was a wrong guess.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub fn failed(&self, call: &Call<'_>) -> Result<()> {
        let mut commit = Commit::default();
        for ticket in &self.tickets {
            match ticket {
                Ticket::Slot(key, attempt) => {
                    let failed = AttemptSlot {
                        has_failed: true,
                        ..attempt.clone()
                    };
                    commit.put(key.clone(), &failed)?;
                }
                Ticket::Trial(key, wait) => {
                    let step = wait.step.saturating_add(1);
                    let doubled = wait_after(&self.subject.settings, call.now, step);
                    commit.put(key.clone(), &doubled)?;
                }
            }
        }
        finish(call, commit)
    }

    /// It was no guess at all, or came to nothing.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub fn released(&self, call: &Call<'_>) -> Result<()> {
        let mut commit = Commit::default();
        self.succeeded(&mut commit)?;
        finish(call, commit)
    }

    /// It was right, as the commit makes true.
    ///
    /// # Errors
    /// If a document cannot be written.
    pub fn succeeded(&self, commit: &mut Commit) -> Result<()> {
        for ticket in &self.tickets {
            match ticket {
                Ticket::Slot(key, _) => commit.delete(key.clone()),
                Ticket::Trial(key, wait) => commit.put(key.clone(), wait)?,
            }
        }
        Ok(())
    }

    /// The source logs in to the account of a user, whose document the commit has to check.
    /// `is_anew` if the commit forgets all sources before.
    ///
    /// # Errors
    /// If a document cannot be written.
    pub fn remember_source(
        &self,
        call: &Call<'_>,
        commit: &mut Commit,
        user_id: &str,
        is_anew: bool,
    ) -> Result<()> {
        let is_needed = self.subject.settings.failures_per_account > 0;
        let is_refreshed = self.is_refreshed && !is_anew;
        if !is_needed || is_refreshed || !self.subject.has_source() {
            return Ok(());
        }
        let known = KnownSource {
            expires_at: call.now.plus_days(KNOWN_FOR),
        };
        commit.put(self.subject.known_key(user_id), &known)
    }
}

fn finish(call: &Call<'_>, commit: Commit) -> Result<()> {
    match commit.is_empty() {
        true => Ok(()),
        false => commit.commit(call.platform),
    }
}

fn in_order(waits: Vec<Slot<Wait>>) -> Result<Waits> {
    let [account, pair, source] =
        <[Slot<Wait>; 3]>::try_from(waits).map_err(|_| store::left_out())?;
    Ok(Waits {
        account,
        pair,
        source,
    })
}

/// Takes a slot or a trial in every scope that concerns the subject, all in one commit.
fn take(call: &Call<'_>, subject: &Subject, waits: Waits, is_known: bool) -> Result<Vec<Ticket>> {
    let settings = &subject.settings;
    let view = |limit| View {
        settings,
        now: call.now,
        limit,
    };
    let read = |scope: &str, count| Slots::read(call, settings, scope, count);
    let mut standings = Vec::new();
    let per_account = settings.failures_per_account;
    if per_account > 0 && is_known {
        let slots = read(&subject.pair_scope(), per_account)?;
        standings.push(view(per_account).of_one(&slots, &waits.pair));
    } else if per_account > 0 {
        let slots = read(&subject.account_scope(), per_account.saturating_add(1))?;
        let source = subject.source_text();
        standings.push(view(per_account).of_several(&slots, source, &waits.pair, &waits.account));
    }
    let per_source = settings.failures_per_source;
    if per_source > 0 && subject.has_source() {
        let slots = read(&subject.source_scope(), per_source)?;
        standings.push(view(per_source).of_one(&slots, &waits.source));
    }
    require_none_waits(&standings)?;

    let mut commit = Commit::default();
    let mut tickets = Vec::new();
    for standing in standings {
        match standing {
            Standing::Open { free, lessons } => {
                learn(call, &mut commit, lessons)?;
                let check = any(call, free)?;
                let attempt = AttemptSlot {
                    source: subject.source_text().to_owned(),
                    began: call.now,
                    has_failed: false,
                    expires_at: forgotten_at(settings, call.now),
                };
                commit.check(&check);
                commit.put(check.key.clone(), &attempt)?;
                tickets.push(Ticket::Slot(check.key, attempt));
            }
            Standing::OnTrial { waits } => {
                for lesson in waits {
                    let over = Wait {
                        expires_at: call.now.plus_seconds(REMEMBERED),
                        ..lesson.wait
                    };
                    let trial = Wait {
                        trial: Some(call.now),
                        ..over.clone()
                    };
                    commit.check(&lesson.check);
                    commit.put(lesson.check.key.clone(), &trial)?;
                    tickets.push(Ticket::Trial(lesson.check.key, over));
                }
            }
            Standing::Full | Standing::Waiting(_) => return Err(Fault::Throttled(SHORTLY)),
        }
    }
    finish(call, commit)?;
    Ok(tickets)
}

/// The longest wait of all is what is told.
fn require_none_waits(standings: &[Standing]) -> Result<()> {
    let seconds = standings.iter().filter_map(|standing| match standing {
        Standing::Waiting(seconds) => Some(u32::try_from(*seconds).unwrap_or(u32::MAX)),
        Standing::Full => Some(SHORTLY),
        Standing::Open { .. } | Standing::OnTrial { .. } => None,
    });
    seconds
        .max()
        .map_or(Ok(()), |most| Err(Fault::Throttled(most)))
}

/// Keeps waits in mind whose failures are about to be overwritten.
fn learn(call: &Call<'_>, commit: &mut Commit, lessons: Vec<Lesson>) -> Result<()> {
    for lesson in lessons {
        if lesson.wait.expires_at > call.now {
            commit.check(&lesson.check);
            commit.put(lesson.check.key, &lesson.wait)?;
        }
    }
    Ok(())
}

/// One of them by chance, so that those who come at the same moment rarely want the same one.
pub(super) fn any(call: &Call<'_>, mut free: Vec<Check>) -> Result<Check> {
    match free.len() {
        0 => Err(Fault::Throttled(SHORTLY)),
        count => Ok(free.swap_remove(call.platform.random_below(count))),
    }
}
