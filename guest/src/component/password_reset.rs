//! The exported interface `password-reset`.

use crate::{
    contract::{
        password_reset::Guest as PasswordReset,
        types::{Caller, Failure},
    },
    password_reset,
};

use super::{Sso, call};

impl PasswordReset for Sso {
    fn begin(caller: Caller, credential: String) -> Result<(), Failure> {
        Ok(password_reset::begin(&mut call(&caller), &credential)?)
    }

    fn exchange(caller: Caller, token: String) -> Result<String, Failure> {
        Ok(password_reset::exchange(&mut call(&caller), &token)?)
    }

    fn complete(
        caller: Caller,
        token: String,
        reset_key: String,
        password: String,
    ) -> Result<(), Failure> {
        let call = &mut call(&caller);
        Ok(password_reset::complete(
            call, &token, &reset_key, &password,
        )?)
    }
}
