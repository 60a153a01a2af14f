//! Randomness that is the same in every run.

use std::sync::Mutex;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use vestibule::Randomness;

pub(crate) struct Seeded(Mutex<ChaCha20Rng>);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Randomness for Seeded {
    fn fill(&self, buffer: &mut [u8]) -> anyhow::Result<()> {
        self.0.lock().unwrap().fill_bytes(buffer);
        Ok(())
    }
}
