//! Stanza `login`: what a refused login may tell.

use crate::settings::stanza;

stanza! {
    /// Stanza `login`.
    Login = "login" from login {
        reject_if_not_listed: bool = false,
        inform_if_locked: bool = true,
        inform_if_not_confirmed: bool = true,
        inform_if_not_approved: bool = true,
    }
}
