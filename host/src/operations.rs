//! The operations of the exported interfaces: a method for each, a file for each interface. `wit/`
//! documents them.

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
