//! The limits of `wit/storage.wit`, and every bound of a rule that follows from them.
//!
//! For every input, a rule reads and writes no more than a store accepts. The bounds of inputs are
//! here; the assertions below show why they are sufficient. A document of one account that is not named
//! here has a fixed size, or one that follows from the texts in it.

/// Bytes of a key.
pub const KEY_BYTES: usize = 512;
/// Bytes of a value.
pub const VALUE_BYTES: usize = 60_000;
/// Keys of a `get`.
pub const KEYS: usize = 100;
/// Entries of a `scan`.
pub const ENTRIES: u32 = 1_000;
/// Conditions of a filter.
const CONDITIONS: usize = 16;
/// Checks of a commit.
pub const CHECKS: usize = 100;
/// Writes of a commit.
pub const WRITES: usize = 500;
/// Bytes of the keys and values of a commit.
pub const COMMIT_BYTES: usize = 700_000;

/// Characters of the name of an operator, which stored audit events have.
pub const OPERATOR_CHARACTERS: usize = 128;
/// Bytes of a user ID.
pub const USER_ID_BYTES: usize = 64;
/// Characters of the longest username.
pub const USERNAME_CHARACTERS: u32 = 250;
/// Bytes of the canonical form of a username, which is a part of a key.
pub const USERNAME_BYTES: usize = 500;
/// Bytes of the username of a linked credential, which is a part of a key.
pub const CREDENTIAL_BYTES: usize = 250;
/// Bytes of a name by which users are put in order; of longer ones the rest does not count.
pub const ORDERED_BY: usize = 100;
/// Characters of the name of an attribute, and of every other name that Zato keeps in a column of
/// this length.
pub const NAME_CHARACTERS: usize = 191;
/// Bytes of the name of an attribute, which is a part of a key.
pub const ATTRIBUTE_NAME_BYTES: usize = 384;
/// Bytes of the list of applications of an account, as JSON.
pub const APP_LIST_BYTES: usize = 8_192;
/// Secret keys. A search for an address has a condition for each.
pub const SECRET_KEYS: usize = 10;

/// Attributes of one call.
pub const ATTRIBUTES_AT_ONCE: usize = 50;
/// Users whose attributes one call writes.
pub const OWNERS_AT_ONCE: usize = 10;
/// Bytes of all values of one call.
pub const ATTRIBUTES_BYTES: usize = 128 * 1024;
/// Bytes of the value of an attribute of a user.
pub const ATTRIBUTE_BYTES: usize = 32 * 1024;
/// Bytes of the value of an attribute of a session: a renewal writes all of them.
pub const SESSION_ATTRIBUTE_BYTES: usize = 4 * 1024;
/// Attributes of a user.
pub const ATTRIBUTES_OF_USER: u32 = 1_000;
/// Attributes of a session.
pub const ATTRIBUTES_OF_SESSION: u32 = 80;

/// Links of a user, all of which an erasure removes.
pub const LINKS: u32 = 100;
/// Sessions that one commit ends one by one.
pub const SESSIONS_ENDED_ONE_BY_ONE: usize = 100;
/// Sessions of a page of a list, each read with its log.
pub const SESSIONS_OF_PAGE: u32 = 50;
/// Messages that one call claims.
pub const CLAIMED: u32 = 50;
/// Documents that one commit rewrites under the first secret key.
pub const REWRITTEN_AT_ONCE: usize = 8;

/// Accounts that one call imports.
pub const IMPORTED_AT_ONCE: usize = 200;

/// Bytes that sealing adds: a nonce and a tag.
const SEAL: usize = 24 + 16;

/// Bytes of a sealed text, which is written in Base64.
const fn sealed(plaintext: usize) -> usize {
    (plaintext + SEAL).div_ceil(3) * 4
}

/// Bytes of the plaintext of a sealed text.
#[must_use]
pub const fn unsealed(text: usize) -> usize {
    (text * 3 / 4).saturating_sub(SEAL)
}

/// Bytes of an account: each character of its texts has at most 6, as an escape of JSON. (The
/// longest text is the definition of a rate limit with its comments, 2,000 characters.)
const USER_DOCUMENT: usize = 27_000 + APP_LIST_BYTES;
/// A character of a name has at most 33 bytes when it is folded; the display name may be three names.
const SEARCH_DOCUMENT: usize = 33 * (6 * NAME_CHARACTERS + 2) + USERNAME_BYTES + 1_000;
/// Times, flags and member names of an attribute, its key, and the key of its check.
const OF_ATTRIBUTE: usize = 400 + 2 * KEY_BYTES;
/// An audit event that is stored with the change.
const AUDIT_EVENT: usize = 2_000;
/// Checks of the caller, the caller's session, an owner, its session, and the note of the keys.
const OF_EVERY_CALL: usize = 5;

// Keys.
const _: () = assert!("username/".len() + USERNAME_BYTES <= KEY_BYTES);
const _: () = assert!("link//basic_auth/".len() + USER_ID_BYTES + CREDENTIAL_BYTES <= KEY_BYTES);
const _: () =
    assert!("session-attr///".len() + USER_ID_BYTES + 43 + ATTRIBUTE_NAME_BYTES <= KEY_BYTES);
const _: () = assert!("user-by-name/--/".len() + 4 * ORDERED_BY + 16 + USER_ID_BYTES <= KEY_BYTES);

// Documents.
const _: () = assert!(USER_DOCUMENT <= VALUE_BYTES && SEARCH_DOCUMENT <= VALUE_BYTES);
const _: () = assert!(sealed(ATTRIBUTE_BYTES) + OF_ATTRIBUTE <= VALUE_BYTES);

// Reads.
const _: () = assert!(ATTRIBUTES_AT_ONCE <= KEYS);
const _: () = assert!(2 * SESSIONS_OF_PAGE as usize <= KEYS);
/// Four names and two statuses.
const _: () = assert!(6 + SECRET_KEYS <= CONDITIONS);

// Commits: attributes that are written at once, with the accounts that they belong to.
const _: () = assert!(ATTRIBUTES_AT_ONCE + OWNERS_AT_ONCE + OF_EVERY_CALL <= CHECKS);
const _: () = assert!(
    sealed(ATTRIBUTES_BYTES)
        + ATTRIBUTES_AT_ONCE * OF_ATTRIBUTE
        + OWNERS_AT_ONCE * (USER_DOCUMENT + AUDIT_EVENT)
        <= COMMIT_BYTES
);
// The renewal of a session.
const _: () = assert!(ATTRIBUTES_OF_SESSION as usize + OF_EVERY_CALL <= CHECKS);
const _: () = assert!(
    ATTRIBUTES_OF_SESSION as usize * (sealed(SESSION_ATTRIBUTE_BYTES) + OF_ATTRIBUTE) + VALUE_BYTES
        <= COMMIT_BYTES
);
// Sessions that end one by one, each with its log and attributes; the links of an erased account.
const _: () =
    assert!(3 * SESSIONS_ENDED_ONE_BY_ONE + 50 <= WRITES && LINKS as usize + 50 <= WRITES);
const _: () = assert!(SESSIONS_ENDED_ONE_BY_ONE * 6 * KEY_BYTES + VALUE_BYTES <= COMMIT_BYTES);
// Rewriting: an account checks itself and who has its address under each key.
const _: () = assert!(REWRITTEN_AT_ONCE * (2 + SECRET_KEYS) < CHECKS);
const _: () =
    assert!(REWRITTEN_AT_ONCE * (USER_DOCUMENT + SEARCH_DOCUMENT + 10 * KEY_BYTES) <= COMMIT_BYTES);
// An imported account with its attributes.
const _: () = assert!(
    sealed(ATTRIBUTES_BYTES)
        + ATTRIBUTES_AT_ONCE * OF_ATTRIBUTE
        + USER_DOCUMENT
        + SEARCH_DOCUMENT
        + AUDIT_EVENT
        + 10 * KEY_BYTES
        <= COMMIT_BYTES
);
