//! The exported interface `attributes`.

use crate::{
    attributes,
    contract::{
        attributes::{Attribute, AttributeInput, AttributeOwner, Guest as Attributes},
        types::{Authority, Caller, Failure},
    },
};

use super::{Sso, call};

impl Attributes for Sso {
    fn create(
        caller: Caller,
        authority: Authority,
        owner: AttributeOwner,
        inputs: Vec<AttributeInput>,
    ) -> Result<(), Failure> {
        let call = &mut call(&caller);
        Ok(attributes::create(call, &authority, &owner, &inputs)?)
    }

    fn update(
        caller: Caller,
        authority: Authority,
        owner: AttributeOwner,
        inputs: Vec<AttributeInput>,
    ) -> Result<(), Failure> {
        let call = &mut call(&caller);
        Ok(attributes::update(call, &authority, &owner, &inputs)?)
    }

    fn set(
        caller: Caller,
        authority: Authority,
        owner: AttributeOwner,
        inputs: Vec<AttributeInput>,
    ) -> Result<(), Failure> {
        let call = &mut call(&caller);
        Ok(attributes::set(call, &authority, &owner, &inputs)?)
    }

    fn delete(
        caller: Caller,
        authority: Authority,
        owner: AttributeOwner,
        names: Vec<String>,
    ) -> Result<(), Failure> {
        let call = &mut call(&caller);
        Ok(attributes::delete(call, &authority, &owner, &names)?)
    }

    fn get(
        caller: Caller,
        authority: Authority,
        owner: AttributeOwner,
        names: Vec<String>,
        decrypt: bool,
    ) -> Result<Vec<Option<Attribute>>, Failure> {
        let call = &mut call(&caller);
        Ok(attributes::get(call, &authority, &owner, &names, decrypt)?)
    }

    fn exists(
        caller: Caller,
        authority: Authority,
        owner: AttributeOwner,
        names: Vec<String>,
    ) -> Result<Vec<bool>, Failure> {
        let call = &mut call(&caller);
        Ok(attributes::exists(call, &authority, &owner, &names)?)
    }

    fn names(
        caller: Caller,
        authority: Authority,
        owner: AttributeOwner,
    ) -> Result<Vec<String>, Failure> {
        let call = &mut call(&caller);
        Ok(attributes::names(call, &authority, &owner)?)
    }
}
