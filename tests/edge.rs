//! The service as a whole: hostile input, hard moments, every operation.

pub(crate) mod abuse;
pub(crate) mod crash;
pub(crate) mod examples;
pub(crate) mod input;
pub(crate) mod main_job;
pub(crate) mod permissions;
