//! The interface `configuration`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Problem, Setting},
};

impl Sso {
    /// Everything wrong with the settings. The builder asks, and refuses to build.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn check_settings(&self) -> Result<Vec<Problem>, Error> {
        Ok(call!(self.configuration.call_check()))
    }

    /// Compares the secret keys with those the data needs. The builder does it once.
    ///
    /// # Errors
    /// As `configuration.prepare`.
    pub async fn prepare(&self) -> Result<Vec<Problem>, Error> {
        Ok(call!(self.configuration.call_prepare())?)
    }

    /// All settings as they apply, without secrets.
    ///
    /// # Errors
    /// Only if the component fails.
    pub async fn effective_settings(&self) -> Result<Vec<Setting>, Error> {
        Ok(call!(self.configuration.call_effective()))
    }
}
