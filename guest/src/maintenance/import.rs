//! Importing accounts of another system.
//!
//! One read and one commit serve many accounts, as far as the limits of storage allow: this is what
//! makes an import fast. If the commit loses a race, each of its accounts is imported alone, so that one
//! account cannot stop others.

mod checked;
mod group;

use std::rc::Rc;

use crate::{
    access,
    account::{Claims, Sought, writing},
    attributes,
    call::Call,
    contract::{
        maintenance::{ImportOutcome, ImportProblem, ImportedAccount},
        types::SubStatus,
    },
    documents::{KeyCheck, User},
    fault::{Fault, Result},
    key_check,
    keyring::Keyring,
    keys,
    limits::IMPORTED_AT_ONCE,
    retry::retry_until_committed,
    store::{self, Commit, Slot},
    totp,
};

use checked::checked_user;
use group::{Candidate, groups};

/// Imports accounts. Returns their outcomes, in the same order.
///
/// # Errors
/// As `maintenance.import-accounts` in `wit/`.
pub fn import(
    call: &mut Call<'_>,
    accounts: &[ImportedAccount],
    dry_run: bool,
) -> Result<Vec<ImportOutcome>> {
    call.audited("user.import", |call| {
        call.actor = Some(access::OPERATOR.to_owned());
        if accounts.len() > IMPORTED_AT_ONCE {
            return Err(Fault::refused(SubStatus::CommonInvalidInput));
        }
        let import = Import {
            keyring: call.keyring()?,
            call,
            dry_run,
        };
        let mut outcomes = vec![ImportOutcome::AlreadyThere; accounts.len()];
        let mut candidates = Vec::new();
        for (position, account) in accounts.iter().enumerate() {
            match import.candidate(position, account)? {
                Ok(candidate) => candidates.push(candidate),
                Err(problems) => set(&mut outcomes, position, ImportOutcome::Refused(problems)),
            }
        }
        for group in groups(&candidates) {
            for (position, outcome) in import.group(group)? {
                set(&mut outcomes, position, outcome);
            }
        }
        Ok(outcomes)
    })
}

fn set(outcomes: &mut [ImportOutcome], position: usize, outcome: ImportOutcome) {
    if let Some(slot) = outcomes.get_mut(position) {
        *slot = outcome;
    }
}

/// The outcomes of some accounts, with the positions of the accounts in the call.
type Outcomes = Vec<(usize, ImportOutcome)>;

struct Import<'a, 'p> {
    call: &'a Call<'p>,
    keyring: Rc<Keyring>,
    dry_run: bool,
}

impl Import<'_, '_> {
    /// An account whose contents are valid, or what is wrong with them.
    fn candidate<'c>(
        &self,
        position: usize,
        account: &'c ImportedAccount,
    ) -> Result<std::result::Result<Candidate<'c>, Vec<ImportProblem>>> {
        let expiry = self.call.settings.password()?.expiry;
        let checked = checked_user(account, self.call.now, expiry);
        Ok(checked.map(|user| {
            let username = Some(&*account.username);
            let sought = Sought::new(&self.keyring, username, account.email.as_deref());
            Candidate::new(position, account, user, sought)
        }))
    }

    fn group(&self, group: &[Candidate<'_>]) -> Result<Outcomes> {
        let mut rest = group;
        let mut outcomes = Vec::new();
        while let Some(first) = rest.first() {
            let done = match self.together(rest) {
                Err(Fault::Conflict) => {
                    let alone = std::slice::from_ref(first);
                    retry_until_committed(|| self.together(alone))
                }
                result => result,
            }?;
            rest = rest.get(done.len().max(1)..).unwrap_or_default();
            outcomes.extend(done);
        }
        Ok(outcomes)
    }

    /// Imports the first accounts of a group, as many as fit into one commit: at least one (`limits.rs`).
    /// Their documents are read as of one moment.
    fn together(&self, group: &[Candidate<'_>]) -> Result<Outcomes> {
        let mut wanted = vec![keys::KEY_CHECK.to_owned()];
        wanted.extend(group.iter().flat_map(|candidate| candidate.keys.clone()));
        let mut slots = store::read(self.call.platform, wanted)?.into_iter();
        let mut next = || slots.next().ok_or_else(store::left_out);
        let noted: Slot<KeyCheck> = next()?.parse(self.call.now)?;
        let mut outcomes = Vec::new();
        let mut commit = Commit::default();
        for candidate in group {
            let existing = next()?.parse::<User>(self.call.now)?;
            let pointers = candidate.sought.keys();
            let pointers = pointers.iter().map(|_| next()?.parse(self.call.now));
            let pointers = pointers.collect::<Result<_>>()?;
            let claims = Claims::found(candidate.sought.clone(), noted.clone(), pointers);
            let outcome = match self.one(candidate, &existing, &claims, &noted)? {
                Ok(one) => {
                    if commit.merge(one).is_some() {
                        break;
                    }
                    ImportOutcome::Imported
                }
                Err(outcome) => outcome,
            };
            outcomes.push((candidate.position, outcome));
        }
        self.send(commit)?;
        Ok(outcomes)
    }

    fn send(&self, mut commit: Commit) -> Result<()> {
        if self.dry_run || commit.is_empty() {
            return Ok(());
        }
        let mut event = Commit::default();
        self.call.record(&mut event)?;
        // Without room for it, the emitted event has to do.
        let _ = commit.merge(event);
        self.call.commit(commit)
    }

    /// The commit that writes one account, or the reasons why the account is refused.
    fn one(
        &self,
        candidate: &Candidate<'_>,
        existing: &Slot<User>,
        claims: &Claims,
        noted: &Slot<KeyCheck>,
    ) -> Result<std::result::Result<Commit, ImportOutcome>> {
        if existing.document.is_some() {
            return Ok(Err(ImportOutcome::AlreadyThere));
        }
        let mut problems = Vec::new();
        if claims.username_is_taken(None) {
            problems.push(ImportProblem::UsernameExists);
        }
        if candidate.account.email_verified && claims.email_has_owner(None) {
            problems.push(ImportProblem::EmailExists);
        }
        let mut user = candidate.user.clone();
        user.canonical_username = claims.canonical_username.clone();
        let mut commit = Commit::default();
        commit.check(&existing.check);
        if candidate.account.email.is_none() {
            key_check::note(&mut commit, noted, &self.keyring)?;
        }
        claims.take_username(&mut commit);
        claims.check_owners(&mut commit);
        claims.file_email(self.call, &self.keyring, &mut commit, &mut user)?;
        user.email_verified = candidate.account.email_verified && user.email_index.is_some();
        if let Some(key) = &candidate.account.totp_key {
            match totp::parse_key(key) {
                Ok(key) => {
                    let platform = self.call.platform;
                    let sealed = totp::seal(platform, &self.keyring, &user.user_id, &key)?;
                    user.totp_key = Some(sealed);
                }
                Err(_) => problems.push(ImportProblem::TotpKeyInvalid),
            }
        }
        let inputs = &candidate.account.attributes;
        let added =
            attributes::add_with_account(self.call, &self.keyring, &mut commit, &mut user, inputs);
        match added {
            Err(Fault::Refused(_)) => problems.push(ImportProblem::AttributeInvalid),
            added => added?,
        }
        if !problems.is_empty() {
            return Ok(Err(ImportOutcome::Refused(problems)));
        }
        writing::add(&mut commit, &user)?;
        Ok(Ok(commit))
    }
}
