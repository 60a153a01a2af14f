//! The contents of files: the SHA-256 of the rest in hexadecimal digits, a line feed, and JSON.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use vestibule_storage_protocol::Write;

use crate::directory::Problem;

/// A commit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// Identifies this commit.
    pub(crate) id: String,
    pub(crate) change: Change,
}

/// What a commit changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// These, in their order.
    Writes(Vec<Write>),
    /// Documents that have expired at this time (seconds since 1970) are removed.
    Sweep(u64),
}

/// All documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// The last commits, with their numbers and IDs.
    pub(crate) recent: Vec<(u64, String)>,
    /// In the order of their keys: key, value, version, time of expiry.
    pub(crate) documents: Vec<(String, String, u64, Option<u64>)>,
}

/// The bytes of a file.
pub(crate) fn bytes<T: Serialize>(content: &T) -> Result<Vec<u8>, Problem> {
    let json = serde_json::to_vec(content).map_err(|error| Problem(error.to_string()))?;
    let mut bytes = digest(&json);
    bytes.push(b'\n');
    bytes.extend(json);
    Ok(bytes)
}

/// The content of a file. `name` is for the message.
pub(crate) fn content<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Problem> {
    let damaged = || Problem(format!("{name} is damaged"));
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (sum, rest) = end
        .and_then(|end| bytes.split_at_checked(end))
        .ok_or_else(damaged)?;
    let json = rest.get(1..).ok_or_else(damaged)?;
    if sum != digest(json) {
        return Err(damaged());
    }
    serde_json::from_slice(json).map_err(|error| Problem(format!("{name}: {error}")))
}

fn digest(json: &[u8]) -> Vec<u8> {
    let digits = Sha256::digest(json);
    let digits = digits.iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{bytes, content};

    #[test]
    fn a_changed_byte_is_noticed() {
        let mut written = bytes(&["a"]).unwrap();
        assert_eq!(content::<[String; 1]>("x", &written).unwrap(), ["a"]);
        *written.last_mut().unwrap() ^= 1;
        let problem = content::<[String; 1]>("x", &written).unwrap_err();
        assert_eq!(problem.0, "x is damaged");
    }
}
