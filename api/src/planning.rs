//! Campaigns, cycles, criteria sets, measures, scoring, implementing documents.

pub(crate) mod reasons;
pub(crate) mod campaign;
pub(crate) mod implementation;
pub(crate) mod scoring;
pub(crate) mod grading;
pub(crate) mod measure;
pub(crate) mod criteria;
