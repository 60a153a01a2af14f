//! What an account lays claim to, now or from now on: a username, an e-mail address, or both.

use crate::{
    account::writing,
    call::Call,
    canonical::{canonical_email, canonical_username},
    documents::{KeyCheck, Pointer, User},
    fault::Result,
    key_check,
    keyring::{Keyring, Purpose},
    keys,
    store::{Commit, Slot},
};

/// The claims, and who has them already, as of one moment.
pub struct Claims {
    /// The username in the form in which it is compared.
    pub canonical_username: Option<String>,
    email: Option<String>,
    indexes: Vec<String>,
    key_check: Slot<KeyCheck>,
    username: Option<Slot<Pointer>>,
    owners: Vec<Slot<Pointer>>,
}

impl Claims {
    /// Reads who has them. A text that is no address can be nobody's.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub fn read(
        call: &Call<'_>,
        keyring: &Keyring,
        username: Option<&str>,
        email: Option<&str>,
    ) -> Result<Self> {
        let canonical_username = username.map(canonical_username);
        let canonical_email = email.and_then(canonical_email);
        let indexes = canonical_email
            .map(|canonical| keyring.blind(Purpose::EmailIndex, &canonical))
            .unwrap_or_default();
        let mut wanted = Vec::from_iter(canonical_username.as_deref().map(keys::username));
        wanted.extend(indexes.iter().map(|index| keys::email(index)));
        let (key_check, slots) = key_check::read_with(call.platform, call.now, wanted)?;
        let mut slots = slots.into_iter();
        let username = canonical_username.as_ref().and_then(|_| slots.next());
        Ok(Self {
            canonical_username,
            email: email.map(ToOwned::to_owned),
            indexes,
            key_check,
            username,
            owners: slots.collect(),
        })
    }

    /// Somebody has the username, who is not this user.
    #[must_use]
    pub fn username_is_taken(&self, by_other_than: Option<&str>) -> bool {
        self.username
            .as_ref()
            .is_some_and(|username| is_others(username, by_other_than))
    }

    /// Somebody proved the address, under whichever key it is filed, who is not this user.
    #[must_use]
    pub fn email_has_owner(&self, other_than: Option<&str>) -> bool {
        let mut owners = self.owners.iter();
        owners.any(|owner| is_others(owner, other_than))
    }

    /// Takes the username. Whose it was ends with it, though nothing of an expired sign-up has to
    /// be swept yet: a confirmation that is just under way then finds nothing.
    pub fn take_username(&self, commit: &mut Commit) {
        if let Some(username) = &self.username {
            commit.check(&username.check);
            if let Some(old) = &username.expired {
                writing::remove_expired(commit, old);
            }
        }
    }

    /// What was said or done because of who owns the address holds only as long as they do.
    pub fn check_owners(&self, commit: &mut Commit) {
        for owner in &self.owners {
            commit.check(&owner.check);
        }
    }

    /// Writes the address into the document of a user: sealed, and what it is filed under, if it
    /// is an address.
    /// The commit notes the key.
    ///
    /// # Errors
    /// As [`Keyring::seal`].
    pub fn file_email(
        &self,
        call: &Call<'_>,
        keyring: &Keyring,
        commit: &mut Commit,
        user: &mut User,
    ) -> Result<()> {
        if let Some(email) = &self.email {
            key_check::note(commit, &self.key_check, keyring)?;
            let associated = keys::user(&user.user_id);
            let bytes = email.as_bytes();
            user.email = Some(keyring.seal(call.platform, Purpose::Email, &associated, bytes)?);
            user.email_index = self.indexes.first().cloned();
        }
        Ok(())
    }
}

fn is_others(pointer: &Slot<Pointer>, than: Option<&str>) -> bool {
    let document = pointer.document.as_ref();
    document.is_some_and(|pointer| Some(&*pointer.user_id) != than)
}
