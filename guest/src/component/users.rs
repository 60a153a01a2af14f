//! The exported interface `users`.

use crate::{
    contract::{
        types::{Authority, Caller, Failure},
        users::{CreateRequest, Guest as Users, SearchRequest, SearchResult, TotpSetup, User},
    },
    platform::Platform,
    totp, users,
};

use super::{Imports, Sso, call};

impl Users for Sso {
    fn create(caller: Caller, request: CreateRequest) -> Result<String, Failure> {
        Ok(users::create(&mut call(&caller), &request)?)
    }

    fn get(caller: Caller, authority: Authority, user_id: Option<String>) -> Result<User, Failure> {
        Ok(users::get(
            &mut call(&caller),
            &authority,
            user_id.as_deref(),
        )?)
    }

    fn search(
        caller: Caller,
        authority: Authority,
        request: SearchRequest,
    ) -> Result<SearchResult, Failure> {
        Ok(users::search::search(
            &mut call(&caller),
            &authority,
            &Ok(request),
        )?)
    }

    fn reset_totp(
        caller: Caller,
        authority: Authority,
        user_id: Option<String>,
        totp_key: Option<String>,
        totp_label: Option<String>,
    ) -> Result<TotpSetup, Failure> {
        Ok(totp::reset(
            &mut call(&caller),
            &authority,
            user_id.as_deref(),
            totp_key.as_deref(),
            totp_label.as_deref(),
        )?)
    }

    fn has_super_user() -> Result<bool, Failure> {
        Ok(users::has_super_user(&Imports, Imports.now())?)
    }
}
