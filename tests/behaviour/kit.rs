//! The test kit: a separate world for each test, in one line.

pub(crate) mod binary;
mod clock;
mod company;
mod connection;
mod credentials;
pub(crate) mod effort;
mod events;
mod faulty;
pub(crate) mod file_store;
mod gate;
mod host_calls;
mod inputs;
mod inspect;
mod logged;
mod people;
pub(crate) mod postgres;
mod proxy;
mod random;
mod receiver;
pub(crate) mod remote;
mod reply;
mod states;
mod stored;
mod until;
mod wire;
mod world;

pub(crate) use clock::{START, SteppedClock};
pub(crate) use company::{Company, definition};
pub(crate) use connection::Connection;
pub(crate) use credentials::{PROGRAM_PASSWORD, basic, define, hash};
pub(crate) use events::Events;
pub(crate) use faulty::{At, Fault, Faulty};
pub(crate) use gate::{Gate, gated};
pub(crate) use host_calls::{HOST_CALLS, HostCall, Ready, imported_account};
pub(crate) use inputs::{
    NEW_PASSWORD, PASSWORD, caller, create_request, login_input, login_request, merged,
    signup_input, with,
};
pub(crate) use inspect::rejected;
pub(crate) use logged::Lines;
pub(crate) use people::{SUPER_USER, SignedUp};
pub(crate) use proxy::{Loss, Proxy};
pub(crate) use random::{Dice, Seeded};
pub(crate) use receiver::{Answer, Receiver};
pub(crate) use reply::Reply;
pub(crate) use states::{State, set_state};
pub(crate) use stored::{
    both_stores, but_attempts, edit_user, everything, is_of_attempts, observed, stored,
    user_document,
};
pub(crate) use until::until;
pub(crate) use wire::Client;
pub(crate) use world::{KEY, OPERATOR, World, WorldBuilder};
