//! The exported interface `sessions`.

use crate::{
    contract::{
        Datetime,
        registration::ListPage,
        sessions::{Guest as Sessions, Session, SessionPage, Which},
        types::{Authority, Caller, Failure},
    },
    sessions::{self, Whose},
};

use super::{Sso, call};

impl Sessions for Sso {
    fn verify(caller: Caller, ust: String) -> Result<Option<Session>, Failure> {
        Ok(sessions::verify(&mut call(&caller), &ust)?)
    }

    fn renew(caller: Caller, ust: String) -> Result<Datetime, Failure> {
        Ok(sessions::renew(&mut call(&caller), &ust)?.into())
    }

    fn get(caller: Caller, authority: Authority, target_ust: String) -> Result<Session, Failure> {
        Ok(sessions::get(&mut call(&caller), &authority, &target_ust)?)
    }

    fn list(
        caller: Caller,
        authority: Authority,
        user_id: Option<String>,
        page: ListPage,
    ) -> Result<SessionPage, Failure> {
        let whose = Whose::User {
            authority: &authority,
            user_id: user_id.as_deref(),
        };
        Ok(sessions::list(&mut call(&caller), Some(&whose), &page)?)
    }

    fn end(
        caller: Caller,
        authority: Authority,
        user_id: Option<String>,
        which: Which,
    ) -> Result<(), Failure> {
        Ok(sessions::end(
            &mut call(&caller),
            &authority,
            user_id.as_deref(),
            Some(&which),
        )?)
    }
}
