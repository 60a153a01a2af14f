//! Copying everything from one store to another.
//!
//! The source sends all its documents as of one moment. The target imports them in one transaction,
//! reads them back, and commits only if they are exactly what was sent. So a copy is complete and
//! verified, or it does not exist, even after a crash.
//!
//! Versions are not copied, because a store never uses one twice and cannot adopt those of another
//! store. So a version that was read before the copy fails a check after it, and what is written to
//! the source during the copy may be missing in the target. No host may serve either store
//! meanwhile.

use async_trait::async_trait;
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use super::types::{Document, StoreError};

mod outgoing;
mod summary;

pub use outgoing::Outgoing;
pub use summary::{Summary, Summing};

/// Batches that may wait between the two stores.
const BATCHES: usize = 2;

/// A store whose documents can be exported and imported as a whole.
#[async_trait]
pub trait Portable: Send + Sync {
    /// Sends every document as of one moment, also those that have expired, in byte order of the
    /// keys and in batches bounded by [`Outgoing`]. Returns the summary of all of them.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or if the receiver is dropped.
    async fn export(&self, to: Sender<Vec<Document>>) -> Result<Summary, MoveError>;

    /// Imports every document until `from` ends, in one transaction.
    ///
    /// Before the commit all documents are read back and their summary is compared with `sent`. If
    /// the sender of `sent` is dropped, the source has failed, and nothing is imported.
    ///
    /// # Errors
    ///
    /// If the store is not empty or cannot be written, if a document exceeds the limits, or if what was
    /// read back differs. Nothing was changed then, except after [`StoreError::Unknown`].
    async fn import(
        &self,
        from: Receiver<Vec<Document>>,
        sent: oneshot::Receiver<Summary>,
    ) -> Result<(), MoveError>;
}

/// Why a copy failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MoveError {
    /// The target has documents already.
    #[error("it is not empty")]
    NotEmpty,
    /// The target read back something else than was sent.
    #[error("the copy differs from the original: {sent} became {stored}")]
    Different {
        /// Sent to the target.
        sent: Summary,
        /// Read back from the target.
        stored: Summary,
    },
    /// The other store failed first.
    #[error("the other store failed")]
    Abandoned,
    /// A store failed.
    #[error("{}", explain(.0))]
    Store(StoreError),
}

impl From<StoreError> for MoveError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn explain(error: &StoreError) -> String {
    match error {
        StoreError::Conflict => "another process writes to it".to_owned(),
        StoreError::Unavailable(text) => text.clone(),
        StoreError::Unknown => {
            "it is not known whether the transaction was committed: the store has all documents or none"
                .to_owned()
        }
        StoreError::TooLarge => "a document exceeds the limits".to_owned(),
    }
}

/// The store that failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CopyError {
    /// The store to read from.
    #[error("cannot read the source: {0}")]
    Source(MoveError),
    /// The store to fill.
    #[error("cannot fill the target: {0}")]
    Target(MoveError),
}

/// The progress of a copy, in documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The number of documents sent to the target so far.
    Moved(u64),
    /// All documents, this number, were sent; the target reads them back.
    ReadingBack(u64),
}

/// Copies all documents of one store to an empty one, and returns their summary.
///
/// # Errors
///
/// If either store fails. The target is then still empty, except after [`StoreError::Unknown`].
///
/// # Examples
///
/// ```no_run
/// # async fn copy_all() -> anyhow::Result<()> {
/// use vestibule::storage::{self, StorageOptions};
///
/// let from = storage::open(&"sqlite:/var/lib/vestibule".parse()?, StorageOptions::default()).await?;
/// let to = storage::open(&"postgres://sso@localhost/sso".parse()?, StorageOptions::default()).await?;
/// let copied = storage::copy(&*from, &*to, |_progress| {}).await?;
/// println!("{copied}");
/// # Ok(())
/// # }
/// ```
pub async fn copy(
    from: &dyn Portable,
    to: &dyn Portable,
    progress: impl FnMut(Progress),
) -> Result<Summary, CopyError> {
    let (give, given) = mpsc::channel(BATCHES);
    let (pass, passed) = mpsc::channel(BATCHES);
    let (tell, sent) = oneshot::channel();
    let export = async move {
        let summary = from.export(give).await?;
        // If the target has failed, its own error is reported.
        let _told = tell.send(summary);
        Ok(summary)
    };
    let pass_on = pass_on(given, pass, progress);
    match tokio::join!(export, pass_on, to.import(passed, sent)) {
        (Ok(summary), (), Ok(())) => Ok(summary),
        (Ok(_) | Err(MoveError::Abandoned), (), Err(error)) => Err(CopyError::Target(error)),
        (Err(error), (), _) => Err(CopyError::Source(error)),
    }
}

/// Ends as soon as either side has ended.
async fn pass_on(
    mut from: Receiver<Vec<Document>>,
    to: Sender<Vec<Document>>,
    mut progress: impl FnMut(Progress),
) {
    let mut documents = 0;
    while let Some(batch) = from.recv().await {
        documents += batch.len() as u64;
        if to.send(batch).await.is_err() {
            return;
        }
        progress(Progress::Moved(documents));
    }
    // The channel is empty again only when the target has received the last batch.
    if to.reserve_many(BATCHES).await.is_ok() {
        progress(Progress::ReadingBack(documents));
    }
}
