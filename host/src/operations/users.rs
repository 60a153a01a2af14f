//! The interface `users`.

use crate::{
    error::Error,
    operations::call,
    runtime::Instance,
    sso::Sso,
    types::{Authority, Caller, CreateRequest, SearchRequest, SearchResult, TotpSetup, User},
};

impl Sso {
    /// Makes an account for the operator; returns its user ID.
    ///
    /// # Errors
    /// As `users.create`.
    pub async fn create_user(
        &self,
        caller: &Caller,
        request: &CreateRequest,
    ) -> Result<String, Error> {
        Ok(call!(self.users.call_create(caller, request))?)
    }

    /// Looks at an account.
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

    /// Sets the key of an account's one-time codes. None or empty: a random one.
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
