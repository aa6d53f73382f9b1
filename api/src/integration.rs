//! Webhooks and the worker that delivers them.

pub(crate) mod webhook;
pub(crate) mod delivery_worker;
