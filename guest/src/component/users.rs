//! The exported interface `users`.

use crate::{
    account,
    contract::{
        types::{Authority, Caller, Failure},
        users::{
            CreateRequest, Guest as Users, PasswordRequest, SearchRequest, SearchResult, TotpSetup,
            UpdateRequest, User,
        },
    },
    platform::Platform,
    totp, users,
};

use super::{Imports, Sso, call};

impl Users for Sso {
    fn create(
        caller: Caller,
        authority: Authority,
        request: CreateRequest,
    ) -> Result<String, Failure> {
        let user = users::create(&mut call(&caller), &authority, &request)?;
        Ok(user.user_id)
    }

    fn update(
        caller: Caller,
        authority: Authority,
        user_id: Option<String>,
        request: UpdateRequest,
    ) -> Result<(), Failure> {
        Ok(users::update(
            &mut call(&caller),
            &authority,
            user_id.as_deref(),
            &request.into(),
        )?)
    }

    fn delete(caller: Caller, authority: Authority, user_id: String) -> Result<(), Failure> {
        Ok(users::delete(&mut call(&caller), &authority, &user_id)?)
    }

    fn lock(caller: Caller, authority: Authority, user_id: String) -> Result<(), Failure> {
        Ok(users::lock(&mut call(&caller), &authority, &user_id)?)
    }

    fn unlock(caller: Caller, authority: Authority, user_id: String) -> Result<(), Failure> {
        Ok(users::unlock(&mut call(&caller), &authority, &user_id)?)
    }

    fn change_password(
        caller: Caller,
        authority: Authority,
        request: PasswordRequest,
    ) -> Result<(), Failure> {
        Ok(users::change_password(
            &mut call(&caller),
            &authority,
            &request,
        )?)
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
        Ok(account::has_super_user(&Imports, Imports.now())?)
    }
}
