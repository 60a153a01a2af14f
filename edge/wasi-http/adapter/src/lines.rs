//! Lines of text for the operator.

use wasip2::io::streams::OutputStream;

/// What a stream takes at once, in bytes.
pub(crate) const PART: usize = 4_096;

/// Prints a line.
///
/// # Errors
/// If the stream is closed.
pub(crate) fn print(stream: &OutputStream, line: &str) -> Result<(), ()> {
    let line = format!("{line}\n");
    let mut parts = line.as_bytes().chunks(PART);
    parts.try_for_each(|part| stream.blocking_write_and_flush(part).map_err(|_| ()))
}
