//! Accounts, over REST: reading one, and code that the other operations share.

mod account;
mod administration;
mod create;
mod password;
mod totp;
mod update;

pub(super) use administration::{delete, lock, unlock};
pub(super) use create::create;
pub(super) use password::change_password;
pub(super) use totp::reset_totp;
pub(super) use update::update;

use serde::Deserialize;

use crate::{
    call::Call,
    contract::{Datetime, types::Authority},
    fault::Result,
    rest::{
        input::{Text, given},
        output::Fields,
    },
    timestamp::Timestamp,
    users,
};

pub(super) use account::Account;
#[cfg(test)]
pub(super) use account::words;

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct GetInput {
    ust: Text,
    user_id: Option<Text>,
}

/// GET /user.
pub(super) fn get(call: &mut Call<'_>, input: GetInput) -> Result<Fields<Account>> {
    let user_id = given(input.user_id);
    let authority = Authority::Session(input.ust.0);
    let user = users::get(call, &authority, user_id.as_deref())?;
    Ok(Fields(Account::from(user)))
}

/// A date in the format of the API.
pub(super) fn iso(datetime: &Datetime) -> String {
    Timestamp::from_clock(datetime.seconds, datetime.nanoseconds).to_iso()
}
