//! The interface `attributes`.

use crate::{
    error::Error,
    runtime::call,
    sso::Sso,
    types::{Attribute, AttributeInput, AttributeOwner, Authority, Caller},
};

impl Sso {
    /// Creates attributes, all or none.
    ///
    /// # Errors
    /// As `attributes.create`.
    pub async fn create_attributes(
        &self,
        caller: &Caller,
        authority: &Authority,
        owner: &AttributeOwner,
        attributes: &[AttributeInput],
    ) -> Result<(), Error> {
        let created = call!(
            self.attributes
                .call_create(caller, authority, owner, attributes)
        );
        Ok(created?)
    }

    /// Changes attributes that exist, all or none.
    ///
    /// # Errors
    /// As `attributes.update`.
    pub async fn update_attributes(
        &self,
        caller: &Caller,
        authority: &Authority,
        owner: &AttributeOwner,
        attributes: &[AttributeInput],
    ) -> Result<(), Error> {
        let updated = call!(
            self.attributes
                .call_update(caller, authority, owner, attributes)
        );
        Ok(updated?)
    }

    /// Creates attributes, or changes those that exist, all or none.
    ///
    /// # Errors
    /// As `attributes.set`.
    pub async fn set_attributes(
        &self,
        caller: &Caller,
        authority: &Authority,
        owner: &AttributeOwner,
        attributes: &[AttributeInput],
    ) -> Result<(), Error> {
        let done = call!(
            self.attributes
                .call_set(caller, authority, owner, attributes)
        );
        Ok(done?)
    }

    /// Removes attributes.
    ///
    /// # Errors
    /// As `attributes.delete`.
    pub async fn delete_attributes(
        &self,
        caller: &Caller,
        authority: &Authority,
        owner: &AttributeOwner,
        names: &[String],
    ) -> Result<(), Error> {
        let deleted = call!(self.attributes.call_delete(caller, authority, owner, names));
        Ok(deleted?)
    }

    /// Returns attributes, in the order of their names.
    ///
    /// # Errors
    /// As `attributes.get`.
    pub async fn attributes(
        &self,
        caller: &Caller,
        authority: &Authority,
        owner: &AttributeOwner,
        names: &[String],
        decrypt: bool,
    ) -> Result<Vec<Option<Attribute>>, Error> {
        let found = call!(
            self.attributes
                .call_get(caller, authority, owner, names, decrypt)
        );
        Ok(found?)
    }

    /// Returns which of these attributes exist, in the order of their names.
    ///
    /// # Errors
    /// As `attributes.exists`.
    pub async fn attributes_exist(
        &self,
        caller: &Caller,
        authority: &Authority,
        owner: &AttributeOwner,
        names: &[String],
    ) -> Result<Vec<bool>, Error> {
        let found = call!(self.attributes.call_exists(caller, authority, owner, names));
        Ok(found?)
    }

    /// Returns the names of all attributes.
    ///
    /// # Errors
    /// As `attributes.names`.
    pub async fn attribute_names(
        &self,
        caller: &Caller,
        authority: &Authority,
        owner: &AttributeOwner,
    ) -> Result<Vec<String>, Error> {
        let names = call!(self.attributes.call_names(caller, authority, owner));
        Ok(names?)
    }
}
