//! The interface `users`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{
        Authority, Caller, CreateRequest, PasswordRequest, SearchRequest, SearchResult, TotpSetup,
        UpdateRequest, User,
    },
};

impl Sso {
    /// Creates an account; returns its user ID.
    ///
    /// # Errors
    /// As `users.create`.
    pub async fn create_user(
        &self,
        caller: &Caller,
        authority: &Authority,
        request: &CreateRequest,
    ) -> Result<String, Error> {
        Ok(call!(self.users.call_create(caller, authority, request))?)
    }

    /// Changes an account.
    ///
    /// # Errors
    /// As `users.update`.
    pub async fn update_user(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: Option<&str>,
        request: &UpdateRequest,
    ) -> Result<(), Error> {
        Ok(call!(
            self.users.call_update(caller, authority, user_id, request)
        )?)
    }

    /// Deletes an account with everything under it.
    ///
    /// # Errors
    /// As `users.delete`.
    pub async fn delete_user(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: &str,
    ) -> Result<(), Error> {
        Ok(call!(self.users.call_delete(caller, authority, user_id))?)
    }

    /// Locks an account and ends its sessions.
    ///
    /// # Errors
    /// As `users.lock`.
    pub async fn lock_user(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: &str,
    ) -> Result<(), Error> {
        Ok(call!(self.users.call_lock(caller, authority, user_id))?)
    }

    /// Unlocks an account.
    ///
    /// # Errors
    /// As `users.unlock`.
    pub async fn unlock_user(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: &str,
    ) -> Result<(), Error> {
        Ok(call!(self.users.call_unlock(caller, authority, user_id))?)
    }

    /// Sets a password.
    ///
    /// # Errors
    /// As `users.change-password`.
    pub async fn change_password(
        &self,
        caller: &Caller,
        authority: &Authority,
        request: &PasswordRequest,
    ) -> Result<(), Error> {
        Ok(call!(
            self.users.call_change_password(caller, authority, request)
        )?)
    }

    /// Returns an account.
    ///
    /// # Errors
    /// As `users.get`.
    pub async fn user(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: Option<&str>,
    ) -> Result<User, Error> {
        Ok(call!(self.users.call_get(caller, authority, user_id))?)
    }

    /// Finds accounts.
    ///
    /// # Errors
    /// As `users.search`.
    pub async fn search_users(
        &self,
        caller: &Caller,
        authority: &Authority,
        request: &SearchRequest,
    ) -> Result<SearchResult, Error> {
        Ok(call!(self.users.call_search(caller, authority, request))?)
    }

    /// Sets the TOTP key of an account. `None` or empty: a random key.
    ///
    /// # Errors
    /// As `users.reset-totp`.
    pub async fn reset_totp(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: Option<&str>,
        totp_key: Option<&str>,
        totp_label: Option<&str>,
    ) -> Result<TotpSetup, Error> {
        Ok(call!(self.users.call_reset_totp(
            caller, authority, user_id, totp_key, totp_label
        ))?)
    }

    /// Whether there is a super-user.
    ///
    /// # Errors
    /// As `users.has-super-user`.
    pub async fn has_super_user(&self) -> Result<bool, Error> {
        Ok(call!(self.users.call_has_super_user())?)
    }
}
