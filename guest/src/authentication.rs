//! Login and logout.
//!
//! The order of a login's steps is the order of what may be disclosed: before the password is
//! proven, every refusal looks the same, whether the account exists or not.
//!
//! 1. [`admit`]: the application, the client, the account as it is stored; the attempt is counted.
//! 2. [`prove`]: the password, then the second factor.
//! 3. [`entry`]: whether this user may log in now, from here.
//! 4. [`new_password`]: the password that is set along with the login, if there is one.
//! 5. [`write`](mod@write): one commit with the changed account and the new session.

mod admit;
mod client;
mod entry;
mod logout;
mod new_password;
mod prove;
mod write;

pub use logout::logout;

use crate::{
    call::Call,
    contract::authentication::{LoginRequest, LoginResponse},
    fault::Result,
    throttling::PasswordAttempt,
};

use admit::admit;
use entry::require_may_enter;
use new_password::new_password;
use prove::{prove_password, second_factor};
use write::{Entering, write};

/// Checks a password and begins a session.
///
/// # Errors
/// As `authentication.login` in `wit/`.
pub fn login(call: &mut Call<'_>, request: &LoginRequest) -> Result<LoginResponse> {
    let mut attempt = PasswordAttempt::default();
    call.audited("user.login", |call| {
        let outcome = log_in_once(call, request, &mut attempt);
        let response = attempt.settle(call, outcome)?;
        call.warnings.clone_from(&response.warnings);
        Ok(response)
    })
}

fn log_in_once(
    call: &mut Call<'_>,
    request: &LoginRequest,
    attempt: &mut PasswordAttempt,
) -> Result<LoginResponse> {
    let admitted = admit(call, request, attempt)?;
    let proven = prove_password(call, request, admitted.account, attempt)?;
    let used_step = second_factor(call, &proven.user, request)?;
    require_may_enter(call, &proven.user, &admitted.client, request)?;
    let password = new_password(call, &proven, request, attempt)?;
    let entering = Entering {
        user: proven.user,
        client: admitted.client,
        used_step,
        password,
    };
    write(call, entering, attempt)
}
