//! The lines of a file, one by one and of bounded length, so that a file of any size needs little memory.

use std::io::{BufRead, Read, Result};

/// Bytes of a line.
const MAX_LINE: u64 = 1 << 20;

/// A line that is not blank.
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: u64,
    /// `None` if it is too long.
    pub(super) bytes: Option<Vec<u8>>,
}

pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    /// Bytes read so far.
    pub(super) read: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            number: 0,
            read: 0,
        }
    }

    /// The next line that is not blank.
    pub(super) fn next_line(&mut self) -> Result<Option<Line>> {
        loop {
            let mut bytes = Vec::new();
            let mut bounded = (&mut self.reader).take(MAX_LINE);
            let length = bounded.read_until(b'\n', &mut bytes)?;
            if length == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.read += u64::try_from(length).unwrap_or(u64::MAX);
            let is_too_long = self.read_rest(&bytes)?;
            if !bytes.trim_ascii().is_empty() {
                return Ok(Some(Line {
                    number: self.number,
                    bytes: (!is_too_long).then_some(bytes),
                }));
            }
        }
    }

    /// Reads what is left of a line that is too long. Returns whether something was left.
    fn read_rest(&mut self, beginning: &[u8]) -> Result<bool> {
        let mut was_left = false;
        let mut last = beginning.last().copied();
        while last != Some(b'\n') {
            let mut rest = Vec::new();
            let mut bounded = (&mut self.reader).take(MAX_LINE);
            let length = bounded.read_until(b'\n', &mut rest)?;
            if length == 0 {
                break;
            }
            self.read += u64::try_from(length).unwrap_or(u64::MAX);
            last = rest.last().copied();
            was_left = true;
        }
        Ok(was_left)
    }
}
