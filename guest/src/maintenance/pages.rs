//! The pages of a pass over many documents.

use crate::{
    contract::storage::{Entry, KeyRange},
    fault::Result,
    platform::Platform,
    store,
};

/// Documents of a page.
const PAGE: u32 = 100;

/// The documents of a range that come after a key, and the last one's key if there are more.
pub(super) fn read(
    platform: &dyn Platform,
    range: KeyRange,
    after: Option<&str>,
) -> Result<(Vec<Entry>, Option<String>)> {
    let entries = store::walk(platform, range).in_batches_of(PAGE + 1);
    let entries = entries.after(after).take(PAGE as usize + 1);
    let mut entries: Vec<Entry> = entries.collect::<Result<_>>()?;
    if entries.len() <= PAGE as usize {
        return Ok((entries, None));
    }
    entries.truncate(PAGE as usize);
    let last = entries.last().map(|entry| entry.key.clone());
    Ok((entries, last))
}
