//! Sets and maps made of many items.
//!
//! Items are inserted one by one. `collect` would sort them first, and the component would grow by
//! about 5 KB for each type of item.

use std::collections::{BTreeMap, BTreeSet};

/// The distinct items, in order.
pub fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// The values by their keys. Of several values with one key the last is kept.
pub fn by_key<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}
