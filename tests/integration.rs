//! What is told to others.

pub(crate) mod webhook;
pub(crate) mod webhook_receiver;
