//! The settings file.

use anyhow::{Result, anyhow};
use toml::Table;

/// Parses a TOML text.
///
/// # Errors
/// If it is not TOML. The error gives the place, but not the text there: it may be a secret.
pub fn parse(text: &str) -> Result<Table> {
    text.parse().map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text
            .get(..start)
            .map_or(1, |before| before.matches('\n').count() + 1);
        anyhow!("line {line}: {}", error.message())
    })
}
