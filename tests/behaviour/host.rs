//! The host: its commands, its server, and what it keeps in files.

mod cli;
mod embedding;
mod files;
pub(crate) mod overload;
mod pages;
mod proxy;
mod server;
