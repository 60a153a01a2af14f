//! The exported interface `linked-auth`.

use crate::{
    contract::{
        linked_auth::{Definition, Guest as LinkedAuth, Link},
        types::{Authority, Caller, Failure},
    },
    linked_auth,
};

use super::{Imports, Sso, call};

impl LinkedAuth for Sso {
    fn get_list(
        caller: Caller,
        authority: Authority,
        user_id: Option<String>,
    ) -> Result<Vec<Link>, Failure> {
        let user_id = user_id.as_deref();
        Ok(linked_auth::get_list(
            &mut call(&caller),
            &authority,
            user_id,
        )?)
    }

    fn create(
        caller: Caller,
        authority: Authority,
        user_id: String,
        definition: Definition,
        is_active: bool,
    ) -> Result<(), Failure> {
        let call = &mut call(&caller);
        let created = linked_auth::create(call, &authority, &user_id, &definition, is_active);
        Ok(created?)
    }

    fn delete(
        caller: Caller,
        authority: Authority,
        user_id: String,
        definition: Definition,
    ) -> Result<(), Failure> {
        let call = &mut call(&caller);
        Ok(linked_auth::delete(
            call,
            &authority,
            &user_id,
            &definition,
        )?)
    }

    fn log_in(
        caller: Caller,
        username: String,
        password: String,
    ) -> Result<Option<String>, Failure> {
        let call = &mut call(&caller);
        Ok(linked_auth::log_in(call, &username, &password)?)
    }

    fn hash_password(password: String) -> Result<String, Failure> {
        Ok(linked_auth::hash_password(&Imports, &password)?)
    }
}
