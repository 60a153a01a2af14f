//! Everything random, from the seed alone: a run can be repeated exactly.
//!
//! The guest's own random bytes come from another stream of the same generator. So a client's next
//! operation does not depend on the number of bytes that an operation used.

use std::cell::RefCell;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

#[derive(Clone)]
pub(crate) struct Dice(RefCell<ChaCha8Rng>);

impl Dice {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(RefCell::new(generator))
    }

    /// A number from 0 to `end`, which is not included.
    pub(crate) fn below(&self, end: u64) -> u64 {
        self.0.borrow_mut().next_u64() % end.max(1)
    }

    pub(crate) fn between(&self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// True with this probability, in thousandths.
    pub(crate) fn chance(&self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    pub(crate) fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len() as u64) as usize)
    }

    /// Mostly one of the last few, because clients work with recent values.
    pub(crate) fn pick_recent<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        let recent = from.len().saturating_sub(6);
        match self.chance(800) {
            true => self.pick(&from[recent..]),
            false => self.pick(from),
        }
    }

    pub(crate) fn bytes(&self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.0.borrow_mut().fill_bytes(&mut bytes);
        bytes
    }
}
