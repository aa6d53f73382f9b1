//! Who calls: sessions, accounts, machine clients, their contract, the audit trail.

pub(crate) mod identity;
pub(crate) mod account;
pub(crate) mod client;
pub(crate) mod contract;
pub(crate) mod audit;
