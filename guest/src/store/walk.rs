//! Reading a range of keys: all of it ([`walk`]), or one page of a list ([`page`]).
//!
//! No other code scans a range of a store.

use crate::{
    contract::storage::{Clause, Entry, KeyRange, Page},
    fault::Result,
    limits,
    platform::Platform,
    timestamp::Timestamp,
};

use super::{Document, Found, Paging, Slot};

/// Entries of one read by default.
const BATCH: u32 = 100;

/// The most entries of one read: a store returns a limited number, one of which is the last one again.
pub const MAX_BATCH: u32 = limits::ENTRIES - 1;

/// Walks through the entries of a range, in the order of their keys, and reads them in batches as
/// they are needed. A batch begins after the last key of the one before it. So no entry is returned
/// twice or skipped when other calls write or delete concurrently.
pub fn walk(platform: &dyn Platform, range: KeyRange) -> Walk<'_> {
    Walk {
        platform,
        range,
        filter: &[],
        live_at: None,
        batch: BATCH,
        last: None,
        read: Vec::new().into_iter(),
        is_at_end: false,
    }
}

/// A walk through a range. See [`walk`].
pub struct Walk<'a> {
    platform: &'a dyn Platform,
    range: KeyRange,
    filter: &'a [Clause],
    live_at: Option<u64>,
    batch: u32,
    /// The last key that was read.
    last: Option<String>,
    read: std::vec::IntoIter<Entry>,
    is_at_end: bool,
}

impl<'a> Walk<'a> {
    /// Begins after a key of the range.
    #[must_use]
    pub fn after(mut self, key: Option<&str>) -> Self {
        self.last = key.map(ToOwned::to_owned);
        self
    }

    /// Leaves out expired entries, to the second. ([`Walk::documents`] checks the exact time of each
    /// document.)
    #[must_use]
    pub fn live_at(mut self, now: Timestamp) -> Self {
        self.live_at = Some(now.seconds());
        self
    }

    /// Leaves out the entries that do not match.
    #[must_use]
    pub fn matching(mut self, filter: &'a [Clause]) -> Self {
        self.filter = filter;
        self
    }

    /// Reads this number of entries at a time, at most [`MAX_BATCH`].
    #[must_use]
    pub fn in_batches_of(mut self, entries: u32) -> Self {
        self.batch = entries;
        self
    }

    /// The documents whose time has not passed.
    pub fn documents<T: Document>(
        self,
        now: Timestamp,
    ) -> impl Iterator<Item = Result<Found<T>>> + 'a {
        self.live_at(now).filter_map(move |entry| {
            let slot = entry.and_then(|entry| Slot::of(entry).parse(now));
            slot.map(Slot::found).transpose()
        })
    }

    fn read_batch(&mut self) -> Result<()> {
        // The range includes its start, so the last entry is returned again, unless it was deleted.
        // (The key that follows it may be longer than a store allows.)
        let limit = match &self.last {
            Some(last) => {
                self.range.start.clone_from(last);
                self.batch + 1
            }
            None => self.batch,
        };
        let page = Page {
            limit,
            offset: 0,
            reverse: false,
            live_at: self.live_at,
        };
        let mut entries = self.platform.scan(&self.range, self.filter, page)?;
        self.is_at_end = entries.len() < limit as usize;
        entries.retain(|entry| self.last.as_ref() != Some(&entry.key));
        if let Some(entry) = entries.last() {
            self.last = Some(entry.key.clone());
        }
        self.read = entries.into_iter();
        Ok(())
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let has_to_read = self.read.len() == 0 && !self.is_at_end;
        if has_to_read && let Err(fault) = self.read_batch() {
            self.is_at_end = true;
            return Some(Err(fault));
        }
        self.read.next().map(Ok)
    }
}

/// The live entries of one page of a list that is read by page number. A caller that reads all pages may
/// miss an entry, or return it twice, if other calls write concurrently.
///
/// # Errors
/// If the store cannot be reached.
pub fn page(
    platform: &dyn Platform,
    now: Timestamp,
    range: &KeyRange,
    filter: &[Clause],
    paging: Paging,
) -> Result<Vec<Entry>> {
    let page = Page {
        limit: paging.page_size,
        offset: paging.offset(),
        reverse: false,
        live_at: Some(now.seconds()),
    };
    Ok(platform.scan(range, filter, page)?)
}
