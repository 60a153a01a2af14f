//! Confirmation tokens and user session tokens. The store holds only their digests.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{
    fault::Result,
    keyring::{Keyring, Purpose},
    platform::Platform,
};

/// Bytes of randomness in every token: 192 bits.
const STRENGTH: usize = 24;

/// 192 random bits as 32 URL-safe characters.
pub fn new_token(platform: &dyn Platform) -> String {
    URL_SAFE_NO_PAD.encode(platform.random(STRENGTH))
}

/// What the store knows of a token. Tokens are random, so no salt is needed.
#[must_use]
pub fn digest(token: &str) -> String {
    digest_bytes(token.as_bytes())
}

fn digest_bytes(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

/// What a UST says, once decrypted.
#[derive(Clone, Debug, PartialEq)]
pub struct UserSessionToken {
    /// Whose session it is.
    pub user_id: String,
    /// Digest of the session's secret.
    pub digest: String,
}

/// Makes a UST: the client's form, and what to store.
///
/// # Errors
/// As [`Keyring::seal`].
pub fn new_ust(
    platform: &dyn Platform,
    keyring: &Keyring,
    user_id: &str,
) -> Result<(String, UserSessionToken)> {
    seal_ust(platform, keyring, user_id, &platform.random(STRENGTH))
}

/// The same for a session whose secret is there already.
///
/// # Errors
/// As [`Keyring::seal`].
pub fn seal_ust(
    platform: &dyn Platform,
    keyring: &Keyring,
    user_id: &str,
    secret: &[u8],
) -> Result<(String, UserSessionToken)> {
    let secret = secret.get(..STRENGTH).unwrap_or(secret);
    let plaintext = [secret, user_id.as_bytes()].concat();
    let ust = keyring.seal(platform, Purpose::Ust, "", &plaintext)?;
    let stored = UserSessionToken {
        user_id: user_id.to_owned(),
        digest: digest_bytes(secret),
    };
    Ok((ust, stored))
}

/// Reads a UST. None for any text that is not one of ours.
#[must_use]
pub fn open_ust(keyring: &Keyring, ust: &str) -> Option<UserSessionToken> {
    let plaintext = keyring.open(Purpose::Ust, "", ust)?;
    let (secret, user_id) = plaintext.split_at_checked(STRENGTH)?;
    Some(UserSessionToken {
        user_id: String::from_utf8(user_id.to_vec()).ok()?,
        digest: digest_bytes(secret),
    })
}
