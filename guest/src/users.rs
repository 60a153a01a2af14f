//! Accounts: how super-users, the operator and the users themselves create, look at, search, change, lock
//! and delete them.

pub mod search;

mod create;
mod delete;
mod describe;
mod limits;
mod lock;
mod password;
mod update;

pub use create::create;
pub use delete::delete;
pub use describe::describe_user;
pub use lock::{lock, unlock};
pub use password::change_password;
pub use update::{Changes, update};

use crate::{
    access::{self, Case},
    account,
    call::Call,
    contract::{
        types::{Authority, SubStatus},
        users,
    },
    documents::User,
    fault::{Fault, Result},
};

/// Looks at an account. Returns what the caller may see of it.
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
        let keyring = call.keyring()?;
        Ok(describe_user(&keyring, &case.user, case.is_by_super_user()))
    })
}

/// Requires a super-user or the operator, and the user concerned.
///
/// # Errors
/// The codes of a UST; E005001; E001100 if there is no such user.
fn require_super_user_about(
    call: &mut Call<'_>,
    authority: &Authority,
    user_id: &str,
) -> Result<Case> {
    let access = access::require_super_user(call, authority)?;
    let user = account::user_by_id(call, user_id)?;
    call.target = Some(user.user_id.clone());
    Ok(Case { access, user })
}

/// Requires that an account is not erased: nothing is written into an erased account any more.
///
/// # Errors
/// E008001.
fn require_not_erased(user: &User) -> Result<()> {
    if user.is_erased() {
        return Err(Fault::refused(SubStatus::CommonInvalidOperation));
    }
    Ok(())
}
