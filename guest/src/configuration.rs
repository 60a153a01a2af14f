//! Is the configuration usable, and what is in force?

use crate::{
    call::until_won,
    contract::{
        configuration::{Problem, Setting},
        types::Failure,
    },
    documents::KeyCheck,
    fault::Result,
    keyring::Keyring,
    keys,
    platform::Platform,
    settings::{
        address_lists, apps::Apps, login::Login, main_stanza, password::Password, session::Session,
        signup::Signup, user_validation::UserValidation,
    },
    store::{self, Commit},
};

/// Everything wrong with the settings.
#[must_use]
pub fn check(platform: &dyn Platform) -> Vec<Problem> {
    [
        main_stanza::problems(platform),
        Apps::load(platform).problems(),
        Session::load(platform).problems(),
        Password::load(platform).problems(),
        Signup::load(platform).problems(),
        UserValidation::load(platform).problems(),
        address_lists::problems(platform),
    ]
    .concat()
}

/// All settings as they apply.
#[must_use]
pub fn effective(platform: &dyn Platform) -> Vec<Setting> {
    [
        main_stanza::effective(platform),
        Apps::load(platform).effective(),
        Login::load(platform).effective(),
        Session::load(platform).effective(),
        Password::load(platform).effective(),
        Signup::load(platform).effective(),
        UserValidation::load(platform).effective(),
        address_lists::effective(platform),
    ]
    .concat()
}

/// Compares the keys with those the data needs, and notes a new first one.
///
/// # Errors
/// If storage cannot be reached.
pub fn prepare(platform: &dyn Platform) -> std::result::Result<Vec<Problem>, Failure> {
    Ok(until_won(|| attempt_prepare(platform))?)
}

fn attempt_prepare(platform: &dyn Platform) -> Result<Vec<Problem>> {
    let ids = Keyring::load(platform)?.ids();
    let slot = store::read_one::<KeyCheck>(platform, platform.now(), keys::KEY_CHECK.to_owned())?;
    let mut needed = slot.document.clone().unwrap_or_default();
    if needed.key_ids.iter().any(|id| !ids.contains(id)) {
        return Ok(vec![Problem {
            stanza: "main".to_owned(),
            key: "keys".to_owned(),
            message: "lacks a key that the stored data was written with".to_owned(),
        }]);
    }
    let Some(first) = ids.into_iter().next() else {
        return Ok(Vec::new());
    };
    if !needed.key_ids.contains(&first) {
        needed.key_ids.push(first);
        let mut commit = Commit::default();
        commit.check(&slot.check);
        commit.put(keys::KEY_CHECK.to_owned(), &needed)?;
        commit.commit(platform)?;
    }
    Ok(Vec::new())
}
