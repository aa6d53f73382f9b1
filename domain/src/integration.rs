//! Who is told of public changes, and how: webhooks.

pub mod webhook;
