//! Who is told of public changes, and how: webhooks.

pub(crate) mod reasons;
pub mod webhook;
