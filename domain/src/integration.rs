//! Notification of other systems about public changes: webhooks.

pub(crate) mod reasons;
pub mod webhook;
