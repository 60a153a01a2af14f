//! The exported interface `outbox`.

use crate::{
    call::Call,
    contract::{
        outbox::{Callback, Guest as Outbox, Message},
        types::Failure,
    },
    outbox::{self, callbacks},
};

use super::{Imports, Sso};

impl Outbox for Sso {
    fn claim(limit: u32, lease_seconds: u32) -> Result<Vec<Message>, Failure> {
        Ok(outbox::claim(
            &mut Call::begin_for_host(&Imports),
            limit,
            lease_seconds,
        )?)
    }

    fn claim_callbacks(limit: u32, lease_seconds: u32) -> Result<Vec<Callback>, Failure> {
        let call = &mut Call::begin_for_host(&Imports);
        Ok(callbacks::claim(call, limit, lease_seconds)?)
    }

    fn done(id: String, claim: String) -> Result<(), Failure> {
        Ok(outbox::done(
            &mut Call::begin_for_host(&Imports),
            &id,
            &claim,
        )?)
    }

    fn failed(id: String, claim: String) -> Result<(), Failure> {
        Ok(outbox::failed(
            &mut Call::begin_for_host(&Imports),
            &id,
            &claim,
        )?)
    }
}
