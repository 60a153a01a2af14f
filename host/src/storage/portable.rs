//! Moving everything from one store to another.
//!
//! The one gives away all its documents as of one moment; the other takes them in as one
//! transaction, reads back what it has, and commits only if that is exactly what was sent. So a
//! copy is complete and verified, or it is not there: also after a crash.
//!
//! Versions stay behind, for a store never gives out one twice and cannot take over another's. A
//! check made before the move therefore fails after it, and what is written to the old store
//! during the move may be missing in the new one. So nobody may serve either store meanwhile.

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

/// So many batches may wait between two stores.
const BATCHES: usize = 2;

/// A store whose documents can be moved, all at once.
#[async_trait]
pub trait Portable: Send + Sync {
    /// Sends every document as of one moment, also those that have expired, in byte order of the
    /// keys and in batches bounded by [`Outgoing`]. Says what that was in all.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or if nobody takes the documents any more.
    async fn export(&self, to: Sender<Vec<Document>>) -> Result<Summary, MoveError>;

    /// Takes every document until `from` ends, in one transaction.
    ///
    /// Before that is committed, all is read back within it and summed up, and has to be what
    /// `sent` says. If that never comes, the other store has failed, and nothing is kept.
    ///
    /// # Errors
    ///
    /// If the store is not empty or cannot be written, if a document is beyond its limits, or if
    /// what was read back is something else. Nothing was changed then, save for
    /// [`StoreError::Unknown`].
    async fn import(
        &self,
        from: Receiver<Vec<Document>>,
        sent: oneshot::Receiver<Summary>,
    ) -> Result<(), MoveError>;
}

/// Why not everything was moved.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MoveError {
    /// The store to move to has documents already.
    #[error("it is not empty")]
    NotEmpty,
    /// What arrived is not what was sent.
    #[error("what arrived is not what was sent: {sent} became {stored}")]
    Different {
        /// What was sent.
        sent: Summary,
        /// What was read back.
        stored: Summary,
    },
    /// The other store has given up.
    #[error("the other store has given up")]
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
        StoreError::Conflict => "somebody else writes to it".to_owned(),
        StoreError::Unavailable(text) => text.clone(),
        StoreError::Unknown => {
            "it is not known whether the transaction was committed: all is there, or nothing"
                .to_owned()
        }
        StoreError::TooLarge => "a document is beyond the limits".to_owned(),
    }
}

/// Whose failure it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CopyError {
    /// That of the store to move from.
    #[error("cannot read the source: {0}")]
    Source(MoveError),
    /// That of the store to move to.
    #[error("cannot fill the target: {0}")]
    Target(MoveError),
}

/// How far a copy is, in documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many have been handed to the target.
    Moved(u64),
    /// These were all; the target reads them back.
    ReadingBack(u64),
}

/// Moves everything from one store to an empty one, and says what that was.
///
/// # Errors
///
/// If either store fails. The target has then kept nothing, save for [`StoreError::Unknown`].
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
        // A target that has given up says so itself.
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

/// Ends as soon as either side has.
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
    // Only when the target has taken the last batch is there room for as many as there can be.
    if to.reserve_many(BATCHES).await.is_ok() {
        progress(Progress::ReadingBack(documents));
    }
}
