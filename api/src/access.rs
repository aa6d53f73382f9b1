//! Who calls: sessions, accounts, machine clients, their contract, the audit trail.

pub(crate) mod reasons;
pub(crate) mod identity;
pub(crate) mod account;
pub(crate) mod client;
pub(crate) mod contract;
pub(crate) mod audit;
pub(crate) mod caller;
pub(crate) mod command;
pub(crate) mod deprecation;
