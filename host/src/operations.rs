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
mod rest;
mod sessions;
mod users;
