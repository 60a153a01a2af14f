//! How a server offers its storage to its edges: the four functions of `wit/storage.wit` and the sweep,
//! each as one HTTP request. Beside that, what all stores in Rust have in common: [`limits`] and [`members`].
//!
//! A request is `POST /storage/0.2/<operation>` with `Authorization: Bearer <token>` and one of the
//! requests below as JSON. The names of operations and members are those of the contract, with an
//! underscore in place of a hyphen. For instance:
//!
//! ```text
//! POST /storage/0.2/get        {"keys":["user:1","user:2"]}
//! 200                          {"ok":[{"key":"user:1","value":"{}","version":"7"},null]}
//!
//! POST /storage/0.2/commit     {"checks":[{"key":"user:1","version":"7"}],"writes":[{"delete":"user:1"}]}
//! 200                          {"error":"conflict"}
//! ```
//!
//! The status is 200 if the store has answered, also with an error. Any other status, or an answer that
//! is not JSON, is not from the store. [`Lost`] says what that means for a commit.

pub mod conversions;
pub mod limits;
pub mod members;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The path of an operation begins with this.
pub const PREFIX: &str = "/storage/0.2/";

/// Maximum size of a request's body, in bytes. A commit within the limits of the contract is smaller, even
/// if every byte of it is escaped.
pub const MAX_REQUEST: usize = 5 << 20;

/// The input of an operation.
pub trait Operation: Serialize + DeserializeOwned {
    /// The last part of the path.
    const NAME: &'static str;
    /// What a successful operation returns.
    type Output: Serialize + DeserializeOwned;
}

/// Reads several keys.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Get {
    /// The keys.
    pub keys: Vec<String>,
}

impl Operation for Get {
    const NAME: &'static str = "get";
    type Output = Vec<Option<Entry>>;
}

/// Reads a part of a range.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// The keys.
    pub range: KeyRange,
    /// All of these have to match.
    pub filter: Vec<Clause>,
    /// The part.
    pub page: Page,
}

impl Operation for Scan {
    const NAME: &'static str = "scan";
    type Output = Vec<Entry>;
}

/// Counts the entries of a range.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The keys.
    pub range: KeyRange,
    /// All of these have to match.
    pub filter: Vec<Clause>,
    /// Seconds since 1970: entries that have expired by then do not count.
    pub live_at: Option<u64>,
}

impl Operation for Count {
    const NAME: &'static str = "count";
    type Output = u64;
}

/// Does all writes if every check holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// The conditions.
    pub checks: Vec<Check>,
    /// The changes, in their order.
    pub writes: Vec<Write>,
}

impl Operation for Commit {
    const NAME: &'static str = "commit";
    type Output = ();
}

/// Removes the documents that have expired.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// Seconds since 1970.
    pub now: u64,
}

impl Operation for Sweep {
    const NAME: &'static str = "sweep";
    /// How many were removed.
    type Output = u64;
}

/// A stored document.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// A JSON object, as a text.
    pub value: String,
    /// An opaque text.
    pub version: String,
}

/// A condition of a commit.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The key.
    pub key: String,
    /// The version the key must have; none: the key must not exist.
    pub version: Option<String>,
}

/// One change of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// Creates or replaces a document.
    Put(Document),
    /// Removes a key.
    Delete(String),
    /// Removes all keys of a range.
    DeleteRange(KeyRange),
}

/// A document to store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its key.
    pub key: String,
    /// A JSON object, as a text.
    pub value: String,
    /// Seconds since 1970.
    pub expires_at: Option<u64>,
}

/// The keys from `start` (included) to `end` (excluded).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRange {
    /// The first key.
    pub start: String,
    /// The first key behind the range.
    pub end: String,
}

/// A document matches if any of the conditions holds.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The conditions.
    pub any_of: Vec<Condition>,
}

/// A test of one member of a document.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The name of the member.
    pub field: String,
    /// How it is compared.
    pub test: Test,
    /// With what.
    pub text: String,
}

/// How a member is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The whole text.
    Equals,
    /// Any part of it.
    Contains,
}

/// The part of a scan to return.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Maximum number of entries.
    pub limit: u32,
    /// Number of matching entries to skip.
    pub offset: u32,
    /// From the last key to the first.
    pub reverse: bool,
    /// Seconds since 1970: entries that have expired by then do not match.
    pub live_at: Option<u64>,
}

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreError {
    /// A check did not hold, or there was a conflict with another transaction.
    Conflict,
    /// The store cannot be reached or cannot write. The text is for a log.
    Unavailable(String),
    /// The commit may or may not have happened.
    Unknown,
    /// The input is above one of the limits.
    TooLarge,
}

/// The body of a response with status 200.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<T> {
    /// The operation succeeded.
    Ok(T),
    /// It failed.
    Error(StoreError),
}

/// How far a request without an answer of the store got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It was not sent: there was no connection.
    BeforeSending,
    /// It was sent, and the connection ended without a response that makes sense.
    AfterSending,
    /// It was refused with this status.
    Refused(u16),
}

/// What the caller of a store learns if there is no answer of the store. `what` describes the reason, for
/// a log.
///
/// A read has changed nothing. A commit that was sent may have happened, unless the server refused it
/// before it looked at the store: with 400, 401, 404, 405 or 413. The other statuses may be from a proxy that has
/// passed the request on.
#[must_use]
pub fn without_answer(operation: &str, lost: Lost, what: String) -> StoreError {
    let is_harmless = operation != Commit::NAME
        || matches!(
            lost,
            Lost::BeforeSending | Lost::Refused(400 | 401 | 404 | 405 | 413)
        );
    if is_harmless {
        StoreError::Unavailable(what)
    } else {
        StoreError::Unknown
    }
}

/// Reads the response to an operation.
///
/// # Errors
/// The error of the store, or what [`without_answer`] says.
pub fn understand<O: Operation>(status: u16, body: &[u8]) -> Result<O::Output, StoreError> {
    if status != 200 {
        let what = format!("the storage server answered {status}");
        return Err(without_answer(O::NAME, Lost::Refused(status), what));
    }
    match serde_json::from_slice(body) {
        Ok(Answer::Ok(output)) => Ok(output),
        Ok(Answer::Error(error)) => Err(error),
        Err(_) => Err(without_answer(
            O::NAME,
            Lost::AfterSending,
            "the answer is not from a storage server".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{Commit, Get, Lost, StoreError, understand, without_answer};

    #[test]
    fn a_commit_without_an_answer_may_have_happened() {
        let commit = |lost| without_answer("commit", lost, "why".to_owned());
        let unavailable = StoreError::Unavailable("why".to_owned());
        assert_eq!(commit(Lost::BeforeSending), unavailable);
        assert_eq!(commit(Lost::Refused(401)), unavailable);
        assert_eq!(commit(Lost::AfterSending), StoreError::Unknown);
        for of_a_proxy in [200, 204, 302, 408, 429, 500, 502, 503, 504] {
            assert_eq!(commit(Lost::Refused(of_a_proxy)), StoreError::Unknown);
        }
        for half in [r#"{"ok":nul"#, "", "<html>", r#"{"ok":null"#] {
            assert_eq!(
                understand::<Commit>(200, half.as_bytes()),
                Err(StoreError::Unknown)
            );
        }
        assert_eq!(understand::<Commit>(200, br#"{"ok":null}"#), Ok(()));
    }

    #[test]
    fn a_read_without_an_answer_changed_nothing() {
        for (status, body) in [(200, "{"), (502, ""), (401, "")] {
            let answer = understand::<Get>(status, body.as_bytes());
            assert!(
                matches!(answer, Err(StoreError::Unavailable(_))),
                "{answer:?}"
            );
        }
    }

    #[test]
    fn errors_of_the_store_arrive() {
        let error = |body: &str| understand::<Commit>(200, body.as_bytes());
        assert_eq!(error(r#"{"error":"conflict"}"#), Err(StoreError::Conflict));
        assert_eq!(error(r#"{"error":"unknown"}"#), Err(StoreError::Unknown));
        assert_eq!(error(r#"{"error":"too_large"}"#), Err(StoreError::TooLarge));
        assert_eq!(
            error(r#"{"error":{"unavailable":"disk full"}}"#),
            Err(StoreError::Unavailable("disk full".to_owned()))
        );
    }
}
