//! Behaviour tests, all through the host: over the typed API and over HTTP, with stepped time and
//! seeded randomness. One file a topic.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail"
)]

mod kit;

mod access;
mod accounts;
mod attributes;
mod bearer;
mod both_doors;
mod callbacks;
mod cli;
mod cli_errors;
mod cli_password_hash;
mod cli_storage;
mod codes;
mod confirm;
mod contract;
mod crash;
mod decide;
mod differential;
mod embedding;
mod files;
mod host_pages;
mod late_confirmation;
mod lessons;
mod linked_auth;
mod login;
mod login_clients;
mod login_passwords;
mod login_races;
mod login_refusals;
mod made_users;
mod maintenance;
mod moving;
mod outages;
mod outages_typed;
mod outbox;
mod overload;
mod password_reset;
mod postgres;
mod promises;
mod proxy;
mod rest_fuzz;
mod rest_inputs;
mod rest_routes;
mod rest_shapes;
mod search;
mod secrets;
mod seeds;
mod server;
mod session_tokens;
mod sessions;
mod several_hosts;
mod signup;
mod storage_contract;
mod throttling;
mod totp;
mod users;
mod weaknesses;
