//! Where random bytes come from.

/// A source of cryptographically secure random bytes. Tests seed one of their own.
pub trait Randomness: Send + Sync + 'static {
    /// Fills a buffer.
    ///
    /// # Errors
    /// If the source fails; the call that needed the bytes then fails as a whole.
    fn fill(&self, buffer: &mut [u8]) -> anyhow::Result<()>;
}

/// The operating system's source.
#[derive(Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, buffer: &mut [u8]) -> anyhow::Result<()> {
        Ok(getrandom::fill(buffer)?)
    }
}
