//! Accounts: making one for the operator, looking at one, and finding them.

pub mod search;
pub mod search_index;

mod create;
mod delete;
mod describe;
mod limits;
mod lock;
mod password;
mod update;
pub(crate) mod writing;

pub use create::create;
pub use delete::delete;
pub use describe::{describe, mailbox, open_email};
pub use lock::{lock, unlock};
pub use password::change_password;
pub use update::{Changes, update};

use crate::{
    access::{self, Case},
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users,
    },
    documents::{Pointer, User},
    fault::{Fault, Result},
    keyring::Keyring,
    keys,
    platform::Platform,
    store::{self, Found},
    timestamp::Timestamp,
};

/// Bytes of a user ID.
const MAX_USER_ID: usize = 191;

/// Looks at an account, with what the caller may see of it.
///
/// # Errors
/// As `users.get` in `wit/`.
pub fn get(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: Option<&str>,
) -> Result<users::User> {
    call.audited("user.get_user", |call| {
        let refusal = SubStatus::AuthNotAllowed;
        let case = access::require_self_or_super_user(call, authority, user_id, refusal)?;
        let keyring = Keyring::load(call.platform)?;
        Ok(describe(&keyring, &case.user, case.is_by_super_user()))
    })
}

/// The user of an ID.
///
/// # Errors
/// E001100.
pub(crate) fn find(call: &Call<'_>, user_id: &str) -> Result<Found<User>> {
    let nobody = || Fault::refused(SubStatus::UserIdInvalid);
    // None of ours is longer, and it would not fit into a key.
    if user_id.len() > MAX_USER_ID {
        return Err(nobody());
    }
    let key = keys::user(user_id);
    let slot = store::read_one::<User>(call.platform, call.now, key)?;
    slot.found().ok_or_else(nobody)
}

/// Requires a super-user or the operator, and somebody the operation is about.
///
/// # Errors
/// The codes of a UST; E005001; E001100 if there is no such user.
fn require_super_user_about(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: &str,
) -> Result<Case> {
    let access = access::require_super_user(call, authority)?;
    let user = find(call, user_id)?;
    call.target = Some(user.user_id.clone());
    Ok(Case { access, user })
}

/// Requires that there is a person: nothing is put back into what remains of a rejected one.
///
/// # Errors
/// E008001.
fn require_person(user: &User) -> Result<()> {
    if user.is_erased() {
        return Err(Fault::refused(SubStatus::CommonInvalidOperation));
    }
    Ok(())
}

/// Whether there is a super-user.
///
/// # Errors
/// If storage cannot be reached.
pub fn has_super_user(platform: &dyn Platform, now: Timestamp) -> Result<bool> {
    let range = keys::all_super_users();
    Ok(!store::scan::<Pointer>(platform, now, &range, 1, 0)?.is_empty())
}
