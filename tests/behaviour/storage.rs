//! Storage: the contract of a store, each store, and several hosts on one.

mod contract;
mod crash;
mod differential;
mod file_store;
mod layout;
mod moving;
mod postgres;
mod remote;
mod several_hosts;
