//! The interface `password-reset`.

use crate::{error::Error, runtime::call, sso::Sso, types::Caller};

impl Sso {
    /// Asks for a mail with a password reset token.
    ///
    /// # Errors
    /// As `password-reset.begin`.
    pub async fn begin_password_reset(
        &self,
        caller: &Caller,
        credential: &str,
    ) -> Result<(), Error> {
        Ok(call!(self.password_reset.call_begin(caller, credential))?)
    }

    /// Exchanges the mailed token for a reset key.
    ///
    /// # Errors
    /// As `password-reset.exchange`.
    pub async fn exchange_password_reset(
        &self,
        caller: &Caller,
        token: &str,
    ) -> Result<String, Error> {
        Ok(call!(self.password_reset.call_exchange(caller, token))?)
    }

    /// Sets a new password with token and reset key.
    ///
    /// # Errors
    /// As `password-reset.complete`.
    pub async fn complete_password_reset(
        &self,
        caller: &Caller,
        token: &str,
        reset_key: &str,
        password: &str,
    ) -> Result<(), Error> {
        Ok(call!(
            self.password_reset
                .call_complete(caller, token, reset_key, password)
        )?)
    }
}
