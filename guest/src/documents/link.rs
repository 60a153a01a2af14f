//! Links of accounts to credentials.

use serde::{Deserialize, Serialize};

use crate::{store::Document, timestamp::Timestamp};

/// The only type of credential there is, as keys and documents name it.
pub const BASIC_AUTH: &str = "basic_auth";

/// `link/<user>/<type>/<username>`: that a credential of the settings stands for a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    /// When it was made.
    pub creation_time: Timestamp,
    /// Whether the credential opens sessions.
    pub is_active: bool,
    /// Random, and another one for each session: what the session's secret is made of, along with
    /// what is not stored here.
    pub seed: String,
}

impl Document for Link {}
