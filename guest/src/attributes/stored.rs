//! An attribute as it is stored: its value in clear or sealed, and its expiry.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    call::Call,
    contract::attributes,
    documents::Attribute,
    fault::{Fault, Result},
    keyring::{Keyring, Purpose},
    platform::Platform,
    store::Found,
    timestamp::Timestamp,
};

use super::rules::Wanted;

/// Seals a value. The associated data is the key, so it cannot be opened in another document.
fn seal(
    platform: &dyn Platform,
    keyring: &Keyring,
    key: &str,
    value: &RawValue,
) -> Result<Box<RawValue>> {
    let plaintext = value.get().as_bytes();
    let sealed = keyring.seal(platform, Purpose::Attribute, key, plaintext)?;
    raw(&sealed)
}

fn raw(value: &impl Serialize) -> Result<Box<RawValue>> {
    to_raw_value(value).map_err(|_| Fault::Unavailable("a value cannot be written".to_owned()))
}

/// The value of an attribute that has none: JSON's `null`.
///
/// # Errors
/// In practice, none.
pub(super) fn null() -> Result<Box<RawValue>> {
    raw(&())
}

/// Opens an encrypted value. `None` if no key opens it.
fn open(keyring: &Keyring, key: &str, attribute: &Attribute) -> Option<Vec<u8>> {
    keyring.open(Purpose::Attribute, key, &attribute.sealed()?)
}

/// The value in clear.
fn in_clear(keyring: &Keyring, key: &str, attribute: Attribute) -> Result<Box<RawValue>> {
    if !attribute.is_encrypted {
        return Ok(attribute.value);
    }
    let opened = open(keyring, key, &attribute);
    opened
        .and_then(|plaintext| String::from_utf8(plaintext).ok())
        .and_then(|text| RawValue::from_string(text).ok())
        .ok_or_else(|| Fault::Unavailable("no secret key opens an attribute".to_owned()))
}

/// The document of a new attribute.
///
/// # Errors
/// As [`Keyring::seal`].
pub(super) fn new_attribute(
    call: &Call<'_>,
    keyring: &Keyring,
    key: &str,
    wanted: Wanted,
    end_of_owner: Option<Timestamp>,
) -> Result<Attribute> {
    let value = match wanted.value {
        Some(value) => value,
        None => null()?,
    };
    let is_encrypted = wanted.encrypt.unwrap_or_default();
    Ok(Attribute {
        creation_time: call.now,
        last_modified: call.now,
        value: if is_encrypted {
            seal(call.platform, keyring, key, &value)?
        } else {
            value
        },
        is_encrypted,
        expiration_time: wanted.expiration_time,
        expires_at: Attribute::end(wanted.expiration_time, end_of_owner),
    })
}

/// The document of a changed attribute. If the input has no value, the old one stays; it is sealed or
/// opened if the input asks for it.
///
/// # Errors
/// As [`Keyring::seal`]; unavailable, if the value has to be opened and no key does.
pub(super) fn changed_attribute(
    call: &Call<'_>,
    keyring: &Keyring,
    key: &str,
    old: Attribute,
    wanted: Wanted,
    end_of_owner: Option<Timestamp>,
) -> Result<Attribute> {
    let was_encrypted = old.is_encrypted;
    let is_encrypted = wanted.encrypt.unwrap_or(was_encrypted);
    let expiration_time = wanted.expiration_time.or(old.expiration_time);
    let creation_time = old.creation_time;
    let value = match (wanted.value, is_encrypted) {
        (None, _) if is_encrypted == was_encrypted => old.value,
        (None, true) => seal(call.platform, keyring, key, &old.value)?,
        (None, false) => in_clear(keyring, key, old)?,
        (Some(value), true) => seal(call.platform, keyring, key, &value)?,
        (Some(value), false) => value,
    };
    Ok(Attribute {
        creation_time,
        last_modified: call.now,
        value,
        is_encrypted,
        expiration_time,
        expires_at: Attribute::end(expiration_time, end_of_owner),
    })
}

/// An attribute in the form of the contract.
///
/// # Errors
/// Unavailable, if no key opens it.
pub(super) fn describe_attribute(
    keyring: &Keyring,
    name: &str,
    found: Found<Attribute>,
    decrypt: bool,
) -> Result<attributes::Attribute> {
    let Found { check, document } = found;
    Ok(attributes::Attribute {
        name: name.to_owned(),
        creation_time: document.creation_time.into(),
        last_modified: document.last_modified.into(),
        expiration_time: document.expiration_time.map(Into::into),
        is_encrypted: document.is_encrypted,
        value_json: if decrypt {
            in_clear(keyring, &check.key, document)?
        } else {
            document.value
        }
        .get()
        .to_owned(),
    })
}
