//! Personal data: sealed, revealed for a purpose, erased when its term has passed.

pub(crate) mod reasons;
pub mod personal;
pub mod retention;
