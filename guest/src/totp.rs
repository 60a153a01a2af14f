//! One-time codes (RFC 6238: SHA-1, 6 digits, 30 seconds): keys, and the check of a code.

mod reset;

pub use reset::reset;

use totp_rs::{Builder, Secret, Totp};

use crate::{
    call::Call,
    contract::types::SubStatus,
    documents::User,
    fault::{Fault, Result},
    key_check,
    keyring::{Keyring, Opened, Purpose},
    keys,
    platform::Platform,
    store::Commit,
    timestamp::Timestamp,
};

/// Bytes of a key that is made here.
const KEY_LENGTH: usize = 20;
/// Characters of a key in Base32. The shortest are what older authenticators have.
const KEY_CHARACTERS: std::ops::RangeInclusive<usize> = 16..=128;
/// Seconds of a step.
const STEP: u64 = 30;
/// The text that an authenticator shows beside the account.
const ISSUER: &str = "Vestibule";

/// A new key: 160 random bits as 32 characters of Base32.
///
/// # Errors
/// Unavailable, if the host's random bytes are too few.
pub(crate) fn generate_key(platform: &dyn Platform) -> Result<String> {
    let random: [u8; KEY_LENGTH] = platform
        .random(KEY_LENGTH)
        .try_into()
        .map_err(|_| Fault::Unavailable("too few random bytes".to_owned()))?;
    Ok(Secret::from(random).to_base32())
}

/// Parses a key that a client chose; returns it in the form in which it is stored.
///
/// # Errors
/// E008002.
pub(crate) fn parse_key(text: &str) -> Result<String> {
    let invalid = || Fault::refused(SubStatus::CommonInvalidInput);
    let text = text.trim().trim_end_matches('=').to_ascii_uppercase();
    if !KEY_CHARACTERS.contains(&text.len()) {
        return Err(invalid());
    }
    let secret = Secret::try_from_base32(&text).map_err(|_| invalid())?;
    let canonical = secret.to_base32();
    // An authenticator would ignore excess bits: only the form in which they are zero is accepted.
    if canonical.len() != text.len() {
        return Err(invalid());
    }
    Ok(canonical)
}

/// Encrypts a user's TOTP key. The commit has to note the secret key (`key_check::note`).
///
/// # Errors
/// As [`Keyring::seal`].
pub(crate) fn seal(
    platform: &dyn Platform,
    keyring: &Keyring,
    user_id: &str,
    key: &str,
) -> Result<String> {
    let associated = keys::user(user_id);
    keyring.seal(platform, Purpose::TotpKey, &associated, key.as_bytes())
}

/// Sets the TOTP key of an account to a chosen key, or to a random one for `None`.
///
/// # Errors
/// E008002, if the text is not a key; if storage or secret keys are not available.
pub(crate) fn give_key(
    call: &Call<'_>,
    keyring: &Keyring,
    commit: &mut Commit,
    user: &mut User,
    key: Option<&str>,
) -> Result<()> {
    let key = match key {
        Some(given) => parse_key(given)?,
        None => generate_key(call.platform)?,
    };
    key_check::note(commit, &key_check::read(call.platform)?, keyring)?;
    user.totp_key = Some(seal(call.platform, keyring, &user.user_id, &key)?);
    Ok(())
}

/// Decrypts a user's TOTP key. `None` if the user has none, or if no secret key decrypts it.
pub(crate) fn open(keyring: &Keyring, user: &User) -> Option<Opened> {
    let associated = keys::user(&user.user_id);
    keyring.open_by(Purpose::TotpKey, &associated, user.totp_key.as_deref()?)
}

/// The `otpauth` URI that an authenticator reads from a QR code.
///
/// # Errors
/// Unavailable, if it cannot be made.
pub(crate) fn uri(user: &User, key: &str) -> Result<String> {
    let label = user.totp_label.as_deref().map(str::trim);
    let label = label.filter(|label| !label.is_empty());
    let name = label.or(user.username.as_deref()).unwrap_or_default();
    let builder = builder(key)?
        .with_issuer(Some(ISSUER))
        // A colon would end the issuer.
        .with_account_name(name.replace(':', " "));
    let broken = |_| Fault::Unavailable("cannot make an otpauth URI".to_owned());
    builder.build_noncompliant().to_url().map_err(broken)
}

/// The time step that a code belongs to. `None` unless the step is the present one, or at most
/// `tolerance` steps before or after, and neither it nor a later one was used. Compares in constant
/// time.
///
/// # Errors
/// Unavailable, if the user's key cannot be read.
pub(crate) fn accepted_step(
    keyring: &Keyring,
    user: &User,
    code: &str,
    now: Timestamp,
    tolerance: u32,
) -> Result<Option<u64>> {
    if user.totp_key.is_none() {
        return Ok(None);
    }
    let unreadable = || Fault::Unavailable("a TOTP key cannot be read".to_owned());
    let key = open(keyring, user).ok_or_else(unreadable)?.plaintext;
    let key = String::from_utf8(key).map_err(|_| unreadable())?;
    let skew = u16::try_from(tolerance).unwrap_or(u16::MAX);
    let totp: Totp = builder(&key)?.with_skew(skew).build_noncompliant();
    let code: String = code.split_whitespace().collect();
    let step = totp.check(&code, now.seconds());
    Ok(step.filter(|step| user.totp_last_step.is_none_or(|last| *step > last)))
}

fn builder(key: &str) -> Result<Builder> {
    let secret = Secret::try_from_base32(key)
        .map_err(|_| Fault::Unavailable("a TOTP key cannot be read".to_owned()))?;
    Ok(Builder::new().with_step_duration(STEP).with_secret(secret))
}

#[cfg(test)]
mod tests {
    use super::{builder, parse_key};

    /// RFC 6238, appendix B, in six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let totp = builder(key).unwrap().build_noncompliant();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.generate(seconds).to_string(), code);
        }
    }

    #[test]
    fn keys_have_one_form() {
        for (text, stored) in [
            ("JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"),
            (" jbswy3dpehpk3pxp ", "JBSWY3DPEHPK3PXP"),
            ("JBSWY3DPEHPK3PXPJBSWY3A=", "JBSWY3DPEHPK3PXPJBSWY3A"),
        ] {
            assert_eq!(parse_key(text).unwrap(), stored);
        }
        for text in [
            "",
            "JBSWY3DPEHPK3PX",
            "JBSWY3DPEHPK3PX1",
            "JBSWY3DPEHPK3PX0",
            "JBSWY3DP EHPK3PXP",
            "JBSWY3DPEHPK3PXPA",
            "ÄBSWY3DPEHPK3PXP",
            &"A".repeat(129),
        ] {
            assert!(parse_key(text).is_err(), "{text}");
        }
    }
}
