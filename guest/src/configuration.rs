//! Is the configuration usable, and what is in force?

use crate::{
    contract::{
        configuration::{Problem, Setting},
        types::Failure,
    },
    documents::Layout,
    fault::Result,
    key_check,
    keyring::Keyring,
    keys,
    platform::Platform,
    retry::retry_until_committed,
    settings::{
        Settings, address_lists, apps::Apps, linked_auth, login::Login, main_stanza::Main,
        password::Password, password_reset::PasswordReset, search::Search, session::Session,
        signup::Signup, throttling::Throttling, user_validation::UserValidation,
    },
    store::{Commit, Slot},
};

/// The layout of the stored documents that this version reads and writes.
const LAYOUT_VERSION: u32 = 1;

/// Everything wrong with the settings.
#[must_use]
pub fn check(platform: &dyn Platform) -> Vec<Problem> {
    let settings = Settings::of(platform);
    [
        Main::load(platform).problems(),
        Apps::load(platform).problems(),
        Login::load(platform).problems(),
        Session::load(platform).problems(),
        Password::load(platform).problems(),
        Signup::load(platform).problems(),
        UserValidation::load(platform).problems(),
        Search::load(platform).problems(),
        PasswordReset::load(platform).problems(),
        Throttling::load(platform).problems(),
        address_lists::problems(platform),
        linked_auth::problems(&settings),
    ]
    .concat()
}

/// All settings as they apply.
#[must_use]
pub fn effective(platform: &dyn Platform) -> Vec<Setting> {
    let settings = Settings::of(platform);
    [
        Main::load(platform).effective(),
        Apps::load(platform).effective(),
        Login::load(platform).effective(),
        Session::load(platform).effective(),
        Password::load(platform).effective(),
        Signup::load(platform).effective(),
        UserValidation::load(platform).effective(),
        Search::load(platform).effective(),
        PasswordReset::load(platform).effective(),
        Throttling::load(platform).effective(),
        address_lists::effective(platform),
        linked_auth::effective(&settings),
    ]
    .concat()
}

/// Compares the keys with those the data needs, and notes a new first one. Refuses data whose layout
/// is newer than this version's.
///
/// # Errors
/// If storage cannot be reached.
pub fn prepare(platform: &dyn Platform) -> std::result::Result<Vec<Problem>, Failure> {
    Ok(retry_until_committed(|| attempt_prepare(platform))?)
}

fn attempt_prepare(platform: &dyn Platform) -> Result<Vec<Problem>> {
    let keyring = Keyring::load(&Settings::of(platform))?;
    let wanted = vec![keys::LAYOUT.to_owned()];
    let (noted, found) = key_check::read_with::<Layout>(platform, platform.now(), wanted)?;
    if !key_check::is_complete(&noted, &keyring) {
        return Ok(vec![Problem {
            stanza: "main".to_owned(),
            key: "keys".to_owned(),
            message: "lacks a key that the stored data was written with".to_owned(),
        }]);
    }
    let mut commit = Commit::default();
    key_check::note(&mut commit, &noted, &keyring)?;
    for Slot {
        check, document, ..
    } in found
    {
        let version = document.map_or(0, |layout| layout.version);
        if version > LAYOUT_VERSION {
            return Ok(vec![Problem {
                stanza: "storage".to_owned(),
                key: "layout".to_owned(),
                message: "is of a newer version, which has written the stored data".to_owned(),
            }]);
        }
        if version < LAYOUT_VERSION {
            commit.check(&check);
            let version = LAYOUT_VERSION;
            commit.put(check.key, &Layout { version })?;
        }
    }
    if !commit.is_empty() {
        commit.commit(platform)?;
    }
    Ok(Vec::new())
}
