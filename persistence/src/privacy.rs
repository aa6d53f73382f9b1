//! Personal data and retention.

pub mod personal;
pub mod record_rule;
pub mod retention;
