//! The source of random bytes.

/// A source of cryptographically secure random bytes. Default: [`SystemRandomness`]. Tests use a
/// seeded one.
pub trait Randomness: Send + Sync + 'static {
    /// Fills a buffer.
    ///
    /// # Errors
    /// If the source fails. The call that needs the bytes then fails.
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
