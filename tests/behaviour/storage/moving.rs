//! Moving everything: from one store to another, into a backup, and back from it.
//!
//! The properties of a move between any two stores are in `stores`: a property is an `async fn` that gets
//! two empty stores, and the macro below makes a test of it for each pair of backends.

use std::path::Path;

use tokio::sync::mpsc;
use vestibule::storage::{Document, KeyRange, Portable, Postgres, Sqlite, Storage, Summary, Write};

use crate::kit::postgres;

mod backups;
mod copies;
mod drill;
mod killed;
mod stores;

/// A store that can be used and moved.
trait Store: Storage + Portable {}

impl<T: Storage + Portable> Store for T {}

macro_rules! every_pair {
    ($($property:ident),+ $(,)?) => {
        every_pair!(sqlite_to_sqlite, Sqlite, Sqlite: $($property),+);
        every_pair!(sqlite_to_postgres, Sqlite, Postgres: $($property),+);
        every_pair!(postgres_to_sqlite, Postgres, Sqlite: $($property),+);
    };
    ($pair:ident, $from:ident, $to:ident: $($property:ident),+) => {
        mod $pair {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $property() {
                    let directories = [(); 2].map(|()| tempfile::tempdir().unwrap());
                    let [from, to] = directories.each_ref().map(|each| each.path());
                    let from = <vestibule::storage::$from as super::Empty>::empty(from).await;
                    let to = <vestibule::storage::$to as super::Empty>::empty(to).await;
                    super::stores::$property(&from, &to).await;
                }
            )+
        }
    };
}

every_pair! {
    everything_arrives,
    nothing_at_all_can_be_moved,
    writes_during_a_move_are_not_moved,
    a_document_changed_in_transit_is_refused,
    a_source_that_fails_leaves_nothing,
    a_failing_target_is_reported,
    a_target_with_data_is_left_alone,
    documents_above_the_limits_are_refused,
}

/// A store that can be made when a test needs it.
trait Empty {
    async fn empty(directory: &Path) -> Self;
}

impl Empty for Sqlite {
    async fn empty(directory: &Path) -> Self {
        sqlite(directory)
    }
}

impl Empty for Postgres {
    async fn empty(_: &Path) -> Self {
        postgres::open(&postgres::database(), 4).await.unwrap()
    }
}

fn sqlite(directory: &Path) -> Sqlite {
    Sqlite::open(directory).unwrap()
}

fn document(key: &str, value: &str, expires_at: Option<u64>) -> Document {
    Document {
        key: key.to_owned(),
        value: value.to_owned(),
        expires_at,
    }
}

/// Stores many documents with values of some size, 500 at once.
async fn fill(store: &dyn Store, documents: usize, bytes: usize) {
    let value = format!(r#"{{"x":"{}"}}"#, "v".repeat(bytes));
    let numbers: Vec<usize> = (0..documents).collect();
    for some in numbers.chunks(500) {
        let some = some.iter().map(|number| {
            let expires_at = (number % 3 == 0).then_some(*number as u64);
            document(&format!("many/{number:08}"), &value, expires_at)
        });
        put(store, some).await;
    }
}

async fn put(store: &dyn Store, documents: impl IntoIterator<Item = Document>) {
    let writes = documents.into_iter().map(Write::Put).collect();
    store.commit(Vec::new(), writes).await.unwrap();
}

/// How many documents there are, from the first key to the last possible.
async fn count(store: &dyn Store) -> u64 {
    let range = KeyRange {
        start: String::new(),
        end: "\u{10ffff}".repeat(128),
    };
    store.count(range, Vec::new(), None).await.unwrap()
}

/// All documents, as the store exports them.
async fn given_away(store: &dyn Store) -> (Vec<Vec<Document>>, Summary) {
    let (give, mut given) = mpsc::channel(1);
    let taking = async {
        let mut batches = Vec::new();
        while let Some(batch) = given.recv().await {
            batches.push(batch);
        }
        batches
    };
    let (summary, batches) = tokio::join!(store.export(give), taking);
    (batches, summary.unwrap())
}
