//! The exported interface `registration`.

use crate::{
    contract::{
        registration::{
            Guest as Registration, ListPage, PendingSignup, SignupRequest, SignupVerdict,
        },
        types::{Authority, Caller, Failure},
    },
    registration,
};

use super::{Sso, call};

impl Registration for Sso {
    fn signup(
        caller: Caller,
        request: SignupRequest,
        verdict: Option<SignupVerdict>,
    ) -> Result<String, Failure> {
        Ok(registration::signup(
            &mut call(&caller),
            &request,
            verdict.as_ref(),
        )?)
    }

    fn confirm(caller: Caller, confirm_token: String) -> Result<(), Failure> {
        Ok(registration::confirm(&mut call(&caller), &confirm_token)?)
    }

    fn disown(caller: Caller, confirm_token: String) -> Result<(), Failure> {
        Ok(registration::disown(&mut call(&caller), &confirm_token)?)
    }

    fn pending(
        caller: Caller,
        authority: Authority,
        page: ListPage,
    ) -> Result<Vec<PendingSignup>, Failure> {
        Ok(registration::pending(
            &mut call(&caller),
            &authority,
            &page,
        )?)
    }

    fn approve(caller: Caller, authority: Authority, user_id: String) -> Result<(), Failure> {
        Ok(registration::approve(
            &mut call(&caller),
            &authority,
            &user_id,
        )?)
    }

    fn reject(
        caller: Caller,
        authority: Authority,
        user_id: String,
        reason: Option<String>,
    ) -> Result<(), Failure> {
        Ok(registration::reject(
            &mut call(&caller),
            &authority,
            &user_id,
            reason.as_deref(),
        )?)
    }
}
