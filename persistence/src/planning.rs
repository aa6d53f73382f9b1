//! Campaigns, cycles, criteria sets, implementing documents.

pub mod campaign;
pub mod cycle;
pub mod criteria;
pub mod implementation;
