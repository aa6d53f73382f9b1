//! Criteria sets, and what they ask for.

pub(crate) mod assessment;
