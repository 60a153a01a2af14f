//! Views that tests have and clients do not: the store, the mails, the operator's view.

use std::fmt::Debug;

use vestibule::{
    Error,
    storage::Entry,
    types::{Defect, ListPage, Message, PendingSignup, SubStatus, User},
};

use super::{OPERATOR, World, caller, everything};

impl World {
    /// Every document, key and value.
    pub(crate) async fn stored(&self) -> Vec<(String, String)> {
        let entries = everything(&*self.storage).await;
        let pair = |entry: Entry| (entry.key, entry.value);
        entries.into_iter().map(pair).collect()
    }

    /// The keys below a prefix.
    pub(crate) async fn keys(&self, prefix: &str) -> Vec<String> {
        let keys = self.stored().await.into_iter().map(|(key, _)| key);
        keys.filter(|key| key.starts_with(prefix)).collect()
    }

    /// The sessions of a user, as they are stored.
    pub(crate) async fn sessions_of(&self, user_id: &str) -> Vec<String> {
        self.keys(&format!("session/{user_id}/")).await
    }

    /// All defects of the stored data.
    pub(crate) async fn check(&self) -> Vec<Defect> {
        let mut found = Vec::new();
        let documents = self.sso.check_storage(|defect| found.push(defect)).await;
        let stored = self.stored().await.len();
        assert_eq!(documents.unwrap(), u64::try_from(stored).unwrap());
        found
    }

    /// Requires that `storage check` finds nothing.
    #[track_caller]
    pub(crate) fn is_sound(&self) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let found = self.check().await;
            assert!(found.is_empty(), "{place}: {found:#?}");
        }
    }

    /// The messages that are due, each for the next minute ours.
    pub(crate) async fn mails(&self) -> Vec<Message> {
        self.sso.claim_messages(100, 60).await.unwrap()
    }

    /// The operator's view of an account.
    pub(crate) async fn account(&self, user_id: &str) -> User {
        let (caller, operator) = (caller(), OPERATOR.clone());
        let user = self.sso.user(&caller, &operator, Some(user_id));
        user.await.unwrap()
    }

    /// The first page of those who wait.
    pub(crate) async fn waiting(&self) -> Vec<PendingSignup> {
        let page = ListPage {
            cur_page: 0,
            page_size: 0,
        };
        let (caller, operator) = (caller(), OPERATOR.clone());
        let list = self.sso.pending(&caller, &operator, page);
        list.await.unwrap()
    }
}

/// The codes of a typed refusal.
#[track_caller]
pub(crate) fn rejected<T: Debug>(result: Result<T, Error>) -> Vec<SubStatus> {
    match result {
        Err(Error::Rejected(codes)) => codes,
        other => panic!("not a refusal: {other:?}"),
    }
}
