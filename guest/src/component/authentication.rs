//! The exported interface `authentication`.

use crate::{
    authentication,
    contract::{
        authentication::{Guest as Authentication, LoginRequest, LoginResponse},
        types::{Caller, Failure},
    },
};

use super::{Sso, call};

impl Authentication for Sso {
    fn login(caller: Caller, request: LoginRequest) -> Result<LoginResponse, Failure> {
        Ok(authentication::login(&mut call(&caller), &request)?)
    }

    fn logout(caller: Caller, ust: String) -> Result<(), Failure> {
        Ok(authentication::logout(&mut call(&caller), &ust)?)
    }
}
