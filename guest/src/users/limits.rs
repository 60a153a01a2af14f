//! Limits of the texts of an account.

use crate::{
    account::{MAX_EMAIL, shape_of_email},
    canonical::canonical_email,
    contract::types::SubStatus,
    fault::{Fault, Result},
};

/// Characters of the definition of a rate limit.
pub(super) const MAX_RATE_LIMIT: usize = 2_000;

/// A text without the blanks around it; `None` if nothing is left.
///
/// # Errors
/// E008002, if it is too long or cannot be stored.
pub(super) fn trimmed(text: Option<&str>, max_length: usize) -> Result<Option<String>> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let is_acceptable = |text: &str| text.chars().count() <= max_length && !text.contains('\0');
    if text.is_some_and(|text| !is_acceptable(text)) {
        return Err(Fault::refused(SubStatus::CommonInvalidInput));
    }
    Ok(text.map(ToOwned::to_owned))
}

/// The problems of an e-mail address. Clients of Zato also send texts that are not addresses and expect
/// them to be stored. Only the operator gets an error for them.
pub(super) fn problems_of_email(email: &str, is_by_operator: bool) -> Vec<SubStatus> {
    let is_address = canonical_email(email).is_some();
    if is_by_operator || is_address {
        return shape_of_email(email, MAX_EMAIL);
    }
    let length = email.chars().count();
    match u32::try_from(length) {
        Ok(0) => vec![SubStatus::EmailInvalid],
        Ok(length) if length <= MAX_EMAIL => Vec::new(),
        _ => vec![SubStatus::EmailTooLong],
    }
}
