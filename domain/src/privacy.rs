//! Personal data: sealed, revealed for a purpose, erased when its term has passed.

pub mod personal;
pub mod retention;
