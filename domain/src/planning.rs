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
pub mod campaign;
pub mod cycle;
pub mod implementation;
pub mod scoring;
pub mod value_spec;
pub mod tree;
pub mod tree_check;
pub mod tree_lift;
pub mod card;
pub mod tree_score;
pub mod tree_words;
pub mod tree_set;
pub mod assessment;
