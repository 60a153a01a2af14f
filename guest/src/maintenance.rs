//! Keeping the stored data in order, for the operator: does everything fit together
//! ([`inspect`]), and is it all under the first secret key ([`begin`], [`rewrite`], [`end`])?
//!
//! One call does one page. Nothing is kept between two calls but what the host passes on.

mod attribute;
mod defects;
mod inspect;
mod mail;
mod rekey;
mod shown;
mod subject;

pub use inspect::inspect;
pub use rekey::{begin, end, rewrite};

use crate::{
    contract::storage::{Entry, KeyRange, Page},
    fault::Result,
    platform::Platform,
};

/// Documents of a page.
const PAGE: u32 = 100;

/// The documents of a range that come after a key, and the last of them if there are more.
pub(crate) fn page(
    platform: &dyn Platform,
    mut range: KeyRange,
    after: Option<&str>,
) -> Result<(Vec<Entry>, Option<String>)> {
    if let Some(after) = after {
        range.start = after.to_owned();
    }
    // The one before comes along, unless it is gone by now, and one that tells of more.
    let page = Page {
        limit: PAGE + 2,
        offset: 0,
        reverse: false,
        live_at: None,
    };
    let mut entries = platform.scan(&range, &[], page)?;
    entries.retain(|entry| Some(&*entry.key) != after);
    let is_last = entries.len() <= PAGE as usize;
    entries.truncate(PAGE as usize);
    let last = entries.last().map(|entry| entry.key.clone());
    Ok((entries, last.filter(|_| !is_last)))
}
