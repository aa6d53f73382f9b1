//! Campaigns, cycles and criteria sets, and how a criterion is measured and scored.

pub(crate) mod reasons;
pub mod exact;
pub mod curve;
pub mod value;
pub mod demands;
pub mod measure;
pub mod grading;
pub mod audience;
pub mod criteria;
pub mod award;
pub mod order;
pub mod policy;
pub mod campaign;
pub mod group;
pub mod participant;
pub(crate) mod official_check;
pub mod cycle;
pub mod placement;
pub mod implementation;
pub mod scoring;
pub mod value_spec;
pub mod official;
pub mod tree;
pub mod card;
pub mod assessment;
