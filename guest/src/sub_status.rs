//! The codes of sub-statuses as they appear in JSON and in the audit log.

pub use crate::contract::types::SubStatus;

/// The code of a sub-status, such as `E005001`, as `wit/types.wit` documents it.
#[must_use]
pub fn code(sub_status: SubStatus) -> &'static str {
    include!(concat!(env!("OUT_DIR"), "/codes.rs"))
}

/// The codes of several, in their order.
#[must_use]
pub fn codes(sub_status: &[SubStatus]) -> Vec<String> {
    sub_status.iter().map(|one| code(*one).to_owned()).collect()
}
