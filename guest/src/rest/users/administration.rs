//! Locking, unlocking and deleting an account, over REST.

use serde::Deserialize;

use crate::{
    call::Call,
    contract::types::Authority,
    fault::Result,
    rest::{input::Text, output::Done},
    users,
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct AboutInput {
    ust: Text,
    user_id: Text,
}

type Rule = fn(&mut Call<'_>, &Authority, &str) -> Result<()>;

fn run(call: &mut Call<'_>, input: AboutInput, rule: Rule) -> Result<Done> {
    rule(call, &Authority::Session(input.ust.0), &input.user_id.0)?;
    Ok(Done)
}

/// DELETE /user.
pub(in crate::rest) fn delete(call: &mut Call<'_>, input: AboutInput) -> Result<Done> {
    run(call, input, users::delete)
}

/// POST /user/lock.
pub(in crate::rest) fn lock(call: &mut Call<'_>, input: AboutInput) -> Result<Done> {
    run(call, input, users::lock)
}

/// DELETE /user/lock.
pub(in crate::rest) fn unlock(call: &mut Call<'_>, input: AboutInput) -> Result<Done> {
    run(call, input, users::unlock)
}
