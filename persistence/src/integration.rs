//! Webhooks, their deliveries and attempts.

pub mod webhook;
