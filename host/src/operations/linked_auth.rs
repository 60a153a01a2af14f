//! The interface `linked-auth`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Authority, Caller, Definition, Link},
};

impl Sso {
    /// Lists the links of an account.
    ///
    /// # Errors
    /// As `linked-auth.get-list`.
    pub async fn links(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: Option<&str>,
    ) -> Result<Vec<Link>, Error> {
        Ok(call!(
            self.linked_auth.call_get_list(caller, authority, user_id)
        )?)
    }

    /// Links an account to a credential of the settings.
    ///
    /// # Errors
    /// As `linked-auth.create`.
    pub async fn create_link(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: &str,
        definition: &Definition,
        is_active: bool,
    ) -> Result<(), Error> {
        Ok(call!(self.linked_auth.call_create(
            caller, authority, user_id, definition, is_active
        ))?)
    }

    /// Removes a link and ends the sessions that were opened through it.
    ///
    /// # Errors
    /// As `linked-auth.delete`.
    pub async fn delete_link(
        &self,
        caller: &Caller,
        authority: &Authority,
        user_id: &str,
        definition: &Definition,
    ) -> Result<(), Error> {
        Ok(call!(
            self.linked_auth
                .call_delete(caller, authority, user_id, definition)
        )?)
    }

    /// Opens a session for the account that is linked to a Basic credential, and returns its UST;
    /// `None` if there is no such account.
    ///
    /// # Errors
    /// As `linked-auth.log-in`.
    pub async fn log_in_linked(
        &self,
        caller: &Caller,
        username: &str,
        password: &str,
    ) -> Result<Option<String>, Error> {
        Ok(call!(
            self.linked_auth.call_log_in(caller, username, password)
        )?)
    }

    /// Hashes a password for `[[linked_auth.definition]]`.
    ///
    /// # Errors
    /// As `linked-auth.hash-password`.
    pub async fn hash_password(&self, password: &str) -> Result<String, Error> {
        Ok(call!(self.linked_auth.call_hash_password(password))?)
    }
}
