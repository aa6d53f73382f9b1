//! Personal data.

pub(crate) mod personal;
pub(crate) mod retention;
