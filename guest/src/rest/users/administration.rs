//! Locking, unlocking and deleting an account, over REST.

use serde::Deserialize;

use crate::{
    call::Call,
    contract::{rest::Request, types::Authority},
    fault::Result,
    rest::{
        input::{Input, Text},
        output::{Answer, done},
    },
    users,
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::rest) struct AboutInput {
    ust: Text,
    user_id: Text,
}

type Operation = fn(&mut Call<'_>, &Authority, &str) -> Result<()>;

fn run(call: &mut Call<'_>, input: &Input, operation: Operation) -> Result<Answer> {
    input.require_current_app()?;
    let input: AboutInput = input.read()?;
    operation(call, &Authority::Session(input.ust.0), &input.user_id.0)?;
    Ok(done())
}

/// DELETE /user.
pub(in crate::rest) fn delete(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    run(call, input, users::delete)
}

/// POST /user/lock.
pub(in crate::rest) fn lock(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    run(call, input, users::lock)
}

/// DELETE /user/lock.
pub(in crate::rest) fn unlock(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    run(call, input, users::unlock)
}
