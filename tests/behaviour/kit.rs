//! What tests are made of: a world of one's own in one line.

pub(crate) mod binary;
mod clock;
mod company;
mod connection;
mod credentials;
pub(crate) mod effort;
mod events;
mod faulty;
mod gate;
mod host_calls;
mod inspect;
mod logged;
pub(crate) mod postgres;
mod proxy;
mod random;
mod receiver;
mod reply;
mod stored;
mod until;
mod wire;
mod world;

pub(crate) use clock::SteppedClock;
pub(crate) use company::{Company, NEW_PASSWORD, definition};
pub(crate) use connection::Connection;
pub(crate) use credentials::{PROGRAM_PASSWORD, basic, define, hash};
pub(crate) use events::Events;
pub(crate) use faulty::{Fault, Faulty};
pub(crate) use gate::Gate;
pub(crate) use host_calls::{HOST_CALLS, HostCall, Ready};
pub(crate) use inspect::rejected;
pub(crate) use logged::Lines;
pub(crate) use proxy::{Loss, Proxy};
pub(crate) use random::{Dice, Seeded};
pub(crate) use receiver::{Answer, Receiver};
pub(crate) use reply::Reply;
pub(crate) use stored::{
    but_attempts, edit_user, everything, is_of_attempts, observed, stored, user_document,
};
pub(crate) use until::until;
pub(crate) use wire::Client;
pub(crate) use world::{
    KEY, OPERATOR, PASSWORD, SUPER_USER, World, WorldBuilder, caller, login_input, signup_input,
};
