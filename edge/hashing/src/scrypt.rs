//! scrypt (RFC 7914).

use ::scrypt::{Params, scrypt};

use crate::{HashingError, ScryptParameters};

/// The bound of r limits what the memory does not: the p blocks, of 128 · r bytes each.
const MAX_R: u32 = 64;
/// As many as Argon2 may have lanes. They are computed one after the other.
const MAX_P: u32 = 16;
/// From N = 2. The memory limits it further.
const LOG_N: std::ops::RangeInclusive<u32> = 1..=23;
/// Maximum memory of one hash, in bytes.
const MAX_MEMORY: u64 = 1 << 30;

/// scrypt with parameters that are within the bounds.
pub(super) struct Scrypt(Params);

impl Scrypt {
    /// `None` if a parameter is out of bounds.
    pub(super) fn new(wanted: ScryptParameters) -> Option<Self> {
        let ScryptParameters { log_n, r, p } = wanted;
        let is_bounded = LOG_N.contains(&log_n)
            && log_n < r.saturating_mul(16)
            && (1..=MAX_R).contains(&r)
            && (1..=MAX_P).contains(&p)
            && (128 * u64::from(r)) << log_n <= MAX_MEMORY;
        if !is_bounded {
            return None;
        }
        Params::new(u8::try_from(log_n).ok()?, r, p).ok().map(Self)
    }

    /// # Errors
    /// If there is not enough memory, or the library refuses.
    pub(super) fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        hash: &mut [u8],
    ) -> Result<(), HashingError> {
        if !self.fits() {
            return Err(HashingError::Unsupported);
        }
        scrypt(password, salt, &self.0, hash).map_err(|_| HashingError::InvalidParameters)
    }

    /// Whether there is enough memory. The library allocates it itself and would end the program, so the
    /// same amount is allocated first, and freed.
    fn fits(&self) -> bool {
        let (n, r, p) = (1_usize << self.0.log_n(), self.0.r(), self.0.p());
        let blocks = n.saturating_add(widen(p)).saturating_add(1);
        let bytes = blocks.saturating_mul(128).saturating_mul(widen(r));
        let mut probe = Vec::<u8>::new();
        let fits = probe.try_reserve_exact(bytes).is_ok();
        // Otherwise the compiler may leave the allocation out, because nothing is stored in it.
        std::hint::black_box(&probe);
        fits
    }
}

fn widen(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use crate::{Algorithm, ScryptParameters, vectors::is_refused};

    fn scrypt(log_n: u32, r: u32, p: u32) -> Algorithm {
        Algorithm::Scrypt(ScryptParameters { log_n, r, p })
    }

    #[test]
    fn parameters_out_of_bounds_are_refused() {
        for (log_n, r, p) in [(1, 1, 1), (15, 1, 1), (20, 8, 16), (22, 2, 1), (17, 64, 1)] {
            assert!(!is_refused(scrypt(log_n, r, p), b"", 32), "{log_n} {r} {p}");
        }
        for (log_n, r, p) in [
            (16, 1, 1),
            (0, 1, 1),
            (21, 8, 1),
            (24, 1, 1),
            (18, 64, 1),
            (64, 1, 1),
            (u32::MAX, 1, 1),
            (1, 0, 1),
            (1, 65, 1),
            (1, u32::MAX, 1),
            (1, 1, 0),
            (1, 1, 17),
        ] {
            assert!(is_refused(scrypt(log_n, r, p), b"", 32), "{log_n} {r} {p}");
        }
        assert!(is_refused(scrypt(1, 1, 1), b"", 15));
        assert!(is_refused(scrypt(1, 1, 1), b"", 65));
    }
}
