//! Logins: the steps, the clients, and what is refused.

mod clients;
mod login;
mod passwords;
mod races;
mod refusals;
