//! The host: its commands, its server, and its files.

mod audit;
mod cli;
mod embedding;
mod files;
mod overload;
mod pages;
mod proxy;
mod server;
