//! Campaigns, cycles, criteria sets, implementing documents.

pub mod campaign;
pub mod cycle;
pub mod group;
pub mod participant;
pub mod criteria;
pub mod implementation;
