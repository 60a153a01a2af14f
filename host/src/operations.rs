//! The operations of the typed interfaces, one method each, one file an interface; `wit/` documents
//! what they mean.

mod attributes;
mod authentication;
mod configuration;
mod linked_auth;
mod maintenance;
mod outbox;
mod password_reset;
mod registration;
mod sessions;
mod users;

/// Calls one exported function in a fresh instance.
macro_rules! call {
    ($self:ident.$interface:ident.$function:ident($($argument:expr),*)) => {{
        let Instance { store, instance, exports, .. } = &mut $self.instance().await?;
        let interface = exports.$interface.load(&mut *store, instance);
        let interface = interface.map_err(Error::of_component)?;
        let called = interface.$function(store, $($argument),*).await;
        called.map_err(Error::of_component)?
    }};
}
pub(crate) use call;
