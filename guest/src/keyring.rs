//! The secret keys, and their uses: encryption (sealing), keyed hashes (blind indexes), key IDs.
//!
//! Each purpose has a subkey of its own (HKDF-SHA-256), so that a text sealed for one purpose cannot
//! be opened for another. Texts are sealed by XChaCha20-Poly1305 with a random nonce. The associated
//! data names the document, so that a sealed text that was copied into another document cannot be
//! opened either.

use std::cell::OnceCell;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{
    fault::{Fault, Result},
    identifiers::hexadecimal,
    platform::Platform,
    settings::{Settings, main_stanza::KEY_LENGTH},
};

const NONCE_LENGTH: usize = 24;

/// The purpose of a subkey.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// User session tokens.
    Ust,
    /// E-mail addresses at rest.
    Email,
    /// The blind index by which an e-mail address is found.
    EmailIndex,
    /// Values of attributes at rest.
    Attribute,
    /// Messages that wait to be sent by mail.
    Outbox,
    /// TOTP keys at rest.
    TotpKey,
    /// Typed usernames whose failed logins are counted.
    AttemptAccount,
    /// Users whose wrong old passwords are counted.
    AttemptUser,
    /// Linked credentials whose wrong passwords are counted.
    AttemptCredential,
    /// Client addresses whose attempts are counted.
    AttemptSource,
    /// The secrets of sessions that a linked credential began.
    LinkedSession,
    /// Messages that wait to be sent to a callback.
    Callback,
    /// Usernames in audit events that no account has.
    TypedUsername,
    /// The ID of a key.
    KeyId,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Ust => b"vestibule/1/ust",
            Self::Email => b"vestibule/1/email",
            Self::EmailIndex => b"vestibule/1/email-index",
            Self::Attribute => b"vestibule/1/attribute",
            Self::Outbox => b"vestibule/1/outbox",
            Self::TotpKey => b"vestibule/1/totp-key",
            Self::AttemptAccount => b"vestibule/1/attempt-account",
            Self::AttemptUser => b"vestibule/1/attempt-user",
            Self::AttemptCredential => b"vestibule/1/attempt-credential",
            Self::AttemptSource => b"vestibule/1/attempt-source",
            Self::LinkedSession => b"vestibule/1/linked-session",
            Self::Callback => b"vestibule/1/callback",
            Self::TypedUsername => b"vestibule/1/typed-username",
            Self::KeyId => b"vestibule/1/key-id",
        }
    }
}

/// The secret keys. The first one encrypts, all of them decrypt.
pub struct Keyring {
    first: Key,
    others: Vec<Key>,
}

/// A text that was opened.
pub struct Opened {
    /// The text in clear.
    pub plaintext: Vec<u8>,
    /// The position of the key that sealed it; 0 is the first key.
    pub position: usize,
}

impl Opened {
    /// Whether the key that sealed it is still the first one.
    #[must_use]
    pub fn is_by_first(&self) -> bool {
        self.position == 0
    }
}

/// A secret key, and its cipher for USTs, which is kept because a session check opens two USTs.
struct Key {
    bytes: [u8; KEY_LENGTH],
    ust_cipher: OnceCell<XChaCha20Poly1305>,
}

impl Keyring {
    /// Asks the host for the keys.
    ///
    /// # Errors
    /// Unavailable, if there is none or one is malformed.
    pub fn load(settings: &Settings<'_>) -> Result<Self> {
        let keys = settings
            .main()?
            .keys()
            .map_err(|problem| Fault::Unavailable(format!("main.keys {problem}")))?;
        let mut keys = keys.into_iter().map(|bytes| Key {
            bytes,
            ust_cipher: OnceCell::new(),
        });
        let first = keys
            .next()
            .ok_or_else(|| Fault::Unavailable("main.keys is empty".to_owned()))?;
        Ok(Self {
            first,
            others: keys.collect(),
        })
    }

    /// Encrypts with the first key. If the result is stored, the commit has to note the key
    /// (`key_check::note`).
    ///
    /// # Errors
    /// Unavailable, if the host's random bytes are too few.
    pub fn seal(
        &self,
        platform: &dyn Platform,
        purpose: Purpose,
        associated: &str,
        plaintext: &[u8],
    ) -> Result<String> {
        let broken = || Fault::Unavailable("cannot encrypt".to_owned());
        let nonce: [u8; NONCE_LENGTH] = platform
            .random(NONCE_LENGTH)
            .try_into()
            .map_err(|_| broken())?;
        let payload = Payload {
            msg: plaintext,
            aad: associated.as_bytes(),
        };
        let sealed = self
            .first
            .cipher(purpose)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| broken())?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Decrypts with the key that fits. `None` for a text that was not sealed for this purpose and
    /// with this associated data.
    #[must_use]
    pub fn open(&self, purpose: Purpose, associated: &str, sealed: &str) -> Option<Vec<u8>> {
        let opened = self.open_by(purpose, associated, sealed)?;
        Some(opened.plaintext)
    }

    /// As [`Self::open`]; also returns which key it was.
    #[must_use]
    pub fn open_by(&self, purpose: Purpose, associated: &str, sealed: &str) -> Option<Opened> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_LENGTH>()?;
        self.all().enumerate().find_map(|(position, key)| {
            let payload = Payload {
                msg: ciphertext,
                aad: associated.as_bytes(),
            };
            let plaintext = key
                .cipher(purpose)
                .decrypt(&XNonce::from(*nonce), payload)
                .ok()?;
            Some(Opened {
                plaintext,
                position,
            })
        })
    }

    /// The keyed hashes of a text under all keys, that of the first key first: 32 URL-safe
    /// characters each.
    #[must_use]
    pub fn blind(&self, purpose: Purpose, text: &str) -> Vec<String> {
        self.all().map(|key| key.blind(purpose, text)).collect()
    }

    /// The keyed hash under the key with the least ID. Hosts that have the same keys agree on it,
    /// whichever key is their first one.
    #[must_use]
    pub fn blind_agreed(&self, purpose: Purpose, text: &str) -> String {
        let agreed =
            self.others.iter().fold(
                &self.first,
                |least, key| {
                    if key.id() < least.id() { key } else { least }
                },
            );
        agreed.blind(purpose, text)
    }

    /// The keyed hash under the first key.
    #[must_use]
    pub fn blind_first(&self, purpose: Purpose, text: &str) -> String {
        self.blind(purpose, text)
            .into_iter()
            .next()
            .unwrap_or_default()
    }

    /// Bytes derived from a text by the first key. They cannot be computed without the key.
    #[must_use]
    pub fn derive_first(&self, purpose: Purpose, text: &str) -> [u8; 32] {
        mac(&subkey(&self.first.bytes, purpose), text.as_bytes())
    }

    /// The IDs of all keys, that of the first key first. They are not secret.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.all().map(Key::id).collect()
    }

    /// The ID of the first key.
    #[must_use]
    pub fn first_id(&self) -> String {
        self.first.id()
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl Key {
    fn blind(&self, purpose: Purpose, text: &str) -> String {
        let mac = mac(&subkey(&self.bytes, purpose), text.as_bytes());
        let short = mac.first_chunk::<24>().map_or(&mac[..], |short| short);
        URL_SAFE_NO_PAD.encode(short)
    }

    fn id(&self) -> String {
        let bytes = subkey(&self.bytes, Purpose::KeyId);
        hexadecimal(bytes.first_chunk::<8>().map_or(&bytes[..], |short| short))
    }

    fn cipher(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        let new = || XChaCha20Poly1305::new(&subkey(&self.bytes, purpose).into());
        match purpose {
            Purpose::Ust => self.ust_cipher.get_or_init(new).clone(),
            _ => new(),
        }
    }
}

fn subkey(key: &[u8; KEY_LENGTH], purpose: Purpose) -> [u8; KEY_LENGTH] {
    let mut subkey = [0; KEY_LENGTH];
    let expanded = Hkdf::<Sha256>::new(None, key).expand(purpose.label(), &mut subkey);
    debug_assert!(expanded.is_ok(), "32 bytes are within HKDF's limit");
    subkey
}

fn mac(key: &[u8; KEY_LENGTH], message: &[u8]) -> [u8; 32] {
    // HMAC pads a short key with zeros to the hash's block.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}
