//! The users' authenticators (RFC 6238).

use totp_rs::{Builder, Secret};

/// Few keys, so that a code is often the code of another user's key.
pub(crate) const KEYS: &[&str] = &["JBSWY3DPEHPK3PXP", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"];
/// In microseconds.
pub(crate) const STEP: u64 = 30 * 1_000_000;
/// Maximum difference of clocks and tolerance together, in steps.
const NEAR: u64 = 12;

/// The code of a step.
pub(crate) fn code(key: &str, step: u64) -> String {
    let secret = Secret::try_from_base32(key).expect("keys are Base32");
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    totp.generate(step * STEP / 1_000_000).to_string()
}

/// The code of a step, unless by chance a nearby step has the same code.
pub(crate) fn unmistakable(key: &str, step: u64) -> Option<String> {
    let wanted = code(key, step);
    let mut others = (step - NEAR..=step + NEAR).filter(|other| *other != step);
    let is_mistakable = others.any(|other| code(key, other) == wanted);
    (!is_mistakable).then_some(wanted)
}
