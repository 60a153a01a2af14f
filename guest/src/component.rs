//! The component: the only place that calls the imported functions and implements the exported
//! ones, one file an interface. Everything here hands over and nothing decides.

#![allow(
    unsafe_code,
    reason = "the export macro of wit-bindgen expands to the component's entry points"
)]

mod attributes;
mod authentication;
mod configuration;
mod imports;
mod linked_auth;
mod maintenance;
mod outbox;
mod password_reset;
mod registration;
mod rest;
mod sessions;
mod users;

use crate::{call::Call, contract::types::Caller};

pub use imports::Imports;

/// The exports of the world.
pub struct Sso;

fn call(caller: &Caller) -> Call<'static> {
    Call::begin(&Imports, caller)
}

// A native linker does not accept the names of the entry points as symbols.
#[cfg(target_family = "wasm")]
crate::contract::export!(Sso with_types_in crate::contract);
