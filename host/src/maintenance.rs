//! The operator's work on all of the data, page by page: checking it, and moving it to another
//! secret key. `wit/maintenance.wit` documents both.

use crate::{error::Error, sso::Sso, types::Defect};

/// Passes before it is given up that others stop writing under another key.
const PASSES: u32 = 8;

/// What [`Sso::rekey`] has done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rekeyed {
    /// Accounts and messages of the last pass.
    pub documents: u64,
    /// So many were rewritten, in all passes.
    pub rewritten: u64,
    /// So many cannot be, for something is wrong with them.
    pub left: u64,
    /// Whether only the first key is needed from now on.
    pub is_complete: bool,
}

impl Sso {
    /// How many secret keys there are.
    #[must_use]
    pub fn number_of_keys(&self) -> usize {
        self.services().settings.main.keys.iter().flatten().count()
    }

    /// Compares all documents with those they have to agree with, and reports each that does not.
    /// Returns how many documents there are.
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

    /// Rewrites everything under the first secret key. If it ends complete, the other keys can be
    /// dropped; if not, some documents cannot be rewritten ([`Self::check_storage`] says why) or a
    /// host goes on writing under another key. Says after each page how many documents of the
    /// pass were looked at.
    ///
    /// All hosts must have the first key by then. After an error or an interruption, do it again.
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
            done.is_complete = self.end_rekey(pass).await?;
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
