//! Sets made of many items.

use std::collections::BTreeSet;

/// The distinct items, in order.
///
/// They are inserted one by one. `collect` would sort them first, and the component would grow by
/// about 5 KB for each type of item.
pub fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}
