//! The settings of one call: each stanza and each table entry is loaded from the host at most once, when
//! it is first needed.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use crate::{addresses::AddressList, fault::Result, platform::Platform};

use super::{
    address_lists,
    apps::Apps,
    linked_auth::{self, Definition},
    login::Login,
    main_stanza::Main,
    password::Password,
    password_reset::PasswordReset,
    search::Search,
    session::Session,
    signup::Signup,
    throttling::Throttling,
    user_validation::UserValidation,
};

/// Defines the settings with one function per stanza.
macro_rules! settings {
    ($($stanza:ident: $type:ty,)*) => {
        /// The settings of a call, or of any other code that reads them through one platform.
        pub struct Settings<'a> {
            platform: &'a dyn Platform,
            $($stanza: OnceCell<Rc<$type>>,)*
            address_lists: Table<AddressList>,
            definitions: Table<Definition>,
        }

        impl<'a> Settings<'a> {
            /// Nothing is loaded yet.
            #[must_use]
            pub fn of(platform: &'a dyn Platform) -> Self {
                Self {
                    platform,
                    $($stanza: OnceCell::new(),)*
                    address_lists: Table::default(),
                    definitions: Table::default(),
                }
            }

            $(
                /// The stanza of this name, with the defaults filled in.
                ///
                /// # Errors
                /// Unavailable, if the host passes on what `configuration.check` refuses.
                pub fn $stanza(&self) -> Result<Rc<$type>> {
                    once(&self.$stanza, || <$type>::load(self.platform))
                }
            )*
        }
    };
}

settings! {
    main: Main,
    apps: Apps,
    login: Login,
    session: Session,
    password: Password,
    signup: Signup,
    user_validation: UserValidation,
    search: Search,
    password_reset: PasswordReset,
    throttling: Throttling,
}

impl Settings<'_> {
    /// The address list of the user of a canonical username, if there is one.
    ///
    /// # Errors
    /// Unavailable, if the list has an entry that is not an address, not a network and not `*`.
    pub fn address_list(&self, username: &str) -> Result<Option<Rc<AddressList>>> {
        self.address_lists
            .get(username, || address_lists::entry(self.platform, username))
    }

    /// The definition of a linked credential, if there is one.
    ///
    /// # Errors
    /// Unavailable, if the definition is malformed.
    pub fn linked_auth(&self, auth_type: &str, username: &str) -> Result<Option<Rc<Definition>>> {
        let key = format!("{auth_type}/{username}");
        self.definitions
            .get(&key, || linked_auth::entry(self.platform, &key))
    }

    /// Some definition of a linked credential, if there is any.
    ///
    /// # Errors
    /// Unavailable, if the definition is malformed.
    pub fn any_linked_auth(&self) -> Result<Option<Rc<Definition>>> {
        Ok(linked_auth::first(self.platform)?.map(Rc::new))
    }
}

/// The value of the cell. An empty cell is filled first.
fn once<T>(cell: &OnceCell<Rc<T>>, load: impl FnOnce() -> Result<T>) -> Result<Rc<T>> {
    if let Some(known) = cell.get() {
        return Ok(Rc::clone(known));
    }
    let loaded = Rc::new(load()?);
    Ok(Rc::clone(cell.get_or_init(|| loaded)))
}

/// Entries that were looked up, absent ones too.
struct Table<T>(RefCell<BTreeMap<String, Option<Rc<T>>>>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> Table<T> {
    fn get(&self, key: &str, load: impl FnOnce() -> Result<Option<T>>) -> Result<Option<Rc<T>>> {
        if let Some(known) = self.0.borrow().get(key) {
            return Ok(known.clone());
        }
        let loaded = load()?.map(Rc::new);
        self.0.borrow_mut().insert(key.to_owned(), loaded.clone());
        Ok(loaded)
    }
}
