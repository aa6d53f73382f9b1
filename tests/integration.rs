//! What is told to others.

pub(crate) mod webhook;
