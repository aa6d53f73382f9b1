//! Personal data: sealed, revealed for a purpose, erased after its retention period; and for how long records are kept.

pub(crate) mod reasons;
pub mod personal;
pub mod record_rule;
pub mod retention;
