//! Personal data and retention.

pub mod personal;
pub mod retention;
