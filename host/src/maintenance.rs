//! The operator's work on all of the data, page by page: checking it, and moving it to another
//! secret key. `wit/maintenance.wit` documents both.

use crate::{error::Error, sso::Sso, types::Defect};

/// Maximum number of passes: another host may go on writing under another key.
const PASSES: u32 = 8;

/// The result of [`Sso::rekey`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rekeyed {
    /// Accounts and messages seen in the last pass.
    pub documents: u64,
    /// Documents rewritten, in all passes.
    pub rewritten: u64,
    /// Documents that cannot be rewritten, because they are defective.
    pub left: u64,
    /// Whether only the first key is needed from now on.
    pub is_complete: bool,
}

impl Sso {
    /// How many secret keys there are.
    #[must_use]
    pub fn number_of_keys(&self) -> usize {
        self.services().settings.number_of_keys()
    }

    /// Compares every document with the ones it has to agree with, and reports each defect. Returns
    /// the number of documents.
    ///
    /// # Errors
    /// As `maintenance.inspect`.
    pub async fn check_storage(&self, mut report: impl FnMut(Defect)) -> Result<u64, Error> {
        let mut documents = 0;
        let mut after: Option<String> = None;
        loop {
            let page = self.inspect(after.as_deref()).await?;
            documents += u64::from(page.documents);
            page.defects.into_iter().for_each(&mut report);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(documents),
            }
        }
    }

    /// Encrypts everything under the first secret key. If the result is complete, the other keys can
    /// be removed. If not, some documents cannot be rewritten ([`Self::check_storage`] reports why),
    /// or another host still writes under another key. Calls `progress` after each page with the
    /// number of documents of this pass so far.
    ///
    /// All hosts must have the first key before this starts. After an error or an interruption, call
    /// it again.
    ///
    /// # Errors
    /// As `maintenance.begin-rekey`, `rekey` and `end-rekey`.
    pub async fn rekey(&self, mut progress: impl FnMut(u64)) -> Result<Rekeyed, Error> {
        let mut done = Rekeyed::default();
        for _ in 0..PASSES {
            let pass = self.begin_rekey().await?;
            self.rekey_all(&mut done, &mut progress).await?;
            if done.left > 0 {
                break;
            }
            done.is_complete = self.end_rekey(&pass).await?;
            if done.is_complete {
                break;
            }
        }
        Ok(done)
    }

    async fn rekey_all(
        &self,
        done: &mut Rekeyed,
        progress: &mut impl FnMut(u64),
    ) -> Result<(), Error> {
        (done.documents, done.left) = (0, 0);
        let mut after: Option<String> = None;
        loop {
            let page = self.rekey_page(after.as_deref()).await?;
            done.documents += u64::from(page.documents);
            done.rewritten += u64::from(page.rewritten);
            done.left += u64::from(page.left);
            progress(done.documents);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }
}
