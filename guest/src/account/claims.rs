//! Claims: the username and the e-mail address that an account has or wants, each of which only one
//! account can have.

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

/// A username and an address whose owners are sought.
#[derive(Clone)]
pub struct Sought {
    canonical_username: Option<String>,
    email: Option<String>,
    indexes: Vec<String>,
}

impl Sought {
    /// A text that is not an address belongs to no account.
    #[must_use]
    pub fn new(keyring: &Keyring, username: Option<&str>, email: Option<&str>) -> Self {
        let canonical_email = email.and_then(canonical_email);
        let blind = |canonical: String| keyring.blind(Purpose::EmailIndex, &canonical);
        Self {
            canonical_username: username.map(canonical_username),
            email: email.map(ToOwned::to_owned),
            indexes: canonical_email.map(blind).unwrap_or_default(),
        }
    }

    /// The keys that show the owners.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::from_iter(self.canonical_username.as_deref().map(keys::username));
        keys.extend(self.indexes.iter().map(|index| keys::email(index)));
        keys
    }
}

/// The claims of an account, and the accounts that have them already, as of one moment.
pub struct Claims {
    /// The canonical form of the username.
    pub canonical_username: Option<String>,
    email: Option<String>,
    indexes: Vec<String>,
    key_check: Slot<KeyCheck>,
    username: Option<Slot<Pointer>>,
    owners: Vec<Slot<Pointer>>,
}

impl Claims {
    /// Reads which accounts have the username and the address. A text that is not an address belongs to
    /// no account.
    ///
    /// # Errors
    /// If storage cannot be reached.
    pub fn read(
        call: &Call<'_>,
        keyring: &Keyring,
        username: Option<&str>,
        email: Option<&str>,
    ) -> Result<Self> {
        let sought = Sought::new(keyring, username, email);
        let (key_check, slots) = key_check::read_with(call.platform, call.now, sought.keys())?;
        Ok(Self::found(sought, key_check, slots))
    }

    /// The claims to what was sought, from the documents of [`Sought::keys`].
    #[must_use]
    pub fn found(sought: Sought, key_check: Slot<KeyCheck>, slots: Vec<Slot<Pointer>>) -> Self {
        let mut slots = slots.into_iter();
        let username = sought
            .canonical_username
            .as_ref()
            .and_then(|_| slots.next());
        Self {
            canonical_username: sought.canonical_username,
            email: sought.email,
            indexes: sought.indexes,
            key_check,
            username,
            owners: slots.collect(),
        }
    }

    /// Whether another account than this one has the username.
    #[must_use]
    pub fn username_is_taken(&self, user_id: Option<&str>) -> bool {
        self.username
            .as_ref()
            .is_some_and(|username| belongs_to_another(username, user_id))
    }

    /// Whether another account than this one has proven the address, under any of the secret keys.
    #[must_use]
    pub fn email_has_owner(&self, user_id: Option<&str>) -> bool {
        let mut owners = self.owners.iter();
        owners.any(|owner| belongs_to_another(owner, user_id))
    }

    /// Takes the username. The same commit removes the expired account that had it, even if it is not
    /// swept yet, so that a concurrent confirmation finds nothing.
    pub fn take_username(&self, commit: &mut Commit) {
        if let Some(username) = &self.username {
            commit.check(&username.check);
            if let Some(old) = &username.expired {
                writing::remove_expired(commit, old);
            }
        }
    }

    /// Makes a commit conditional: the owner of the address has not changed since the read.
    pub fn check_owners(&self, commit: &mut Commit) {
        for owner in &self.owners {
            commit.check(&owner.check);
        }
    }

    /// Writes the address into the document of a user: sealed, and, if the text is an address, the index
    /// that it is found by. The commit notes the key.
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

fn belongs_to_another(pointer: &Slot<Pointer>, user_id: Option<&str>) -> bool {
    let document = pointer.document.as_ref();
    document.is_some_and(|pointer| Some(&*pointer.user_id) != user_id)
}
