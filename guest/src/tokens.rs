//! Confirmation tokens and user session tokens (USTs). The store holds only their digests.

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

/// The digest of a token, which is what the store holds. Tokens are random, so a salt is not
/// needed.
#[must_use]
pub fn digest(token: &str) -> String {
    digest_bytes(token.as_bytes())
}

fn digest_bytes(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

/// The contents of a decrypted UST.
#[derive(Clone, Debug, PartialEq)]
pub struct UserSessionToken {
    /// The user whose session it is.
    pub user_id: String,
    /// Digest of the session's secret.
    pub digest: String,
}

/// Makes a UST with a new secret. Returns the text for the client and what to store.
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

/// Makes a UST with a given secret.
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

/// Decrypts a UST. `None` for any text that is not a UST of these secret keys.
#[must_use]
pub fn open_ust(keyring: &Keyring, ust: &str) -> Option<UserSessionToken> {
    let plaintext = keyring.open(Purpose::Ust, "", ust)?;
    let (secret, user_id) = plaintext.split_at_checked(STRENGTH)?;
    Some(UserSessionToken {
        user_id: String::from_utf8(user_id.to_vec()).ok()?,
        digest: digest_bytes(secret),
    })
}
