//! Personal data: sealed, revealed for a purpose, erased after its retention period.

pub(crate) mod reasons;
pub mod personal;
pub mod retention;
