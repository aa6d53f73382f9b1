//! Accounts, sessions, machine clients and the versions of the contract that they use.

pub mod function_holding;
pub mod account;
pub mod client;
pub mod contract;
