//! The memory of a hash.

use ::argon2::Block;
use zeroize::Zeroize;

use crate::HashingError;

/// The memory that Argon2 works in. The next hash can use it again, so that it is not allocated and
/// cleared by the system each time.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    /// At least this number of blocks, of 1 KiB each.
    pub(crate) fn blocks(&mut self, count: usize) -> Result<&mut Vec<Block>, HashingError> {
        let missing = count.saturating_sub(self.0.len());
        self.0
            .try_reserve_exact(missing)
            .map_err(|_| HashingError::Unsupported)?;
        self.0.resize(count, Block::default());
        Ok(&mut self.0)
    }

    /// Overwrites what the last hash left: from it a password can be guessed without the cost of the hash.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }
}
