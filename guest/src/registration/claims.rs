//! What a new account lays claim to: a username, and perhaps an e-mail address.

use crate::{
    call::Call,
    canonical::{canonical_email, canonical_username},
    documents::{KeyCheck, Pointer, User},
    fault::{Fault, Result},
    key_check,
    keyring::{Keyring, Purpose},
    keys,
    store::{self, Commit, Slot},
    users::writing,
};

/// The claims, and who has them already, as of one moment.
pub struct Claims {
    /// The username in the form in which it is compared.
    pub canonical_username: String,
    email: Option<String>,
    indexes: Vec<String>,
    key_check: Slot<KeyCheck>,
    username: Slot<Pointer>,
    owners: Vec<Slot<Pointer>>,
}

impl Claims {
    /// Reads who has them.
    ///
    /// # Errors
    /// Bad request, if there is an address that is none; if storage cannot be reached.
    pub fn read(
        call: &Call<'_>,
        keyring: &Keyring,
        username: &str,
        email: Option<&str>,
    ) -> Result<Self> {
        let canonical_username = canonical_username(username);
        let indexes = match email {
            None => Vec::new(),
            Some(email) => {
                let canonical = canonical_email(email)
                    .ok_or(Fault::BadRequest("the e-mail address is malformed"))?;
                keyring.blind(Purpose::EmailIndex, &canonical)
            }
        };
        let mut wanted = vec![keys::username(&canonical_username)];
        wanted.extend(indexes.iter().map(|index| keys::email(index)));
        let (key_check, slots) = key_check::read_with(call.platform, call.now, wanted)?;
        let mut slots = slots.into_iter();
        let username = slots.next().ok_or_else(store::left_out)?;
        Ok(Self {
            canonical_username,
            email: email.map(ToOwned::to_owned),
            indexes,
            key_check,
            username,
            owners: slots.collect(),
        })
    }

    /// Somebody has the username.
    #[must_use]
    pub fn username_is_taken(&self) -> bool {
        self.username.document.is_some()
    }

    /// Somebody proved the address, under whichever key it is filed.
    #[must_use]
    pub fn email_has_owner(&self) -> bool {
        self.owners.iter().any(|owner| owner.document.is_some())
    }

    /// Takes the username for a new user. Whose it was ends with it, though nothing of an expired
    /// sign-up has to be swept yet: a confirmation that is just under way then finds nothing.
    pub fn take_username(&self, commit: &mut Commit) {
        commit.check(&self.username.check);
        if let Some(old) = &self.username.expired {
            writing::remove_expired(commit, old);
        }
    }

    /// What was said or done because of who owns the address holds only as long as they do.
    pub fn check_owners(&self, commit: &mut Commit) {
        for owner in &self.owners {
            commit.check(&owner.check);
        }
    }

    /// Writes the address into the document of a new user: sealed, and what it is filed under.
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
