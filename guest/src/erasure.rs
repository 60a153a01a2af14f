//! Erasing an account: removing all documents that belong to a user.
//!
//! The rows of the kinds of documents determine these documents (`documents/kind.rs`).

use crate::{
    call::Call,
    documents::{Erasure, KINDS, Row, User},
    fault::Result,
    store::{self, Commit, Found},
};

/// Removes everything that belongs to a user. The caller changes or removes the account itself and the
/// documents that lead to it (`account/writing.rs`).
///
/// # Errors
/// If storage cannot be reached.
pub(crate) fn remove_everything_under(
    call: &Call<'_>,
    commit: &mut Commit,
    user: &Found<User>,
) -> Result<()> {
    commit.check(&user.check);
    for row in KINDS {
        match row.erasure {
            Erasure::UnderUser => {
                remove_what_is_led_to(call, commit, row, &user.user_id)?;
                commit.delete_range(row.of_user(&user.user_id));
            }
            Erasure::Listed(keys) => {
                for key in keys(user) {
                    commit.delete(key);
                }
            }
            Erasure::WithWhatLeadsToThem | Erasure::WithAccount | Erasure::Stay(_) => {}
        }
    }
    Ok(())
}

/// Removes the documents that only a user's documents of a kind lead to.
///
/// The commit fails if another call adds such a document concurrently. If a user may have several of a
/// kind, adding one writes the user's document, which the commit checks. If a user has at most one, it is
/// checked here.
fn remove_what_is_led_to(
    call: &Call<'_>,
    commit: &mut Commit,
    row: &Row,
    user_id: &str,
) -> Result<()> {
    let Some(leads_to) = row.leads_to else {
        return Ok(());
    };
    let range = row.of_user(user_id);
    if row.is_one_for_each_user() {
        let [only] = store::read_exact(call.platform, [range.start])?;
        commit.check(&only.check);
        for key in only.document.iter().flat_map(leads_to) {
            commit.delete(key);
        }
        return Ok(());
    }
    for entry in store::walk(call.platform, range) {
        for key in leads_to(&entry?) {
            commit.delete(key);
        }
    }
    Ok(())
}
