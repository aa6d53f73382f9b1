//! Webhooks and the worker that delivers them.

pub(crate) mod reasons;
pub(crate) mod webhook;
pub(crate) mod delivery_worker;
pub(crate) mod webhook_event;
pub(crate) mod webhook_signature;
pub(crate) mod webhook_target;
pub(crate) mod webhook_sender;
