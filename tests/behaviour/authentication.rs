//! Logins: the steps, the clients, and the refusals.

mod clients;
mod login;
mod passwords;
mod races;
mod refusals;
