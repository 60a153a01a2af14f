//! The account as it is stored: how it is written and found, which account has a username or an e-mail
//! address, and which shape both have. The rules about who may do what are in the modules above.

mod claims;
mod email;
pub mod search_index;
mod shape;
mod sign_up_token;
pub(crate) mod writing;

pub use claims::{Claims, Sought};
pub use email::{mailbox, open_email};
pub use shape::{MAX_EMAIL, ordinary_username, shape_of_email, shape_of_username};
pub(crate) use shape::{contains_any, is_longer, too_long_or_empty};
pub(crate) use sign_up_token::put_token;

use crate::{
    call::Call,
    contract::types::SubStatus,
    documents::{Pointer, User},
    fault::{Fault, Result},
    keys,
    limits::USER_ID_BYTES,
    platform::Platform,
    store::{self, Found},
    timestamp::Timestamp,
};

/// The user of an ID.
///
/// # Errors
/// E001100.
pub(crate) fn user_by_id(call: &Call<'_>, user_id: &str) -> Result<Found<User>> {
    let nobody = || Fault::refused(SubStatus::UserIdInvalid);
    // A longer text is not an ID and does not fit into a key, and no key has U+0000.
    if user_id.len() > USER_ID_BYTES || user_id.contains('\0') {
        return Err(nobody());
    }
    let key = keys::user(user_id);
    let slot = store::read_one::<User>(call.platform, call.now, key)?;
    slot.found().ok_or_else(nobody)
}

/// Whether there is a super-user.
///
/// # Errors
/// If storage cannot be reached.
pub fn has_super_user(platform: &dyn Platform, now: Timestamp) -> Result<bool> {
    let range = keys::all_super_users();
    Ok(!store::scan::<Pointer>(platform, now, range, 1)?.is_empty())
}
