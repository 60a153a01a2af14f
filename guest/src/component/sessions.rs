//! The exported interface `sessions`.

use crate::{
    contract::{
        Datetime,
        sessions::{Guest as Sessions, Session},
        types::{Caller, Failure},
    },
    sessions,
};

use super::{Sso, call};

impl Sessions for Sso {
    fn verify(caller: Caller, ust: String) -> Result<Option<Session>, Failure> {
        Ok(sessions::verify(&mut call(&caller), &ust)?)
    }

    fn renew(caller: Caller, ust: String) -> Result<Datetime, Failure> {
        Ok(sessions::renew(&mut call(&caller), &ust)?.into())
    }
}
