//! The hashes that an operation has computed already: an operation that lost a race starts over, but
//! does not compute the same hash again.

use crate::{
    fault::Result,
    passwords::{self, Verdict},
    platform::Platform,
    settings::password::Password,
};

/// The checks and hashes of one operation.
#[derive(Default)]
pub struct Proof {
    /// A stored hash, and the result of the check against it.
    verdict: Option<(Option<String>, Verdict)>,
    /// A password, and its hash.
    hash: Option<(String, String)>,
}

impl Proof {
    /// Checks the password of the operation, unless it was checked against the same stored hash before.
    ///
    /// # Errors
    /// As [`passwords::verify`].
    pub fn verify(
        &mut self,
        platform: &dyn Platform,
        settings: &Password,
        stored: Option<&str>,
        password: &str,
    ) -> Result<Verdict> {
        if let Some((of, verdict)) = &self.verdict
            && of.as_deref() == stored
        {
            return Ok(*verdict);
        }
        let verdict = passwords::verify(platform, settings, stored, password)?;
        self.verdict = Some((stored.map(ToOwned::to_owned), verdict));
        Ok(verdict)
    }

    /// Hashes a password, unless it was hashed before.
    ///
    /// # Errors
    /// As [`passwords::hash`].
    pub fn hash(
        &mut self,
        platform: &dyn Platform,
        settings: &Password,
        password: &str,
    ) -> Result<String> {
        if let Some((of, hash)) = &self.hash
            && of == password
        {
            return Ok(hash.clone());
        }
        let hash = passwords::hash(platform, settings, password)?;
        self.hash = Some((password.to_owned(), hash.clone()));
        Ok(hash)
    }
}
