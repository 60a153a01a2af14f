//! The exported interface `configuration`.

use crate::{
    configuration,
    contract::{
        configuration::{Guest as Configuration, Problem, Setting},
        types::Failure,
    },
};

use super::{Imports, Sso};

impl Configuration for Sso {
    fn stanzas() -> Vec<String> {
        configuration::stanzas()
    }

    fn check() -> Vec<Problem> {
        configuration::check(&Imports)
    }

    fn prepare() -> Result<Vec<Problem>, Failure> {
        configuration::prepare(&Imports)
    }

    fn effective() -> Vec<Setting> {
        configuration::effective(&Imports)
    }
}
