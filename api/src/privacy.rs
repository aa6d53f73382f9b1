//! Personal data and retention.

pub(crate) mod personal;
pub(crate) mod retention;
