//! The interface `configuration`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Problem, Setting},
};

impl Sso {
    /// Lists the names of the stanzas that the component knows.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn stanzas(&self) -> Result<Vec<String>, Error> {
        self.runtime().stanzas().await
    }

    /// Lists the problems of the settings. `build` calls it, and fails if there are any.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn check_settings(&self) -> Result<Vec<Problem>, Error> {
        Ok(call!(self.configuration.call_check()))
    }

    /// Compares the secret keys with those the data needs. `build` calls it once.
    ///
    /// # Errors
    /// As `configuration.prepare`.
    pub async fn prepare(&self) -> Result<Vec<Problem>, Error> {
        Ok(call!(self.configuration.call_prepare())?)
    }

    /// Lists all settings in force, without secrets.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn effective_settings(&self) -> Result<Vec<Setting>, Error> {
        Ok(call!(self.configuration.call_effective()))
    }
}
